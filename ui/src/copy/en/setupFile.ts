import type { FileChange, FileFault, FileRefusal, Origin } from "../../bridge/generated/bridge";

/** Who vouches for a setup file: what stands over the title, and what it means. */
interface OriginWords {
  eyebrow: string;
  title: (domain: string) => string;
  body: string;
  who: (domain: string) => string;
}

const origins: Record<Origin["kind"], OriginWords> = {
  unsigned: {
    eyebrow: "Not signed",
    title: () => "No one vouches for this file",
    body: "Anyone could have written it, under any name. Call the person who sent it to you, and ask.",
    who: () => "No one. The file is not signed.",
  },
  signed: {
    eyebrow: "Signed",
    title: (domain) => `${domain} signed this file`,
    body: "We checked the signature. It tells who wrote the file, and not how good the product is.",
    who: (domain) => `${domain}, by its signature`,
  },
  builtIn: {
    eyebrow: "Built in",
    title: () => "This file comes with Usher",
    body: "No one else has changed it.",
    who: () => "The makers of Usher",
  },
};

const vouchedBefore: Record<Origin["kind"], (domain: string) => string> = {
  unsigned: () => "The one before was not signed.",
  signed: (domain) => `The one before was signed by ${domain}.`,
  builtIn: () => "The one before came with Usher.",
};

function domainOf(origin: Origin): string {
  return origin.kind === "signed" ? origin.domain : "";
}

type Changes = { [K in FileChange["kind"]]: (change: Extract<FileChange, { kind: K }>) => string };

const changes: Changes = {
  origin: ({ before }) => vouchedBefore[before.kind](domainOf(before)),
  olderVersion: ({ before }) => `It is older than the one you used, which was version ${before}.`,
  clientId: ({ before }) =>
    before === null
      ? "It names an app ID now. The one before named none."
      : "It is for another app now. The app ID before was:",
  permissionAdded: ({ value }) => `It asks for more: ${value}`,
  permissionRemoved: ({ value }) => `It no longer asks for ${value}`,
  hostAdded: ({ host }) => `It leads to a new web address: ${host}`,
};

function change(found: FileChange): string {
  switch (found.kind) {
    case "origin":
      return changes.origin(found);
    case "olderVersion":
      return changes.olderVersion(found);
    case "clientId":
      return changes.clientId(found);
    case "permissionAdded":
      return changes.permissionAdded(found);
    case "permissionRemoved":
      return changes.permissionRemoved(found);
    case "hostAdded":
      return changes.hostAdded(found);
  }
}

export const setupFile = {
  title: "Do you trust this setup file?",
  lead: "A setup file can ask for your work data. Nothing has happened yet. If you are not sure, don't use it.",
  eyebrow: (origin: Origin) => origins[origin.kind].eyebrow,
  vouching: (origin: Origin) => ({
    title: origins[origin.kind].title(domainOf(origin)),
    body: origins[origin.kind].body,
  }),
  claims: {
    title: "What the file says",
    note: "We can't check this. Anyone can write any name.",
    name: "Product",
    vendor: "Maker",
    purpose: "What it is for",
    version: "Version",
  },
  known: {
    title: "What we can tell",
    note: "Compare the app ID with the maker's own site.",
    who: "Who vouches for it",
    whoWords: (origin: Origin) => origins[origin.kind].who(domainOf(origin)),
    appId: "App it wants approved",
    noAppId: "It names no app.",
    hosts: "Web addresses in it",
    noHosts: "None",
    risk: "Highest risk",
  },
  changed: "Changed since you used it last",
  change,
  asksNote: "The risk is our word for it. The reasons are the file's own words.",
  stop: {
    label: (domain: string | null) =>
      domain === null ? "Type your work domain, like example.com, to use it" : `Type ${domain} to use it`,
    hint: "A domain is the part of your work email after the @ sign.",
    empty: "Type your work domain first, like example.com.",
    mistyped: "That is not a work domain. Type what comes after the @ sign in your work email.",
  },
  refuse: "Don't use it",
  use: "Use it",
};

interface RefusalWords {
  title: string;
  meaning: string;
  next: string;
}

const refusals: Record<FileRefusal["kind"], RefusalWords> = {
  notASetupFile: {
    title: "This is not a setup file",
    meaning: "A setup file ends in .usher, .toml or .json, and is small.",
    next: "Ask the person who sent you here for the right file.",
  },
  unreadable: {
    title: "We can't open this file",
    meaning: "It may be gone, or another program may be using it.",
    next: "Copy it to your desktop. Then choose it again.",
  },
  badSignature: {
    title: "Don't use this file",
    meaning: "It was changed after it was signed, or someone else signed it. We did not use any of it.",
    next: "Ask the maker for a new one. Use the address on their own site.",
  },
  wrong: {
    title: "This setup file has mistakes",
    meaning: "So we did not use any of it.",
    next: "Send the details to the person who made the file.",
  },
};

export const setupFileRefused = {
  refusals,
  details: "Details",
  fault: ({ line, field }: FileFault) => (field === "" ? `Line ${line}` : `Line ${line}: ${field}`),
  copyDetails: "Copy the details",
  another: "Choose another file",
  back: "Back",
};
