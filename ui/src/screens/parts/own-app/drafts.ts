import type { SettingValue } from "../../../bridge/generated/bridge";

const PAUSE_MS = 200;

/** Sends what a person types into the maker's form once they pause, and at the latest when they leave the field. */
export class Drafts {
  readonly #send: (setting: string, value: SettingValue) => void;
  readonly #waiting = new Map<string, { value: SettingValue; timer: ReturnType<typeof setTimeout> }>();

  constructor(send: (setting: string, value: SettingValue) => void) {
    this.#send = send;
  }

  /** Still being typed. */
  type(setting: string, value: SettingValue): void {
    clearTimeout(this.#waiting.get(setting)?.timer);
    const timer = setTimeout(() => this.flush(), PAUSE_MS);
    this.#waiting.set(setting, { value, timer });
  }

  /** Picked, so that there is nothing to wait for. */
  pick(setting: string, value: SettingValue): void {
    this.flush();
    this.#send(setting, value);
  }

  flush(): void {
    for (const [setting, { value, timer }] of this.#waiting) {
      clearTimeout(timer);
      this.#waiting.delete(setting);
      this.#send(setting, value);
    }
  }
}
