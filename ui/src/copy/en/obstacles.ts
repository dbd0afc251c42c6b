import type { Obstacle, Problem, Situation, Timestamp } from "../../bridge/generated/bridge";
import { situations } from "./answering";
import { labels } from "./labels";
import { list, plural, time } from "./language";
import { problemWords } from "./problems";

/** One thing in the way: what happened, what it means, what to do now, and who can do it. */
export interface ObstacleWords {
  title: string;
  meaning: string;
  next: string;
  who: string;
}

/** What the words name besides the facts of the obstacle itself. */
export interface ObstaclePlace {
  product: string;
  now: Timestamp;
}

interface Facts {
  product: string;
  /** Names of permissions. */
  values: readonly string[];
  noneGranted: boolean;
  /** The clock time of a wait that ends. */
  until: string;
  /** The day a secret ended, where that is known. */
  endedAt: string | null;
  refused: number;
  tried: number;
  situation: Situation;
  problem: Problem | null;
}

const words: Record<Obstacle["kind"], (facts: Facts) => ObstacleWords> = {
  organizationNotFound: () => ({
    title: "Microsoft does not know this organization",
    meaning: "No organization has this ID. It may be cut short, or be the ID of something else.",
    next: `Open the app's page again. Copy **${labels.directoryId}**, and paste it.`,
    who: "An app admin: step R3",
  }),
  appNotFound: () => ({
    title: "The app is not in your organization",
    meaning: "Microsoft can't find this app there. One of the two IDs may be wrong.",
    next: `Open the app's page. Compare **${labels.applicationId}** and **${labels.directoryId}** with yours.`,
    who: "An app admin: step R3",
  }),
  appDisabled: () => ({
    title: "The app is turned off",
    meaning: "Someone turned the app off at Microsoft. While it is off, it can't sign in.",
    next: `Turn it on: under **${labels.enterpriseApps}**, open the app and its **${labels.properties}**.`,
    who: "An app admin: step R2",
  }),
  secretWrong: () => ({
    title: "The secret does not match",
    meaning: `The secret may be cut short, deleted, or be the **${labels.secretId}**.`,
    next: `Make a new secret. Copy **${labels.value}**, and paste all of it.`,
    who: "An app admin: step R6",
  }),
  secretEnded: ({ endedAt }) => ({
    title: "The secret has run out",
    meaning:
      endedAt === null
        ? "Secrets end on a set date, and this one has passed."
        : `Secrets end on a set date. This one ended on ${endedAt}.`,
    next: "Make a new secret and paste it. We will remind you next time.",
    who: "An app admin: step R6",
  }),
  appTooNew: () => ({
    title: "Microsoft may not know the app yet",
    meaning: "We have just registered it. It can take a few minutes until Microsoft finds it everywhere.",
    next: "Wait a little. We look again by ourselves.",
    who: "No one. Waiting helps",
  }),
  approvalTooNew: ({ values }) => ({
    title: "The approval does not show yet",
    meaning: `We have just approved this: ${list(values)}. It can take a few minutes until Microsoft shows it.`,
    next: "Wait a little. We look again by ourselves.",
    who: "No one. Waiting helps",
  }),
  credentialTooNew: () => ({
    title: "Microsoft may not know it yet",
    meaning: "What you made is new. It can take a minute or two until it works.",
    next: "Wait a little. We look again by ourselves.",
    who: "No one. Waiting helps",
  }),
  certificateNotFound: () => ({
    title: "The app does not have this certificate",
    meaning: "The file may not be uploaded yet, or it is on another app.",
    next: `Upload the file under **${labels.certificates}**. Then compare the **${labels.thumbprint}**.`,
    who: "An app admin: step R6",
  }),
  nothingKept: () => ({
    title: "The secret is not here any more",
    meaning: "The keychain of this computer holds nothing for this app. At Microsoft nothing changed.",
    next: "Paste the secret again, or make a new one.",
    who: "An app admin: step R6",
  }),
  permissionsMissing: ({ product, values, noneGranted }) =>
    noneGranted
      ? {
          title: "Nothing is approved yet",
          meaning: `The app signs in, but not one permission is approved. So ${product} can't read a thing.`,
          next: `Open **${labels.apiPermissions}** and select **${labels.grant}**.`,
          who: "A role admin: step R5",
        }
      : {
          title: plural(values.length, {
            one: "# permission is missing",
            other: "# permissions are missing",
          }),
          meaning: `Not approved: ${list(values)}.`,
          next: "Add what is missing to the app. Then approve it for your organization.",
          who: "An app admin: step R4. Then a role admin: step R5",
        },
  accessDenied: ({ product, values }) => ({
    title: `Microsoft does not let ${product} in`,
    meaning: `Approved, but turned away all the same: ${list(values)}.`,
    next: "Approve the permissions once more. Then check again in a few minutes.",
    who: "A role admin: step R5",
  }),
  policyMissing: () => ({
    title: "Teams has not let the app in",
    meaning: "The Teams policy is missing, or it was not given to everyone.",
    next: "Run the commands of step R7 again. Then wait up to 30 minutes.",
    who: "A Teams admin: step R7",
  }),
  policyTooNew: ({ until }) => ({
    title: "Teams has not let the app in yet",
    meaning: `The Teams policy is new. Teams can take up to 30 minutes, so until ${until}.`,
    next: "Wait. We look again by ourselves, and you can go on meanwhile.",
    who: "No one. Waiting helps",
  }),
  ownPolicy: ({ refused, tried }) => ({
    title: "Some people have a policy of their own",
    meaning: `Teams lets the app in for others, but not for ${refused} of the ${tried} people we tried.`,
    next: "Add the app to the policy of these people too. Then wait up to 30 minutes.",
    who: "A Teams admin: step R7",
  }),
  paymentRequired: () => ({
    title: "Microsoft wants to know who pays",
    meaning: "This way of reading costs money, and no one is set up to pay for it.",
    next: "Run the two commands of step R8.",
    who: "The owner of the Azure subscription: step R8",
  }),
  refused: ({ situation }) => ({
    title: "Microsoft said no",
    meaning: `Its reason: ${situations[situation]}.`,
    next: "Check the steps before this one. Then check again.",
    who: "An app admin",
  }),
  couldNotCheck: ({ problem }) =>
    problem === null ? notChecked : { ...problemWords(problem), who: "You, from this computer" },
};

const notChecked: ObstacleWords = {
  title: "We could not check",
  meaning: "We had no answer from Microsoft. Nothing changed for you.",
  next: "Check again in a minute.",
  who: "You, from this computer",
};

/** The words of what is in the way of an app of one's own. */
export function obstacles(obstacle: Obstacle, place: ObstaclePlace): ObstacleWords {
  return words[obstacle.kind](factsOf(obstacle, place));
}

function factsOf(obstacle: Obstacle, { product, now }: ObstaclePlace): Facts {
  return {
    product,
    values: "values" in obstacle ? obstacle.values : [],
    noneGranted: obstacle.kind === "permissionsMissing" && obstacle.noneGranted,
    until: obstacle.kind === "policyTooNew" ? time.short(obstacle.until, now) : "",
    endedAt: obstacle.kind === "secretEnded" && obstacle.at !== null ? time.date(obstacle.at) : null,
    refused: obstacle.kind === "ownPolicy" ? obstacle.refused : 0,
    tried: obstacle.kind === "ownPolicy" ? obstacle.tried : 0,
    situation: obstacle.kind === "refused" ? obstacle.situation : "unknown",
    problem: obstacle.kind === "couldNotCheck" ? obstacle.problem : null,
  };
}
