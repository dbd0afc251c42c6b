import type { AdminRequest, ClientId, HandedStep } from "../../bridge/generated/bridge";

/** Outlook and Windows cut longer mailto links, so a longer message is copied. */
export const MAILTO_LIMIT = 1800;

// RFC 6068 asks for percent-encoded CRLF between lines.
const NEWLINE = /\r?\n/g;

/** The length of the mailto link that would carry the message. */
export function mailtoLength(to: string, subject: string, body: string): number {
  const fields = [to, subject, body.replaceAll(NEWLINE, "\r\n")].map(encodeURIComponent).join("");
  return `mailto:?subject=&body=${fields}`.length;
}

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Whether the admin's address can be used; none at all is fine. */
export function canBeAddress(to: string): boolean {
  return to.trim() === "" || ADDRESS.test(to.trim());
}

const DOTS = "••••••••";

/** The request as it may be seen on a shared screen: no name, no organization, no id, no query of the link. */
export function maskedRequest(request: AdminRequest): AdminRequest {
  return {
    ...request,
    clientId: request.clientId === null ? null : DOTS,
    organization: request.organization === null ? null : DOTS,
    from: request.from === null ? null : DOTS,
    link: request.link === null ? null : `https://${request.linkHost ?? ""}/${DOTS}`,
    step: request.step === null ? null : maskedStep(request.step, request.clientId),
  };
}

function maskedStep(step: HandedStep, clientId: ClientId | null): HandedStep {
  if (clientId === null) return step;
  return { ...step, commands: step.commands.map((command) => command.replaceAll(clientId, DOTS)) };
}
