import type { AddressProblem, Outlook, PlaceName, Trust } from "../../bridge/generated/bridge";
import { labels } from "./labels";
import { list, plural } from "./language";

const places: Record<PlaceName, string> = {
  beforeSignIn: "Before you sign in",
  signingIn: "Sign in to Microsoft",
  askingAdmin: "Ask your admin",
  waitingForAdmin: "Waiting for your admin",
  approvingForAll: "Approve it for everyone",
  settingUpApp: "Set up an app of your own",
};

export const start = {
  title: (product: string | null) =>
    product === null ? "Connect to Microsoft 365" : `Connect ${product} to Microsoft 365`,
  lead: "This takes about 2 minutes. You sign in on Microsoft's own page. We never see your password.",
  start: "Start",
  goOn: "Go on from here",
  fresh: "Start fresh",
  places,
  since: (product: string, day: string) => `${product}, since ${day}`,
  admin: {
    title: "I'm the IT admin",
    detail: (product: string | null) =>
      product === null ? "Approve a product for your whole team" : `Approve ${product} for your whole team`,
  },
  helping: { title: "I'm helping someone", detail: "Find out what went wrong, from an error" },
  practice: { title: "Practice first", detail: "Try every step. Nothing is real." },
  connections: {
    title: "Your connections",
    detail: (count: number, drafts: number) =>
      list([
        ...(count > 0 ? [plural(count, { one: "# connection", other: "# connections" })] : []),
        ...(drafts > 0 ? [plural(drafts, { one: "# not finished", other: "# not finished" })] : []),
      ]),
  },
};

const trust: Record<Trust, string> = {
  builtIn: "Built in",
  startsAtVendor: "Starts at the maker",
  ownApp: "For IT admins",
  signedFile: "Signed setup file",
  unsignedFile: "Not signed",
};

export const chooseProduct = {
  title: "What do you want to connect?",
  lead: "Pick the product you use.",
  adminLead: "Pick the product you want to approve.",
  legend: "Products",
  by: (vendor: string) => `by ${vendor}`,
  trust,
  pickFirst: "Pick a product first.",
  continue: "Continue",
  missing: {
    question: "Not in the list?",
    answer: "Ask the person who sent you here for a setup file. You can drop it here.",
  },
  addFile: "Add a setup file",
  empty: {
    title: "No products yet",
    body: "Add the setup file you were sent, or drop it here. Or try practice mode.",
  },
};

const accountProblems: Record<AddressProblem, string> = {
  notAnAddress: "Enter an email like name@example.com, or leave it empty.",
  personalAccount: "That looks like a personal account. Enter your work or school email.",
  unknownDomain: "Microsoft does not know this organization. Check the part after the @ sign.",
};

const forecast: Record<Outlook, string | null> = {
  personMayApprove: null,
  adminLikely: "Your IT admin may need to approve this first. We help you ask.",
  adminCertain: "Most organizations need an IT admin to approve this. We help you ask.",
};

export const beforeSignIn = {
  title: "Before you sign in",
  lead: (product: string, count: number) =>
    plural(count, {
      one: `${product} asks for # permission. Here is why it needs it.`,
      other: `${product} asks for # permissions. Here is why it needs each one.`,
    }),
  seeAll: (count: number) => `See all ${count}`,
  seeLess: "See fewer",
  optional: (feature: string) => `Only for ${feature}`,
  adminLikely: "An admin may need to approve this",
  email: "Your work or school email",
  emailHint: "So Microsoft opens the right account. You can leave it empty.",
  lookingUp: "Looking up your organization",
  accountProblems,
  admin: {
    question: "IT admin?",
    answer: "You can approve it for your whole team.",
    act: "Show me how",
  },
  adminTip: `You can approve it for your whole team: tick **${labels.onBehalf}** on the list.`,
  forecast,
  vendor: {
    lead: (product: string, host: string | null) =>
      host === null
        ? `You sign in from the settings of ${product}. Open it, then come back here.`
        : `You sign in on the page of ${product}, at ${host}.`,
    path: "Where to find it",
    goOn: "I have it open",
    note: "Usher can't see that page. Come back and tell us what it shows.",
  },
  open: "Open my browser",
  notNow: "Not now",
};
