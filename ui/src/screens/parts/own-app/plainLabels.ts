/** Without the stars that mark a label of a Microsoft page, where bold can't be shown. */
export function plainLabels(text: string): string {
  return text.replaceAll("**", "");
}
