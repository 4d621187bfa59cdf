const BLANK = 0x20;
/** What byte order marks are made of. */
const MARKS: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf, 0xff, 0xfe]);
const LONGEST_MARK = 3;

/** Whether a list or an object begins here, behind a byte order mark and blanks, in UTF-8 or UTF-16. */
export function beginsAsJson(bytes: Uint8Array): boolean {
  const first = bytes[beginningOf(bytes)];
  return first === 0x5b || first === 0x7b;
}

/** Where the first letter of a text is, behind a byte order mark and blanks, and the zeros of UTF-16. */
export function beginningOf(bytes: Uint8Array): number {
  let at = 0;
  while (at < LONGEST_MARK && MARKS.has(bytes[at] ?? 0)) at++;
  while (at < bytes.length && (bytes[at] ?? 0) <= BLANK) at++;
  return at;
}
