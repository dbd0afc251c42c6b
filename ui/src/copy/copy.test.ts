import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { syllable } from "syllable";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { copy } from ".";

const FOLDER = join(import.meta.dirname, "en");
const SCENARIOS = join(import.meta.dirname, "../../../src-tauri/crates/practice/data/scenarios.json");
const MAX_WORDS = 20;
const MAX_GRADE = 8;
// Flesch-Kincaid says little of a few words: one long word in "Connected" would make it grade 16.
const FEWEST_WORDS_FOR_GRADE = 8;
const NAME = "Claras";
const NAMES = /Claras|Microsoft( 365)?|Usher|\S+@\S+\w/g;

// Rules of the words that people read; labels of Microsoft's pages are quoted, so they are left out.
const BANNED = [
  "please",
  "sorry",
  "oops",
  "invalid",
  "forbidden",
  "illegal",
  "an error occurred",
  "tenant",
  "consent",
  "scope",
  "token",
  "oauth",
  "click",
  "something went wrong",
];
const LABEL_FILES = ["labels.ts", "index.ts", "language.ts"];

interface Text {
  file: string;
  text: string;
}

const texts = readdirSync(FOLDER)
  .filter((file) => !LABEL_FILES.includes(file))
  .flatMap((file) => textsOf(file).map((text) => ({ file, text })))
  .filter(({ text }) => /[a-z] [a-z]|^[A-Z][a-z]+$/i.test(text));
const sentences = texts.flatMap(({ file, text }) =>
  sentencesOf(text).map((sentence) => ({ file, text: sentence })),
);

describe("the words that people read", () => {
  it("are found by this test", () => {
    expect(texts.length).toBeGreaterThan(400);
  });

  it.each(BANNED)("never say “%s”", (word) => {
    const pattern = new RegExp(`\\b${word}(s|ed|ing)?\\b`, "i");

    expect(texts.filter(({ text }) => pattern.test(text))).toEqual([]);
  });

  it("keep every sentence to twenty words", () => {
    expect(sentences.filter(({ text }) => wordsOf(text).length > MAX_WORDS)).toEqual([]);
  });

  it("read at grade eight or lower", () => {
    const hard = texts
      .filter(({ text }) => wordsOf(text).length >= FEWEST_WORDS_FOR_GRADE)
      .map((text) => ({ ...text, grade: grade(text) }))
      .filter(({ grade: found }) => found > MAX_GRADE);

    expect(hard).toEqual([]);
  });

  it("name the labels of Microsoft's pages from the table only", () => {
    // One word, and "Sign in", are everyone's words.
    const long = Object.values(copy.labels)
      .filter((label) => typeof label === "string")
      .filter((label) => label.includes(" ") && label !== copy.labels.signIn);
    const typed = texts.filter(({ text }) => long.some((label) => text.includes(label)));

    expect(typed).toEqual([]);
  });
});

describe("the practice scenarios", () => {
  const data = readFileSync(SCENARIOS, "utf8");
  const names = [...data.matchAll(/"name":\s*"([^"]+)"/g)].map((match) => match[1] ?? "");

  it.each(names)("have words for %s", (name) => {
    expect(copy.practice.scenarios(name).detail).not.toBe("");
  });
});

describe("plurals", () => {
  it.each([
    [1, "Claras asks for 1 permission. Here is why it needs it."],
    [8, "Claras asks for 8 permissions. Here is why it needs each one."],
  ])("fit a count of %i", (count, expected) => {
    expect(copy.beforeSignIn.lead(NAME, count)).toBe(expected);
  });
});

/** The texts of one file: strings and templates, with a name in place of each fact and nothing in place of labels. */
function textsOf(file: string): string[] {
  const source = readFileSync(join(FOLDER, file), "utf8");
  if (file.endsWith(".json")) return Object.values(JSON.parse(source, withoutPlaceholders)).flatMap(valuesOf);
  const found: string[] = [];
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return found;

  function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node) || ts.isLiteralTypeNode(node) || ts.isElementAccessExpression(node))
      return;
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.push(node.text);
    else if (ts.isTemplateExpression(node)) found.push(filled(node));
    ts.forEachChild(node, visit);
  }
}

function filled(node: ts.TemplateExpression): string {
  const spans = node.templateSpans.map(({ expression, literal }) => {
    const label = /^(labels|roles|menuPaths|words)\b/.test(expression.getText());
    return (label ? "" : NAME) + literal.text;
  });
  return node.head.text + spans.join("");
}

function withoutPlaceholders(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll(/\{\w+\}/g, NAME) : value;
}

function valuesOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(valuesOf) : [];
}

function sentencesOf(text: string): string[] {
  return text.split(/[.?!:\n]+(?=\s|$)/).filter((sentence) => sentence.trim() !== "");
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}'’.@-]*[\p{L}\p{N}]/gu) ?? [];
}

/** Flesch-Kincaid, without names: a name is as hard as it is. */
function grade({ text }: Text): number {
  const plain = text.replaceAll(NAMES, "it");
  const words = wordsOf(plain);
  const syllables = words.reduce((sum, word) => sum + Math.max(1, syllable(word)), 0);
  return 0.39 * (words.length / sentencesOf(plain).length) + 11.8 * (syllables / words.length) - 15.59;
}
