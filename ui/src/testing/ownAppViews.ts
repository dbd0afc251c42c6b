import type {
  FormField,
  PermissionLine,
  ProductHead,
  Screen,
  SetupCard,
  SetupLine,
  SetupRole,
  SetupState,
  SetupStep,
  StepBody,
  View,
} from "../bridge/generated/bridge";
import { minutesAgo, viewOf } from "./viewOf";

type Of<K extends Screen["kind"]> = Extract<Screen, { kind: K }>;
type Body<K extends StepBody["kind"]> = Extract<StepBody, { kind: K }>;

const DAY = 24 * 60;
export const CLIENT = "2f6c1a90-7b1e-4f0d-9a3c-5d8e4b7a4f2a";
export const DIRECTORY = "9b1d6f3e-2c5a-4e7b-8d90-1a2b3c4d5e6f";

export const kaltura: ProductHead = {
  id: "kaltura",
  name: "Kaltura",
  vendor: "Kaltura",
  helpLink: "https://kaltura.example/help",
};

const long: ProductHead = {
  id: "long",
  name: "Larkspur Meeting Notes and Recordings for Distributed Teams",
  vendor: "Larkspur Collaborative Software International",
  helpLink: null,
};

const order: SetupStep[] = [
  "getReady",
  "registerApp",
  "pasteIds",
  "addPermissions",
  "grantConsent",
  "makeCredential",
  "teamsPolicy",
  "meteredApi",
  "checkAnswers",
  "handOver",
];

const roles: Partial<Record<SetupStep, SetupRole>> = {
  registerApp: "appAdmin",
  pasteIds: "appAdmin",
  addPermissions: "appAdmin",
  grantConsent: "privilegedRoleAdmin",
  makeCredential: "appAdmin",
  teamsPolicy: "teamsAdmin",
  meteredApi: "subscriptionOwner",
  handOver: "productAdmin",
};

function roleOf(step: SetupStep): SetupRole {
  return roles[step] ?? "nobody";
}

function permission(value: string, name: string, reason: string): PermissionLine {
  return { value, name, reason, kind: "application", feature: null, adminLikely: true };
}

export const appPermissions: PermissionLine[] = [
  permission(
    "OnlineMeetingRecording.Read.All",
    "Read all recordings of online meetings",
    "To copy the recordings of meetings to Kaltura",
  ),
  permission(
    "OnlineMeetings.Read.All",
    "Read online meeting details",
    "To see which meeting a recording belongs to, and who took part",
  ),
  permission(
    "OnlineMeetingTranscript.Read.All",
    "Read all transcripts of online meetings",
    "To upload the transcript with the recording",
  ),
  permission(
    "User.ReadBasic.All",
    "Read all users' basic profiles",
    "To find the Kaltura user for each person in a meeting",
  ),
];

/** The list of steps when those before `at` are done. */
export function stepsAt(at: SetupStep, states: Partial<Record<SetupStep, SetupState>> = {}): SetupLine[] {
  const now = order.indexOf(at);
  return order.map((step, index) => ({
    step,
    role: roleOf(step),
    state:
      states[step] ??
      (step === at ? "now" : step === "meteredApi" ? "notNeeded" : index < now ? "checked" : "next"),
  }));
}

/** One step of R1 to R10, as it stands when the ones before are done. */
export function setupAt(step: SetupStep, body: StepBody, changes: Partial<SetupCard> = {}): Of<"ownApp"> {
  const hasPage = order.indexOf(step) > 0 && order.indexOf(step) < order.indexOf("teamsPolicy");
  return {
    kind: "ownApp",
    card: {
      step,
      steps: stepsAt(step),
      role: roleOf(step),
      hasRole: null,
      pageHost: hasPage ? "entra.microsoft.com" : null,
      organization: "Brightwater",
      body,
      obstacle: null,
      checkedAt: null,
      nextAt: null,
      checking: false,
      canCheck: false,
      asked: null,
      working: false,
      kept: "keychain",
      editing: false,
      ...changes,
    },
  };
}

