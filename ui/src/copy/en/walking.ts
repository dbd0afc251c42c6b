import type { AdminRole, AdminWay, WalkStep } from "../../bridge/generated/bridge";
import { appsMenus, grantLabel, labels, roles } from "./labels";
import { plural } from "./language";
import { drawingCaption, largeDrawings } from "./pictures";

interface WayWords {
  title: string;
  detail: string;
  time: string;
}

const minutes = (count: number) => plural(count, { one: "# minute", other: "# minutes" });

const ways: Record<AdminWay, WayWords> = {
  link: {
    title: "With one link",
    detail: `Sign in, read the list, select **${labels.accept}**.`,
    time: minutes(1),
  },
  entraSteps: {
    title: "In the admin center",
    detail: "We show you each page, and what to select there.",
    time: minutes(5),
  },
  waitingRequest: {
    title: "I have a request waiting",
    detail: "Someone asked on a Microsoft page. You answer there.",
    time: minutes(3),
  },
  ownApp: {
    title: "With an app of your own",
    detail: "You make the app yourself, and hand it to the product.",
    time: minutes(25),
  },
};

export const pickWay = {
  title: "How do you want to approve it?",
  role: (role: AdminRole) => `You need this role: **${roles[role]}**, or a higher one.`,
  account: "Your account:",
  enough: "This account has the role.",
  lacking: "This account does not have the role now.",
  lackingHint: "Do you have to turn the role on first? Then it does not show until you do.",
  legend: "Ways to approve it",
  ways,
  returnsTo: (host: string) => `Afterwards Microsoft sends you to **${host}**.`,
  returnsToUnknown: "We do not know whose site that is.",
  organization: "Organization:",
  pickFirst: "Pick a way first.",
  continue: "Continue",
  noRole: "I don't have this role",
};

/** What the words of a step name. What is hidden on a shared screen is `null`. */
export interface StepFacts {
  product: string;
  organization: string | null;
  /** The last four signs of the app ID. */
  lastFour: string | null;
  permissions: number;
}

interface StepWords {
  /** In the list of steps. */
  short: (product: string) => string;
  title: (product: string) => string;
  /** The menu path, where the step has one. */
  path: ((product: string) => readonly string[]) | null;
  todo: (facts: StepFacts) => readonly string[];
  see: (facts: StepFacts) => string;
  picture: keyof typeof largeDrawings | null;
  /** Who knows that it is done. */
  done: "youTellUs" | "weCheck";
}

const app = (product: string) => [labels.allApplications, product];
const requests = [labels.adminConsentRequests, labels.myPending];

