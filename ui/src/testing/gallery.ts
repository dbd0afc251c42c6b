import { mount } from "svelte";
import App from "../App.svelte";
import { ScriptedBridge } from "../bridge/scripted";
import { Session } from "../session.svelte";
import "../styles/tokens.css";
import "../styles/base.css";
import { adminViews } from "./adminViews";
import { doItViews } from "./doItViews";
import { fileViews } from "./fileViews";
import { keepingViews } from "./keepingViews";
import { moreViews } from "./moreViews";
import { ownAppViews } from "./ownAppViews";
import { views } from "./views";

// gallery.html?scripted=NAME&dir=rtl draws one scripted view; without a name it lists the names, for the page checks.
const asked = new URLSearchParams(location.search);
const all = {
  ...views,
  ...moreViews,
  ...fileViews,
  ...adminViews,
  ...keepingViews,
  ...ownAppViews,
  ...doItViews,
};
const view = all[asked.get("scripted") ?? ""];
document.documentElement.dir = asked.get("dir") ?? "ltr";
if (view === undefined) {
  document.body.textContent = Object.keys(all).join("\n");
} else {
  const session = new Session(new ScriptedBridge(view));
  mount(App, { target: document.body, props: { session } });
  void session.connect();
}