export const ready: Body<"getReady"> = {
  kind: "getReady",
  before: ["A paid Teams account", "An account in Kaltura's management console (KMC)"],
  notes: [],
  features: [],
  featuresAreFixed: false,
  permissions: appPermissions,
  canDoIt: true,
  has: [],
};

export const smartBuildings: Body<"getReady"> = {
  ...ready,
  before: [],
  features: [{ name: "Smart Buildings", chosen: true, permissions: 2 }],
  permissions: [
    ...appPermissions,
    {
      ...permission("Place.Read.All", "Read all company places", "To find the company's meeting rooms"),
      feature: "Smart Buildings",
    },
    {
      ...permission(
        "Calendars.ReadBasic.All",
        "Read basic details of calendars",
        "To see when rooms are free",
      ),
      feature: "Smart Buildings",
    },
  ],
};

export const ids: Body<"pasteIds"> = {
  kind: "pasteIds",
  clientId: "",
  tenant: "",
  clientProblem: null,
  tenantProblem: null,
};

export const swappedIds: Body<"pasteIds"> = {
  kind: "pasteIds",
  clientId: DIRECTORY,
  tenant: CLIENT,
  clientProblem: "swapped",
  tenantProblem: "swapped",
};

export const toTick: Body<"addPermissions"> = {
  kind: "addPermissions",
  permissions: appPermissions,
  missing: [],
};

export const oneMissing = setupAt(
  "addPermissions",
  { ...toTick, missing: ["OnlineMeetingTranscript.Read.All"] },
  {
    obstacle: {
      kind: "permissionsMissing",
      values: ["OnlineMeetingTranscript.Read.All"],
      noneGranted: false,
    },
    checkedAt: minutesAgo(1),
    canCheck: true,
  },
);

export const secret: Body<"makeCredential"> = {
  kind: "makeCredential",
  credentialKind: "secret",
  hasChoice: false,
  credential: null,
  secretProblem: null,
};

export const secretTaken: Body<"makeCredential"> = {
  ...secret,
  credential: { kind: "secret", hint: "x7Q", madeAt: minutesAgo(1), endsAt: minutesAgo(-180 * DAY) },
};

export const certificate: Body<"makeCredential"> = {
  ...secret,
  credentialKind: "certificate",
  hasChoice: true,
  credential: {
    kind: "certificate",
    thumbprint: "5E1B0C7A9D3F24680ACE13579BDF02468ACE1357",
    madeAt: minutesAgo(1),
    endsAt: minutesAgo(-365 * DAY),
  },
};

export const commands = [
  "Connect-MicrosoftTeams",
  "Get-CsApplicationAccessPolicy",
  `New-CsApplicationAccessPolicy -Identity "Kaltura-access" -AppIds "${CLIENT}"`,
  'Grant-CsApplicationAccessPolicy -PolicyName "Kaltura-access" -Global',
];

export const policy: Body<"teamsPolicy"> = {
  kind: "teamsPolicy",
  commands,
  found: { kind: "notLooked" },
  output: null,
  looks: 0,
};

export const policyFound: Body<"teamsPolicy"> = {
  ...policy,
  commands: [
    "Connect-MicrosoftTeams",
    "Get-CsApplicationAccessPolicy",
    `Set-CsApplicationAccessPolicy -Identity "Room-apps" -AppIds @{Add="${CLIENT}"}`,
    'Grant-CsApplicationAccessPolicy -PolicyName "Room-apps" -Global',
  ],
  found: { kind: "some", names: ["Room-apps", "Bots"], picked: "Room-apps", hasApp: false },
  output: "policies",
};

