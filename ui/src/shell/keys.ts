import type { Session } from "../session.svelte";

/** Acts on a key of the whole window and tells whether it did. */
export function actOnKey(event: KeyboardEvent, session: Session): boolean {
  const control = event.ctrlKey || event.metaKey;
  if (event.key === "F1") {
    session.helpOpen = true;
    return true;
  }
  if ((event.altKey && event.key === "ArrowLeft") || (event.metaKey && event.key === "[")) {
    if (session.view?.canGoBack) session.dispatch({ kind: "back" });
    return true;
  }
  if (!control || event.altKey) return false;
  if (event.shiftKey && event.key.toLowerCase() === "m") {
    session.toggleDetails();
    return true;
  }
  switch (event.key) {
    case "+":
    case "=":
      session.changeTextSize("larger");
      return true;
    case "-":
      session.changeTextSize("smaller");
      return true;
    case "0":
      session.changeTextSize("usual");
      return true;
    default:
      return false;
  }
}
