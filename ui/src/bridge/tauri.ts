import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Bridge } from "./bridge";
import type { Intent, View } from "./generated/bridge";

/** Speaks to the engine behind the window. */
export class TauriBridge implements Bridge {
  async follow(receive: (view: View) => void): Promise<void> {
    // Listening comes first, so that no view is lost between the two calls.
    await listen<View>("view-changed", (event) => receive(event.payload));
    receive(await invoke<View>("current_view"));
  }

  dispatch(intent: Intent): Promise<void> {
    return invoke("dispatch", { intent });
  }

  copyText(text: string): Promise<void> {
    return invoke("copy_text", { text });
  }

  handInSecret(secret: string, days: number | null): Promise<void> {
    return invoke("hand_in_secret", { secret, days });
  }
}
