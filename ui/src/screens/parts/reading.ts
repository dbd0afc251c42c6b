/** The kinds of file that can hold an error. */
export const FILE_TYPES = [".txt", ".html", ".htm", ".eml", ".url"];

const MAX_BYTES = 256 * 1024;

/** More than Usher looks at in one go. */
export function isTooLong(text: string): boolean {
  return new TextEncoder().encode(text).length > MAX_BYTES;
}

/** What came of a dropped or picked file. */
export type Reading = { text: string } | { problem: "fileTypes" | "fileTooBig" | "fileUnreadable" };

/** Reads a file inside the page: its text never leaves this computer. */
export function readFile(file: File): Promise<Reading> {
  const name = file.name.toLowerCase();
  if (!FILE_TYPES.some((type) => name.endsWith(type))) return Promise.resolve({ problem: "fileTypes" });
  if (file.size > MAX_BYTES) return Promise.resolve({ problem: "fileTooBig" });

  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ text: String(reader.result) });
    // Deleted or locked since it was picked.
    reader.onerror = () => resolve({ problem: "fileUnreadable" });
    reader.readAsText(file);
  });
}

/** The link or text of a drop that holds no file. */
export function droppedText(data: DataTransfer): string {
  return data.getData("text/uri-list") || data.getData("text/plain");
}
