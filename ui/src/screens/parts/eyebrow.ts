import type { Card, Diagnosis } from "../../bridge/generated/bridge";
import type { IconName } from "../../components/icons";

/** What stands over an answer's title: how things are, in two words. */
export interface Eyebrow {
  word: "stopped" | "guess" | "good" | "turn" | "unknown";
  tone: "warn" | "info" | "good" | "none";
  icon: IconName;
}

const yourTurn: readonly Card[] = ["CanGrant", "RequestBox", "SignIn"];

/** A guess says so, whatever it guesses. */
export function eyebrowOf(diagnosis: Diagnosis): Eyebrow {
  if (diagnosis.card === "E00" || diagnosis.situation === "unknown") {
    return { word: "unknown", tone: "none", icon: "circle-question-mark" };
  }
  if (diagnosis.sureness === "inferred") return { word: "guess", tone: "info", icon: "info" };
  if (diagnosis.card === "Granted") return { word: "good", tone: "good", icon: "circle-check" };
  if (yourTurn.includes(diagnosis.card)) return { word: "turn", tone: "info", icon: "user" };
  return { word: "stopped", tone: "warn", icon: "triangle-alert" };
}
