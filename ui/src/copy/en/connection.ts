import type { ConnectionStatus, CredentialKind, Happened, Health } from "../../bridge/generated/bridge";

/** What a state means, and what to do about it. */
interface StateWords {
  meaning: string;
  next: string;
}

/** Also who can do it, where there is something to do. */
type HealthWords = StateWords & { who: string | null };

const health: Record<Health, HealthWords> = {
  signInAgain: {
    who: "You",
    meaning: "Microsoft ends a sign-in after a while. What is approved stays.",
    next: "Open the permissions. You can sign in again there.",
  },
  permissionsMissing: {
    who: "An IT admin",
    meaning: "Microsoft does not list all that the product asks for.",
    next: "Open the permissions. They show what is missing, and how to fix it.",
  },
  blocked: {
    who: "An IT admin",
    meaning: "Something at Microsoft keeps the app out.",
    next: "Open the permissions. They lead to the step that mends it.",
  },
  checkFailed: {
    who: "You, from this computer",
    meaning: "The last check did not work. What is approved stays.",
    next: "Check again in a minute.",
  },
  notChecked: { meaning: "Nobody has looked yet.", next: "Check it now.", who: "You" },
  good: { meaning: "All that it asks for is approved.", next: "There is nothing left to do.", who: null },
};

const states: Record<
  Exclude<ConnectionStatus["kind"], "needsAttention" | "waitingForMicrosoft">,
  StateWords
> = {
  enabled: health.good,
  notChecked: health.notChecked,
  disabled: { meaning: "Usher does not remind you while it is off.", next: "Turn it on to use it again." },
  waitingForAdmin: {
    meaning: "Your admin was asked to approve it.",
    next: "Check again when you have heard from them.",
  },
  credentialEnds: {
    meaning: "After that the product can no longer sign in.",
    next: "Make a new one in time, and give it to the product.",
  },
};

const credentialNames: Record<CredentialKind, string> = { secret: "Secret", certificate: "Certificate" };

const happened: Record<Exclude<Happened["kind"], "found" | "made" | "newCredential">, string> = {
  appRegistered: "Usher registered the app",
  signedIn: "Signed in again",
  turnedOn: "Turned on",
  turnedOff: "Turned off",
  renamed: "Got another name",
  changed: "Changed",
};

const newCredentials: Record<CredentialKind, string> = {
  secret: "Got a new secret",
  certificate: "Got a new certificate",
};

/** What a look found. */
const found: Record<Health, string> = {
  signInAgain: "The sign-in had run out",
  permissionsMissing: "Permissions were missing",
  blocked: "Something at Microsoft kept the app out",
  checkFailed: "The check did not work",
  notChecked: "Not checked",
  good: "All that it asks for was approved",
};

/** M2. */
export const connection = {
  states,
  health,
  fresh: {
    meaning: "A new connection is turned off until you turn it on.",
    next: "Usher then checks it and reminds you.",
  },
  told: {
    meaning: "You told us that it is connected. We can't check it from here.",
    next: "Open the product to see if it works.",
  },
  who: (who: string) => `Who can do it: ${who}`,
  ended: {
    meaning: "The product can no longer sign in.",
    next: "Make a new one, and give it to the product.",
  },
  checking: "Checking now. What we knew before stays until then.",
  name: {
    edit: "Edit name",
    label: "Name of this connection",
    hint: "Only you see it. It changes nothing at Microsoft.",
    empty: "Enter a name first.",
    save: "Save the name",
    cancel: "Keep the old name",
    saved: "The name is saved.",
  },
  facts: {
    account: "Account",
    appId: "App ID",
    organization: "Organization",
    permissions: "Permissions",
    granted: (granted: number, asked: number) => `${granted} of ${asked} approved`,
    features: "Features",
    credential: credentialNames,
    thumbprint: "Thumbprint",
    endsOn: (day: string) => `Ends on ${day}`,
    endedOn: (day: string) => `Ended on ${day}`,
    noEnd: "You did not say when it ends",
    signIn: "Sign-in",
    made: "Made",
    changed: "Last changed",
    checked: "Last check",
    never: "Not checked yet",
  },
  copyAppId: "Copy the app ID",
  copyTenantId: "Copy the organization ID",
  copySecret: "Copy the secret",
  copiedSecret: "The secret is copied. The copy leaves the clipboard after a minute.",
  copied: "Copied",
  settings: { title: "What you filled in for the product" },
  timeline: {
    title: "What happened so far",
    happened: (what: Happened, isApp: boolean) => {
      switch (what.kind) {
        case "found":
          return found[what.health];
        case "newCredential":
          return newCredentials[what.credential];
        case "made":
          return isApp ? "The connection was made" : "Connected";
        default:
          return happened[what.kind];
      }
    },
  },
  see: "See permissions",
  again: "Check again",
  change: "Change this connection",
  edit: "Edit",
  newCredential: "New secret or certificate",
  turnOn: "Turn on",
  turnOff: "Turn off",
  remove: "Remove",
  offFirst: "Turn it off first. Then you can remove it.",
  say: {
    checked: (status: string, found: string | null) =>
      found === null ? `Checked. ${status}.` : `Checked. ${status}. ${found}.`,
    failed: "The check did not work.",
    on: "It is turned on.",
    off: "It is turned off.",
  },
  dialog: {
    title: (product: string) => `Remove ${product}?`,
    person: "Usher forgets this sign-in and keeps nothing of it.",
    app: "Usher forgets this connection. It keeps no secret or certificate of it.",
    stays: "The approval at Microsoft stays. It can only be taken back there.",
    appStays: "The app and its approval stay at Microsoft. They can only be taken away there.",
    atMaker: (product: string) => `At ${product} it stays too, until you take it away there.`,
    keep: "Keep it",
    remove: "Remove it",
  },
};
