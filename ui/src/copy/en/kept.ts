import type { Kept } from "../../bridge/generated/bridge";

/** Where a sign-in, a secret or a certificate is kept. */
export const kept: Record<Kept, string> = {
  keychain: "Kept in the keychain of this computer",
  untilClosed: "Kept until you close Usher",
  atVendor: "Kept by the product, not by Usher",
};
