import type { AdminRequest, PermissionLine } from "../../bridge/generated/bridge";
import { handingMessage } from "./handing";
import { labels, menuPaths, roles } from "./labels";
import { time } from "./language";

/** What the message to the admin says, ready to be changed by the person who sends it. */
export interface Message {
  subject: string;
  body: string;
}

/** The product that the message is about. */
export interface Product {
  name: string;
  vendor: string;
}

const STAMP = "PRACTICE";

/** Builds H1's message. It reads well as plain text: numbered steps, short blocks, one blank line between. */
export function adminMessage(request: AdminRequest, product: Product, practicing: boolean): Message {
  const { subject, body } =
    request.step === null
      ? approvalMessage(request, product)
      : handingMessage(request, request.step, product);
  if (!practicing) return { subject, body };
  const stamp = `${STAMP}: nothing here is real. There is nothing to do for you.`;
  return { subject: `${STAMP}: ${subject}`, body: `${stamp}\n\n${body}` };
}

function approvalMessage(request: AdminRequest, product: Product): Message {
  const body = [
    greeting(request, product),
    request.link === null ? stepsByMenu(request, product) : stepsByLink(request.link),
    `You need this role: ${roles[request.role]}, or a higher one.`,
    request.permissions.length === 0 ? null : permissionList(request.permissions),
    proof(request, product),
    request.link !== null && request.ways.includes("entraSteps") ? menuInstead(product) : null,
    request.ways.includes("waitingRequest")
      ? `Is there a request of mine already? You find it here: ${menuPaths.requests}`
      : null,
    "Tell me when it is done, and I will connect.",
    request.from,
  ]
    .filter((block) => block !== null && block !== "")
    .join("\n\n");
  return { subject: subjectOf(request, product), body };
}

function subjectOf(request: AdminRequest, product: Product): string {
  return request.askedBefore === null
    ? `Can you approve ${product.name} for us? It takes about 2 minutes`
    : `Reminder: can you approve ${product.name} for us?`;
}

function greeting(request: AdminRequest, product: Product): string {
  const where = request.organization ?? "our organization";
  if (request.askedBefore !== null) {
    // A day by its date: nobody knows when the message will be read.
    const day = time.date(request.askedBefore);
    return `Hi, this is a reminder. On ${day} I asked for ${product.name}. An admin must approve it once for ${where}.`;
  }
  return `Hi, I want to use ${product.name} at work. Microsoft says an admin must approve it once for ${where}.`;
}

function stepsByLink(link: string): string {
  return [
    `1. Open this link and sign in as an admin: ${link}`,
    "2. Read the list.",
    `3. Select ${labels.accept}.`,
  ].join("\n");
}

function stepsByMenu(request: AdminRequest, product: Product): string {
  const path = request.ways.includes("ownApp") ? menuPaths.register : menuPaths.grant(product.name);
  const last = request.ways.includes("ownApp")
    ? `3. Follow the setup guide of ${product.vendor}.`
    : `3. Read the list. Then select ${labels.accept}.`;
  return [
    "1. Open the Entra admin center and sign in as an admin: https://entra.microsoft.com",
    `2. Go to: ${path}`,
    last,
  ].join("\n");
}

function permissionList(permissions: readonly PermissionLine[]): string {
  const lines = permissions.map(({ name, value, reason }) => `- ${name} (${value}): ${reason}`);
  return ["What it asks for, and why:", ...lines].join("\n");
}

function proof(request: AdminRequest, product: Product): string {
  const lines = [
    "Is this real? Check these on the maker's own site:",
    request.clientId === null ? null : `App ID: ${request.clientId}`,
    `Maker: ${product.vendor}`,
  ];
  return lines.filter((line) => line !== null).join("\n");
}

function menuInstead(product: Product): string {
  return `You can use the Entra admin center instead of the link:\n${menuPaths.grant(product.name)}`;
}
