// Draws every scripted view in a real browser, in every theme, size and direction, and runs axe over it.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const shots = join(root, "target", "screens");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const only = process.argv[2];

/** A cold disk under a build can take longer than the usual half minute. */
const PATIENCE_MS = 180_000;
const WINDOW = { width: 960, height: 720 };
const SMALLEST = { width: 480, height: 560 };
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const themes = [
  { name: "light", media: { colorScheme: "light", forcedColors: "none" } },
  { name: "dark", media: { colorScheme: "dark", forcedColors: "none" } },
  { name: "contrast", media: { colorScheme: "dark", forcedColors: "active" } },
];
const sizes = [
  { name: "100", text: "100", viewport: WINDOW },
  { name: "200", text: "200", viewport: WINDOW },
];
const looks = [
  ...themes.flatMap((theme) => sizes.map((size) => ({ theme, size, dir: "ltr" }))),
  ...sizes.map((size) => ({ theme: themes[0], size, dir: "rtl" })),
  ...["100", "200"].map((text) => ({
    theme: themes[0],
    size: { name: text === "100" ? "480x560" : `480x560-${text}`, text, viewport: SMALLEST },
    dir: "ltr",
  })),
];

mkdirSync(shots, { recursive: true });
const server = await serve(join(root, "target", "gallery"));
const browser = await chromium.launch({
  timeout: PATIENCE_MS,
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

const problems = [];
let checked = 0;
try {
  const names = await listed();
  for (const look of looks) await walk(look, names);
} finally {
  await browser.close();
  server.close();
}
for (const problem of problems) console.error(problem);
console.log(`${checked} pages checked, ${problems.length} problems`);
process.exitCode = problems.length === 0 && checked > 0 ? 0 : 1;

async function listed() {
  const page = await browser.newPage();
  await page.goto(`${server.address}/gallery.html`);
  await page.waitForFunction("document.body.textContent.trim() !== ''");
  const names = (await page.textContent("body")).trim().split("\n");
  await page.close();
  return only === undefined ? names : names.filter((name) => name.startsWith(only));
}

async function walk({ theme, size, dir }, names) {
  const context = await browser.newContext({
    ...theme.media,
    viewport: size.viewport,
    reducedMotion: "reduce",
    bypassCSP: false,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`${page.url()}: ${error.message}`));
  await page.addInitScript((text) => localStorage.setItem("usher.text-size", text), size.text);
  for (const name of names) {
    const label = `${name}-${theme.name}-${size.name}-${dir}`;
    const onconsole = (message) => {
      if (message.type() === "error") problems.push(`${label}: ${message.text()}`);
    };
    page.on("console", onconsole);
    await page.goto(`${server.address}/gallery.html?scripted=${name}&dir=${dir}`);
    await page.waitForSelector("h1");
    page.off("console", onconsole);
    await record(page, `${name}-${theme.name}-${size.name}-${dir}`);
  }
  await page.keyboard.press("F1");
  await page.waitForSelector("dialog[open]");
  await record(page, `help-${theme.name}-${size.name}-${dir}`);
  await context.close();
}

async function record(page, label) {
  await page.screenshot({ path: join(shots, `${label}.png`) });
  problems.push(...(await audit(page)).map((problem) => `${label}: ${problem}`));
  checked += 1;
}

async function audit(page) {
  await page.evaluate(axe);
  return page.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, { runOnly: tags });
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
    const sideways = [
      document.documentElement,
      document.querySelector("main"),
      document.querySelector(".app"),
    ];
    if (sideways.some((part) => part !== null && part.scrollWidth > part.clientWidth + 1)) {
      found.push("scrolls sideways");
    }
    return found;
  }, TAGS);
}