const steps: Record<Exclude<WalkStep, "check">, StepWords> = {
  openAdminCenter: {
    short: () => "Open the admin center",
    title: () => "Open the admin center",
    path: null,
    todo: ({ organization }) => [
      "Open the Entra admin center with the button below.",
      "Sign in with your admin account.",
      organization === null
        ? "Look at the top right. It must name the right organization."
        : `Look at the top right. It must name ${organization}.`,
    ],
    see: () => "the home page of the admin center, with a menu at the side.",
    picture: null,
    done: "youTellUs",
  },
  findApp: {
    short: (product) => `Find ${product}`,
    title: (product) => `Find ${product}`,
    path: () => [...appsMenus.now, labels.allApplications],
    todo: ({ product, lastFour }) => [
      `Open **${labels.enterpriseApps}**, then **${labels.allApplications}**.`,
      `Type ${product} in the search box.`,
      lastFour === null ? "Look at the row." : `Look at the row. Its app ID must end in **${lastFour}**.`,
    ],
    see: ({ lastFour }) =>
      lastFour === null ? "one row." : `one row, with an app ID that ends in ${lastFour}.`,
    picture: "findApp",
    done: "youTellUs",
  },
  openPermissions: {
    short: () => `Open ${labels.permissions}`,
    title: () => `Open ${labels.permissions}`,
    path: (product) => [...appsMenus.now, ...app(product), labels.permissions],
    todo: ({ product }) => [
      `Open the row of ${product}.`,
      `In its menu, under **${labels.security}**, select **${labels.permissions}**.`,
    ],
    see: ({ organization }) => `the button **${grantLabel(organization)}**.`,
    picture: "permissionsMenu",
    done: "youTellUs",
  },
  grantForEveryone: {
    short: () => "Approve for everyone",
    title: (product) => `Approve ${product} for everyone`,
    path: (product) => [...appsMenus.now, ...app(product), labels.permissions],
    todo: ({ organization }) => [
      `Select **${grantLabel(organization)}**.`,
      `Read the list. Select **${labels.accept}**.`,
      `Back on this page, select **${labels.refresh}**.`,
    ],
    see: ({ permissions }) =>
      plural(permissions, {
        one: "# permission in the list.",
        other: "all # permissions in the list.",
      }),
    picture: "grant",
    done: "weCheck",
  },
  openRequests: {
    short: () => "Open the requests",
    title: () => "Open the requests",
    path: () => [...appsMenus.now, ...requests],
    todo: () => [
      `Open **${labels.enterpriseApps}**.`,
      `Under **${labels.activity}**, select **${labels.adminConsentRequests}**.`,
      `Select **${labels.myPending}**.`,
    ],
    see: ({ product }) => `${product} in the list.`,
    picture: "requests",
    done: "youTellUs",
  },
  approveRequest: {
    short: () => "Approve the request",
    title: () => "Approve the request",
    path: () => [...appsMenus.now, ...requests],
    todo: ({ product, lastFour }) => [
      `Open the row of ${product}.`,
      lastFour === null ? "Check the app ID." : `Check the app ID. It must end in **${lastFour}**.`,
      `Select **${labels.reviewPermissions}**.`,
      `Read the list. Select **${labels.accept}**.`,
    ],
    see: () => "that the request leaves the list.",
    picture: "reviewRequest",
    done: "weCheck",
  },
};

/** What may be missing from the page of a step, and why. */
interface Absence {
  title: string;
  why: string;
}

const absences: Partial<Record<WalkStep, Absence>> = {
  findApp: {
    title: "It is not listed",
    why: "Then no one where you work has used it yet. The link adds it, and approves it in one go.",
  },
  openRequests: {
    title: "The list is empty",
    why: "You may not be a reviewer, or the request is too old. You can approve without it.",
  },
};

/** What not to do; `null` where nothing can be said without the app ID. */
const cautions: Partial<Record<WalkStep, (lastFour: string | null) => string | null>> = {
  findApp: (lastFour) =>
    lastFour === null
      ? null
      : `Other apps may have almost the same name. If the ID does not end in ${lastFour}, leave it alone.`,
  approveRequest: () => `Do not select **${labels.block}**. It shuts the app out for everyone.`,
};

export const walking = {
  steps,
  absences,
  cautions,
  check: "Check",
  rail: {
    label: "Steps",
    title: "Approve in the admin center",
    requestTitle: "Answer the request",
    at: (step: number, count: number) => `Step ${step} of ${count}`,
    done: (step: number, count: number) => `Step ${step} of ${count}, done`,
  },
  role: {
    cloudApplicationAdministrator: "Needs an app admin",
    privilegedRoleAdministrator: "Needs a role admin",
  } satisfies Record<AdminRole, string>,
  path: "Menu path",
  todo: "Do this",
  see: "You should see",
  caption: drawingCaption,
  drawings: largeDrawings,
  open: "Open the admin center",
  openAgain: "Open the page",
  opens: (host: string) => `It opens **${host}** in your browser.`,
  done: { youTellUs: "Done, next step", weCheck: "Check now" },
  knowing: { youTellUs: "You tell us: we can't see that page.", weCheck: "Not checked yet" },
  someoneElse: "Someone else does this",
  later: "Later",
  different: {
    title: "My page looks different",
    lead: "Microsoft changes its pages. This may help:",
    older: (years: string) => `The menu of ${years}`,
    search: "The search box at the top",
    searchFor: {
      apps: `Type **${labels.enterpriseApps}** there, and pick it from the list.`,
      registrations: `Type **${labels.appRegistrations}** there, and pick it from the list.`,
    },
    link: "The way with one link",
    linkDetail: "It needs no menu at all.",
  },
  takeLink: "Use the link",
};
