import { mount } from "svelte";
import App from "./App.svelte";
import { TauriBridge } from "./bridge/tauri";
import { Session } from "./session.svelte";
import "./styles/tokens.css";
import "./styles/base.css";

const session = new Session(new TauriBridge());
mount(App, { target: document.body, props: { session } });
void session.connect();
