import type {
  Credential,
  FormField,
  SettingValue,
  SetupStep,
  StepBody,
} from "../../../bridge/generated/bridge";
import { copy } from "../../../copy";
import { settingText } from "../settingText";

/** One line of R9. */
export interface Answer {
  name: string;
  value: string;
  /** A second, smaller line. */
  note?: string;
  /** An id, and what a person typed, can be hidden; of a secret only the first characters are known. */
  look: "plain" | "text" | "id" | "secret";
}

const words = copy.setupAnswers;

/** What was done at Microsoft, each with the step where it is changed. */
export function appAnswers(
  body: Extract<StepBody, { kind: "checkAnswers" }>,
): (Answer & { step: SetupStep })[] {
  const answers: (Answer & { step: SetupStep })[] = [
    { name: words.name, value: body.name, look: "plain", step: "registerApp" },
    { name: words.clientId, ...id(body.clientId), step: "pasteIds" },
    { name: words.organizationId, ...id(body.tenant), step: "pasteIds" },
    {
      name: words.permissions,
      value: copy.permissionCount(body.permissions),
      look: "plain",
      step: "getReady",
    },
    { ...credentialAnswer(body.credential), step: "makeCredential" },
  ];
  if (body.features.length > 0) {
    answers.push({ name: words.features, value: copy.list(body.features), look: "plain", step: "getReady" });
  }
  if (body.policy !== null) {
    answers.push({ name: words.policy, value: body.policy, look: "plain", step: "teamsPolicy" });
  }
  return answers;
}

function id(value: string | null): { value: string; look: Answer["look"] } {
  return value === null ? { value: words.notYet, look: "plain" } : { value, look: "id" };
}

function credentialAnswer(credential: Credential | null): Answer {
  if (credential === null) return { name: words.credential, value: words.notYet, look: "plain" };
  const { endsAt } = credential;
  const note = endsAt === null ? words.endsUnknown : words.ends(copy.time.date(endsAt));
  return credential.kind === "secret"
    ? { name: words.secret, value: credential.hint, note, look: "secret" }
    : { name: words.certificate, value: credential.thumbprint, note, look: "id" };
}

/** The maker's form as it was filled in. */
export function settingAnswers(fields: readonly FormField[]): (Answer & { setting: string })[] {
  return fields.map(({ id, label, value }) => ({ name: label, ...settingAnswer(value), setting: id }));
}

function settingAnswer(value: SettingValue): Pick<Answer, "value" | "look"> {
  const text = settingText(value);
  if (text.trim() === "") return { value: words.empty, look: "plain" };
  return { value: text, look: typeof value === "boolean" ? "plain" : "text" };
}
