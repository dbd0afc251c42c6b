import type {
  AddressProblem,
  AppFacts,
  Doubt,
  Origin,
  PermissionKind,
  Risk,
  TooBroad,
} from "../../bridge/generated/bridge";
import { plural } from "./language";
import { beforeSignIn } from "./starting";

const risks: Record<Risk, string> = {
  low: "Low risk",
  medium: "Medium risk",
  high: "High risk",
  critical: "Very high risk",
};

const reach: Record<PermissionKind, string> = {
  delegated: "For each person who signs in",
  application: "For everyone, with no one signed in",
};

/** Our sentence with Microsoft's name of the permission; never the maker's own words (S72). */
function warning(found: TooBroad): string {
  switch (found.kind) {
    case "everything":
      return "It takes all that its maker listed at Microsoft, not only this list.";
    case "writeWhereReadExists":
      return `It can change things too. To read, **${found.narrower}** is enough.`;
    case "allWhereSelectedExists":
      return `It covers all of them. **${found.narrower}** covers only chosen ones.`;
    case "applicationWhereDelegatedExists":
      return `It works with no one signed in. **${found.narrower}** for a signed-in person sees less.`;
    case "unused":
      return "The maker gives no reason for it.";
  }
}

/** Words of a list of permissions that somebody has to judge. */
export const judging = {
  title: (count: number) =>
    plural(count, { one: "It asks for # permission", other: "It asks for # permissions" }),
  risks,
  reach,
  warning,
  noReason: "No reason given",
  seeAll: (count: number) => `See all ${count}`,
  seeLess: "See fewer",
};

/** Whose word the maker's name is; nothing to say where it is our own (S69). */
function source(origin: Origin): string | null {
  switch (origin.kind) {
    case "builtIn":
      return null;
    case "signed":
      return `The setup file says so. It is signed by ${origin.domain}.`;
    case "unsigned":
      return "The setup file says so. No one vouches for that file.";
  }
}

const notThere = "No one where you work has used this app yet.";

/** What is said when Microsoft's answer comes in. */
function answered(facts: AppFacts): string | null {
  switch (facts.kind) {
    case "nothing":
    case "asking":
      return null;
    case "failed":
      return "Microsoft did not tell us about the app.";
    case "notThere":
      return notThere;
    case "found":
      return facts.publisher === null
        ? "Microsoft has answered. The maker is not verified."
        : "Microsoft has answered. The maker is verified.";
  }
}

// Here the address names the organization, so it can't be left out.
const addressProblems: Record<AddressProblem, string> = {
  ...beforeSignIn.accountProblems,
  notAnAddress: "Enter a work email like name@example.com.",
};

export const reviewApp = {
  title: "What you are approving",
  lead: (product: string, organization: string | null) =>
    organization === null
      ? `${product} will be able to do these things for people where you work. Check the app ID and the maker first.`
      : `${product} will be able to do these things for people in ${organization}. Check the app ID and the maker first.`,
  appId: "App ID",
  noAppId: "The maker has not told us the app ID. Check it on Microsoft's page.",
  copyAppId: "Copy",
  copied: "Copied",
  compare: "Compare it with the maker's own site.",
  maker: "Maker",
  source,
  facts: "Microsoft says",
  nothing: "Microsoft has told us nothing about this app yet.",
  badge: "Look for the blue badge on Microsoft's page.",
  asking: "We are asking Microsoft",
  failed: "Not known",
  notThere,
  answered,
  unnamed: "The app has no name there.",
  verified: (publisher: string) => `Verified maker: ${publisher}`,
  notVerified: "Maker not verified",
  verifiedNote: "That tells who made it. It does not tell how good it is.",
  since: (date: string) => `Where you work since ${date}`,
  owner: "Registered by the organization with this ID:",
  off: "It is turned off where you work.",
  assignment: "Only people on its list may use it.",
  organization: "Organization",
  askedBy: "Asked by",
  address: "Your work email",
  addressHint: "It tells us which organization you approve for.",
  addressProblems,
  lookingUp: "Looking up your organization",
  found: "We found your organization.",
  stop: {
    unsigned: { title: "No one vouches for this app", body: "It comes from a file that anyone can write." },
    critical: {
      title: "This app asks for a lot",
      body: "It could read or change what your whole organization keeps at Microsoft.",
    },
    advice: "Stop here if you do not know who asked for it, and why.",
    label: (domain: string | null) =>
      domain === null ? "Type the domain of your work email to go on" : `Type ${domain} to go on`,
    hint: "A domain is the part of an email after the @ sign.",
    mistyped: "That is not the domain of your organization. Type it again, or stop.",
    stop: "Stop",
  },
  continue: "Continue",
  find: "Find my organization",
  looksWrong: "This looks wrong",
};

interface DoubtWords {
  title: string;
  lead: (product: string) => string;
}

const doubts: Record<Doubt, DoubtWords> = {
  looksWrong: {
    title: "Don't approve it yet",
    lead: () => "You can stop here. Nothing was approved, and nothing is lost.",
  },
  disabledByMicrosoft: {
    title: "Microsoft has shut this app out",
    lead: () => "Microsoft found that the app breaks its rules, or could do harm.",
  },
  otherName: {
    title: "This app has another name",
    lead: (product) => `It says that it is ${product}. Microsoft knows this app ID by another name.`,
  },
};

export const doNotApprove = {
  doubts,
  says: "It calls itself",
  knownAs: "Microsoft calls it",
  compareTitle: "What to compare",
  compare: [
    { title: "The app ID", detail: "The maker's own site or guide shows the same one." },
    { title: "The maker", detail: "You know the company, and people at work use it." },
    { title: "The permissions", detail: "Each one fits what the product does." },
    { title: "The person who asked", detail: "They say that they did ask. Call them, don't write." },
  ],
  todoTitle: "What to do",
  stop: { title: "Do not approve it.", detail: "Not here, and not on a Microsoft page." },
  tell: { title: "Tell the person who asked.", detail: "Someone may have tricked them." },
  ask: {
    title: (vendor: string) => `Ask ${vendor}.`,
    detail: "Use the address on their own site, not one from a message.",
  },
  askedBy: "Asked by",
  primary: "Don't approve it",
  back: "Look at it again",
};
