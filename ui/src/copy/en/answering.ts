import type { AadstsCode, Card, Fix, Situation, Sureness, Who } from "../../bridge/generated/bridge";
import words from "./answers.json";

/** What the texts of a card may name. A fact that is not known is left out. */
export type CardFacts = Partial<
  Record<"product" | "vendor" | "organization" | "account" | "role" | "name" | "date", string>
>;

/** A card as it is shown. */
export interface CardWords {
  title: string;
  what: string;
  do: string;
  who: string;
  /** A message to copy, where someone else has to act. */
  send: string | null;
}

type Texts = Partial<
  Record<"send" | "sendPlain" | "titlePlain" | "whatPlain" | "doPlain" | "whoPlain", string>
> &
  Record<"title" | "what" | "do" | "who", string>;

const cards: Record<Card, Texts> = words;

/** Fills a card's texts; a text that names an unknown fact gives way to its plain form. */
export function answerWords(card: Card, facts: CardFacts): CardWords {
  const texts = cards[card];
  return {
    title: filled(texts.title, texts.titlePlain, facts),
    what: filled(texts.what, texts.whatPlain, facts),
    do: filled(texts.do, texts.doPlain, facts),
    who: filled(texts.who, texts.whoPlain, facts),
    send: texts.send === undefined ? null : filled(texts.send, texts.sendPlain, facts),
  };
}

function filled(text: string, plain: string | undefined, facts: CardFacts): string {
  const known = new Map(Object.entries(facts));
  const names = [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  if (plain !== undefined && names.some((name) => !known.has(name))) return plain;
  return names.reduce((done, name) => done.replaceAll(`{${name}}`, known.get(name) ?? ""), text);
}

/** A short name of each situation, for Details and for "it could also be". */
export const situations: Record<Situation, string> = {
  already_granted: "Approved before",
  can_grant: "You can approve it",
  needs_admin_approval_request: "A reviewer has to approve it, and the page takes your request",
  needs_admin_approval: "Only an admin can approve it",
  admin_approval_pending: "Your request waits for an answer",
  admin_consent_granted: "An admin approved it",
  admin_consent_declined: "An admin or a reviewer said no",
  not_admin: "The account is not an admin with the right role",
  user_declined: "Someone selected Cancel",
  sign_in_required: "You have to sign in first",
  mfa_or_policy_block: "A sign-in rule stopped you",
  user_not_assigned: "You are not on the list for the app",
  app_not_in_tenant: "The app is not in your organization",
  app_disabled: "The app is turned off",
  app_not_found: "Microsoft does not know this app ID",
  redirect_mismatch: "The return address does not match",
  secret_invalid: "The secret does not match",
  secret_expired: "The secret has run out",
  secret_missing: "The app sent no secret",
  permission_missing: "A permission is missing",
  access_policy_missing: "The Teams policy is missing",
  throttled: "Too many tries in a short time",
  expired_grant: "The sign-in ran out",
  wrong_account_type: "A personal account, or a work account where it does not fit",
  wrong_tenant: "An account of another organization",
  user_blocked: "The account is locked or turned off",
  invalid_request: "The app asked in a way that Microsoft does not accept",
  service_unavailable: "Microsoft does not answer",
  unknown: "Not known",
};

const surenesses: Record<Sureness, string> = {
  proved: "Checked: Microsoft's answer can mean only this",
  inferred: "Our best guess from Microsoft's answer",
  told: "You told us",
  unknown: "Not known",
};

const whos: Record<Who, string> = {
  user: "You",
  tenant_admin: "An IT admin",
  app_developer: "The maker of the app",
  microsoft: "Microsoft. Waiting helps",
  none: "No one",
};

const fixes: Record<Fix, string> = {
  tryAgain: "Try again",
  askAdmin: "Send to my admin",
  approve: "Show me how to approve",
  sendRequest: "Show me how to ask",
  copyLink: "Copy the link",
  sendToMaker: "Copy a summary",
};

/** "AADSTS50105, AADSTS90094". */
export const codes = (numbers: readonly AadstsCode[]) =>
  numbers.map((number) => `AADSTS${number}`).join(", ");

export const answer = {
  eyebrow: {
    stopped: "Sign-in stopped",
    guess: "Our best guess",
    good: "Good news",
    turn: "Your turn",
    unknown: "Not known yet",
  },
  what: "What happened",
  do: "What to do",
  who: "Who can do it",
  send: "What to send",
  copySend: "Copy",
  copiedSend: "Copied",
  fixes,
  whos,
  surenesses,
  alternatives: "It could also be",
  wrongAnswer: "Wrong answer?",
  startAgain: "Start again",
  account: "Account",
  details: "Details",
  codes: "Microsoft's code",
  noCode: "No code was found",
  situation: "Situation",
  how: "How we know",
  actor: "Who acts next",
  quote: "The text",
  codesNote: "Microsoft may change what its codes mean. Trust the page first.",
  summary: (facts: {
    product: string;
    title: string;
    codes: string;
    situation: string;
    sureness: string;
    who: string;
  }) =>
    [
      `Usher, ${facts.product}`,
      `What happened: ${facts.title}`,
      `Microsoft's code: ${facts.codes}`,
      `Situation: ${facts.situation}`,
      `How we know: ${facts.sureness}`,
      `Who acts next: ${facts.who}`,
    ].join("\n"),
};

export const pasteError = {
  title: "Paste the error",
  lead: "Paste the error, or the web address of the page. You can drop a file too. It stays on this computer.",
  label: "The error, or the web address",
  hint: "A code like AADSTS50105 helps most.",
  find: "Find the answer",
  empty: "Paste some text first.",
  tooLong: "That is too long. Keep only the error, with some lines around it.",
  browse: "Browse for a file",
  drop: "You can drop a file here: .txt, .html, .eml or .url",
  dropNow: "Drop it here",
  fileTypes: "That file is of another kind. Use .txt, .html, .eml or .url.",
  fileTooBig: "That file is too big. Copy the error out of it and paste it here.",
  fileUnreadable: "That file could not be read. Copy the error out of it and paste it here.",
  fileRead: (name: string) => `${name} was read.`,
  clear: "Clear the text",
};
