const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const EQUALS = 0x3d;

/** The position of the equals sign behind a name, which may itself hold escaped quotes, or -1. */
export function equalsOf(part: string, at: number, end: number): number {
  const close = part.charCodeAt(at) === QUOTE ? closeOf(part, at + 1) : at;
  if (close === -1 || close > end) return -1;
  const equals = skipBlanks(part, close + 1);
  return part.charCodeAt(equals) === EQUALS ? equals : -1;
}

/** The position of the quote that opens a string, also of `str(2):"…"`, or -1 when the data is no string. */
export function openingOf(part: string, data: number): number {
  if (part.charCodeAt(data) === QUOTE) return data;
  if (!part.startsWith('str(', data)) return -1;
  const opening = part.indexOf('"', data);
  return opening - data < 16 ? opening : -1;
}

/** The position of the next quote that no backslash escapes, or -1. */
export function closeOf(part: string, from: number): number {
  let at = part.indexOf('"', from);
  while (at !== -1) {
    let slash = at - 1;
    while (slash >= from && part.charCodeAt(slash) === BACKSLASH) slash--;
    if ((at - slash) % 2 === 1) return at;
    at = part.indexOf('"', at + 1);
  }
  return -1;
}

/** The next position that holds no blank. */
export function skipBlanks(part: string, from: number): number {
  let at = from;
  while (part.charCodeAt(at) === 0x20 || part.charCodeAt(at) === 0x09) at++;
  return at;
}

/** The end of a line without its `\r` and blanks. */
export function lineEnd(part: string, from: number, newline: number): number {
  let end = newline;
  while (end > from && (part.charCodeAt(end - 1) === 0x0d || part.charCodeAt(end - 1) === 0x20)) end--;
  return end;
}
