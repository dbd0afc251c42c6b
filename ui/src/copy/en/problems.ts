import type { Problem } from "../../bridge/generated/bridge";
import words from "./problems.json";

/** Three sentences of one failure: what happened, what it means for you, what to do now. */
export interface ProblemWords {
  title: string;
  meaning: string;
  next: string;
}

type Code = Problem["code"];
/** A text with a gap has a plain form too, for when the fact is not known. */
type Texts = ProblemWords & { meaningPlain?: string; nextPlain?: string };

/** The command line reads the same file. A code without words does not compile. */
export const problems: { [C in Code]: Texts } = words;

/** The words of one failure. */
export function problemWords(problem: Problem): ProblemWords {
  const { title, meaning, meaningPlain, next, nextPlain } = problems[problem.code];
  switch (problem.code) {
    case "untrustedCertificate":
      return { title, meaning: filled(meaning, meaningPlain, problem.issuer), next };
    case "busy":
      return { title, meaning, next: filled(next, nextPlain, problem.retryAfterS) };
    default:
      return { title, meaning, next };
  }
}

function filled(text: string, plain: string | undefined, fact: string | number | null): string {
  return fact === null ? (plain ?? text) : text.replace(/\{\w+\}/, () => String(fact));
}
