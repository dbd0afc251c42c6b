import type { SettingValue } from "../../bridge/generated/bridge";
import { copy } from "../../copy";

/** What stands in a field of the maker's form. */
export function settingText(value: SettingValue): string {
  if (typeof value === "boolean") return value ? copy.setupAnswers.yes : copy.setupAnswers.no;
  return typeof value === "string" ? value : copy.list(value);
}