export const policyWaiting = setupAt("teamsPolicy", policy, {
  steps: stepsAt("teamsPolicy", { registerApp: "told" }),
  obstacle: { kind: "policyTooNew", until: minutesAgo(-28) },
  checkedAt: minutesAgo(2),
  nextAt: minutesAgo(-3),
  canCheck: true,
});

export const metered: Body<"meteredApi"> = {
  kind: "meteredApi",
  apis: ["Teams export"],
  commands: [
    "az login --scope https://management.core.windows.net//.default",
    `az resource create --resource-group RESOURCE_GROUP --name kaltura-billing --resource-type Microsoft.GraphServices/accounts --properties '{"appId":"${CLIENT}"}' --location Global --subscription SUBSCRIPTION_ID`,
  ],
  output: null,
  first: null,
  looks: 0,
};

export const unregistered: Body<"meteredApi"> = {
  ...metered,
  output: "notRegistered",
  first: "az provider register --namespace Microsoft.GraphServices --subscription SUBSCRIPTION_ID --wait",
};

function field(id: string, label: string, more: Partial<FormField>): FormField {
  return {
    id,
    label,
    help: null,
    section: null,
    form: { kind: "text" },
    required: false,
    value: "",
    problem: null,
    ...more,
  };
}

const OWNER = "Set owner for recordings";

export const fields: FormField[] = [
  field("name", "Name", { help: "A name for your integration.", required: true, value: "Brightwater Teams" }),
  field("categories", "Publish to categories", {
    help: "The Kaltura categories that uploaded recordings appear in.",
    form: { kind: "list" },
    value: ["Meetings", "All hands"],
  }),
  field("upload", "Upload recordings management", {
    form: { kind: "choice", choices: ["Upload all recordings", "Opt-in groups", "Opt-out groups"] },
    value: "Upload all recordings",
  }),
  field("transcription", "Teams transcription", {
    help: "Yes uploads the transcript with the recording.",
    form: { kind: "switch" },
    value: true,
  }),
  field("language", "Language", {
    form: { kind: "choice", choices: ["Arabic", "Dutch", "English", "French", "German", "Hebrew"] },
    value: "English",
  }),
  field("name-change", "Microsoft User Principal Name", {
    form: { kind: "choice", choices: ["Do not modify", "Remove postfix", "Add postfix"] },
    section: OWNER,
    value: "Remove postfix",
  }),
  field("postfix", "Postfix", {
    help: "The part to remove or to add, such as @example.com.",
    section: OWNER,
    required: true,
    value: "@example.com",
  }),
];

export const form: Body<"form"> = {
  kind: "form",
  fields,
  tried: false,
  example: { from: "john.doe@example.com", becomes: "john.doe", after: "postfix" },
};

export const formWrong: Body<"form"> = {
  ...form,
  tried: true,
  fields: fields.map((one) =>
    one.id === "name" || one.id === "postfix" ? { ...one, value: "", problem: "missing" } : one,
  ),
};

export const answers: Body<"checkAnswers"> = {
  kind: "checkAnswers",
  name: "Kaltura Teams Integration",
  clientId: CLIENT,
  tenant: DIRECTORY,
  features: [],
  permissions: 4,
  credential: secretTaken.credential,
  policy: "Kaltura-access",
  settings: fields,
};

export const toHand: Body<"handOver"> = {
  kind: "handOver",
  values: [
    {
      label: { kind: "theirs", label: "Name" },
      value: { kind: "text", text: "Brightwater Teams" },
      afterwards: false,
    },
    { label: { kind: "tenantId" }, value: { kind: "text", text: DIRECTORY }, afterwards: false },
    { label: { kind: "clientId" }, value: { kind: "text", text: CLIENT }, afterwards: false },
    { label: { kind: "secret" }, value: { kind: "secret", hint: "x7Q" }, afterwards: false },
    {
      label: { kind: "theirs", label: "Publish to categories" },
      value: { kind: "many", texts: ["Meetings", "All hands"] },
      afterwards: true,
    },
    {
      label: { kind: "theirs", label: "Upload recordings management" },
      value: { kind: "choice", text: "Upload all recordings" },
      afterwards: true,
    },
    {
      label: { kind: "theirs", label: "Teams transcription" },
      value: { kind: "flag", yes: true },
      afterwards: true,
    },
  ],
  path: ["KMC", "Settings icon", "Integration", "Teams integration", "Add new integration"],
  after: ["A new integration is disabled. Turn it on: three dots, Enable"],
  ownCertificate: false,
  secretCopied: false,
};

