import type { Credential, Obstacle, SetupCard, Timestamp } from "../../../bridge/generated/bridge";

type Kinds = ReadonlySet<Obstacle["kind"]>;

/** Only a new one mends these. */
const ended: Kinds = new Set(["secretWrong", "secretEnded", "nothingKept"]);
/** These are mended with the one that is here. */
const mendable: Kinds = new Set(["credentialTooNew", "certificateNotFound", "refused"]);

/** Whether what the app signs in with is of no use any more. */
export function isOfNoUse({ obstacle }: SetupCard): boolean {
  return obstacle !== null && ended.has(obstacle.kind);
}

/** Whether a new one is wanted. While a connection is changed, `first` is what was here when the step opened. */
export function wantsNew(card: SetupCard, { madeAt }: Credential, first: Timestamp | null): boolean {
  if (isOfNoUse(card)) return true;
  const { obstacle, editing } = card;
  return editing && madeAt === first && !(obstacle !== null && mendable.has(obstacle.kind));
}
