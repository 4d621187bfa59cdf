import type { Stretch } from './list-openings.ts';

/**
 * The lines of a key file or of an export of the registry that are of its form, as few stretches as possible: what is left
 * between them are the next lines of a text that goes on over several, or a list of something else.
 *
 * @param start of a section
 * @param end of it
 */
export function* sectionLines(bytes: Uint8Array, start: number, end: number): Generator<Stretch> {
  let from = start;
  let at = start;
  while (at < end) {
    const newline = bytes.indexOf(0x0a, at);
    const next = newline === -1 || newline >= end ? end : newline + 1;
    if (!isOwn(bytes, at)) {
      if (at > from) yield { start: from, end: at };
      from = next;
    }
    at = next;
  }
  if (end > from) yield { start: from, end };
}

/** Brackets, quotes, the default value, remarks, and what has nothing or data in hexadecimal behind two blanks. */
function isOwn(bytes: Uint8Array, at: number): boolean {
  if (FIRST.has(bytes[at] ?? 0)) return true;
  return INDENTED.test(String.fromCharCode(...bytes.subarray(at, at + DATA_LETTERS)));
}

const FIRST = new Set([...'["@;#\r\n'].map((letter) => letter.charCodeAt(0)));
/** `  00,11,\`, `  02` */
const INDENTED = /^ {2}(?:[\da-f]{2})?(?:[,\\\r\n]|$)/iu;
const DATA_LETTERS = 5;
