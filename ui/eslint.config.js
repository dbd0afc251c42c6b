import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const tauriOnlyInBridge = {
  patterns: [{ group: ["@tauri-apps/*"], message: "Only src/bridge knows Tauri." }],
};

export default ts.config(
  { ignores: ["node_modules", "dist", "src/bridge/generated"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "no-restricted-imports": ["error", tauriOnlyInBridge],
      eqeqeq: "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: { extraFileExtensions: [".svelte"], parser: ts.parser, svelteConfig },
    },
    rules: { "svelte/no-inline-styles": "error", "svelte/no-at-html-tags": "error" },
  },
  {
    files: ["src/bridge/**"],
    rules: {
      "no-restricted-imports": "off",
      "@typescript-eslint/consistent-type-assertions": "off",
    },
  },
  { files: ["*.js", "*.ts", "pages/**"], rules: { "@typescript-eslint/consistent-type-assertions": "off" } },
);