const of = (screen: Screen, overrides: Partial<View> = {}) =>
  viewOf(screen, { product: kaltura, ...overrides });
/** Setting up an app of one's own by hand: R1 to R10. */
export const ownAppViews: Record<string, View> = {
  "own-app-ready": of(setupAt("getReady", ready)),
  "own-app-ready-ticked": of(
    setupAt(
      "getReady",
      { ...ready, has: ["appAdmin", "productAdmin"] },
      { steps: stepsAt("getReady", { meteredApi: "next" }) },
    ),
  ),
  "own-app-ready-features": of(
    setupAt("getReady", smartBuildings, { steps: stepsAt("getReady", { teamsPolicy: "notNeeded" }) }),
  ),
  "own-app-ready-by-hand": of(setupAt("getReady", { ...ready, before: [], canDoIt: false }), {
    product: long,
    practice: "own-app",
  }),
  "own-app-ready-change": of(
    setupAt("getReady", { ...smartBuildings, canDoIt: false }, { editing: true, canCheck: true }),
  ),
  "own-app-register": of(
    setupAt(
      "registerApp",
      { kind: "registerApp", name: "Kaltura Teams Integration", isFixed: false },
      {
        steps: stepsAt("registerApp", { getReady: "told" }),
      },
    ),
  ),
  "own-app-disabled": of(
    setupAt(
      "registerApp",
      { kind: "registerApp", name: "Kaltura Teams Integration", isFixed: false },
      {
        obstacle: { kind: "appDisabled" },
        checkedAt: minutesAgo(1),
        canCheck: true,
      },
    ),
  ),
  "own-app-ids": of(setupAt("pasteIds", ids, { steps: stepsAt("pasteIds", { registerApp: "told" }) })),
  "own-app-ids-checking": of(
    setupAt("pasteIds", { ...ids, clientId: CLIENT, tenant: DIRECTORY }, { checking: true }),
  ),
  "own-app-ids-swapped": of(setupAt("pasteIds", swappedIds)),
  "own-app-ids-wrong": of(
    setupAt("pasteIds", {
      ...ids,
      clientId: "2f6c1a90",
      tenant: DIRECTORY,
      clientProblem: "notAnId",
      tenantProblem: "noSuchOrganization",
    }),
  ),
  "own-app-permissions": of(setupAt("addPermissions", toTick)),
  "own-app-permissions-missing": of(oneMissing),
  "own-app-grant": of(setupAt("grantConsent", { kind: "grantConsent", permissions: 4 }), {
    practice: "own-app",
  }),
  "own-app-grant-not-mine": of(
    setupAt("grantConsent", { kind: "grantConsent", permissions: 4 }, { hasRole: false }),
  ),
  "own-app-grant-asked": of(
    setupAt(
      "grantConsent",
      { kind: "grantConsent", permissions: 4 },
      {
        asked: { to: "ines@brightwater.example", at: minutesAgo(DAY) },
        organization: "Konstantinopoulou Fernandez Brightwater Industries International",
      },
    ),
    { product: long },
  ),
  "own-app-secret": of(setupAt("makeCredential", secret)),
  "own-app-secret-id": of(setupAt("makeCredential", { ...secret, secretProblem: "looksLikeItsId" })),
  "own-app-secret-taken": of(
    setupAt("makeCredential", secretTaken, {
      obstacle: { kind: "secretWrong" },
      checkedAt: minutesAgo(1),
      canCheck: true,
    }),
  ),
  "own-app-secret-new": of(
    setupAt("makeCredential", secretTaken, {
      obstacle: { kind: "credentialTooNew" },
      checkedAt: minutesAgo(1),
      nextAt: minutesAgo(-1),
      canCheck: true,
    }),
  ),
  "own-app-secret-change": of(
    setupAt("makeCredential", { ...secretTaken, hasChoice: true }, { editing: true, canCheck: true }),
  ),
  "own-app-certificate-change": of(setupAt("makeCredential", certificate, { editing: true, canCheck: true })),
  "own-app-certificate": of(setupAt("makeCredential", { ...certificate, credential: null })),
  "own-app-certificate-made": of(setupAt("makeCredential", certificate, { canCheck: true })),
  "own-app-policy": of(setupAt("teamsPolicy", policy)),
  "own-app-policy-found": of(setupAt("teamsPolicy", policyFound)),
  "own-app-policy-not-installed": of(setupAt("teamsPolicy", { ...policy, output: "notInstalled" })),
  "own-app-policy-waiting": of(policyWaiting),
  "own-app-policy-own": of(
    setupAt("teamsPolicy", policy, {
      obstacle: { kind: "ownPolicy", refused: 2, tried: 10 },
      checkedAt: minutesAgo(2),
      canCheck: true,
    }),
  ),
  "own-app-policy-no-ids": of(setupAt("teamsPolicy", { ...policy, commands: [] })),
  "own-app-metered": of(
    setupAt("meteredApi", metered, { steps: stepsAt("meteredApi", { meteredApi: "now" }) }),
  ),
  "own-app-metered-pays": of(
    setupAt(
      "meteredApi",
      { ...metered, output: "pays" },
      { steps: stepsAt("meteredApi", { meteredApi: "now" }) },
    ),
  ),
  "own-app-metered-not-registered": of(
    setupAt("meteredApi", unregistered, { steps: stepsAt("meteredApi", { meteredApi: "now" }) }),
  ),
  "own-app-metered-long": of(
    setupAt("meteredApi", metered, { steps: stepsAt("meteredApi", { meteredApi: "now" }) }),
    { product: long },
  ),
  "own-app-form": of(setupAt("checkAnswers", form)),
  "own-app-form-wrong": of(setupAt("checkAnswers", formWrong)),
  "own-app-form-change": of(setupAt("checkAnswers", form, { editing: true })),
  "own-app-answers": of(setupAt("checkAnswers", answers, { canCheck: true })),
  "own-app-answers-change": of(setupAt("checkAnswers", answers, { editing: true, canCheck: true })),
  "own-app-answers-waiting": of(
    setupAt("checkAnswers", answers, {
      steps: stepsAt("checkAnswers", { teamsPolicy: "waiting", registerApp: "told" }),
      obstacle: { kind: "policyTooNew", until: minutesAgo(-20) },
      checkedAt: minutesAgo(10),
      nextAt: minutesAgo(-3),
      canCheck: true,
    }),
  ),
  "own-app-answers-unfinished": of(
    setupAt(
      "checkAnswers",
      { ...answers, credential: null },
      {
        steps: stepsAt("checkAnswers", { makeCredential: "next" }),
      },
    ),
  ),
  "own-app-hand-over": of(setupAt("handOver", toHand)),
  "own-app-hand-over-long": of(setupAt("handOver", toHand), { product: long }),
  "own-app-hand-over-in-the-way": of(
    setupAt("handOver", toHand, {
      steps: stepsAt("handOver", { teamsPolicy: "inTheWay", registerApp: "told", grantConsent: "told" }),
      obstacle: { kind: "policyMissing" },
      checkedAt: minutesAgo(40),
      canCheck: true,
    }),
  ),
  "own-app-hand-over-certificate": of(setupAt("handOver", { ...toHand, ownCertificate: true })),
};
