/** The session code as people read it to each other: 7KM-4QX. */
export function spoken(code: string): string {
  return `${code.slice(0, 3)}-${code.slice(3)}`;
}
