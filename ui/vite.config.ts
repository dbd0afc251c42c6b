import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

// The gallery replays scripted views for page checks; it is a second entry, never a part of the window's bundle.
export default defineConfig(({ mode }) => ({
  base: "./",
  plugins: [svelte(), svelteTesting()],
  build: {
    target: "es2022",
    outDir: mode === "gallery" ? "../target/gallery" : "dist",
    emptyOutDir: true,
    // The content security policy allows files only, no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: {
      input: fileURLToPath(new URL(mode === "gallery" ? "gallery.html" : "index.html", import.meta.url)),
    },
  },
  server: { port: 1420, strictPort: true },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/testing/setup.ts"],
    // axe takes its time on a busy machine.
    testTimeout: 60_000,
  },
}));
