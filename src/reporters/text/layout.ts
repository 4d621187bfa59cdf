/** Text in columns of a terminal, where a letter takes none, one or two. */

const PLAIN = /^[\x20-\x7E]*$/u;
/** Tables of Unicode cost a cold start, and most reports are plain. */
const zero = () => /^(?:\p{Mn}|\p{Me}|\u200C|\u200D|\uFE0F)$/u;
// East Asian wide and full-width blocks, and what is drawn as a picture.
const wide = () =>
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]$/u;

/** Columns that the text takes; it holds no colour and no control character. */
export function columns(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let sum = 0;
  for (const char of text) sum += width(char);
  return sum;
}

/** The text filled up with blanks, or cut with an ellipsis, to exactly this many columns. */
export function fit(text: string, room: number): string {
  const taken = columns(text);
  if (taken <= room) return text + ' '.repeat(room - taken);
  let cut = '';
  let used = 0;
  for (const char of text) {
    if (used + width(char) > room - 1) break;
    cut += char;
    used += width(char);
  }
  return `${cut}…${' '.repeat(room - 1 - used)}`;
}

/** The text with spaces up to so many columns. */
export function pad(text: string, room: number): string {
  return text + ' '.repeat(Math.max(0, room - columns(text)));
}

/** A paragraph whose first line begins with a label and whose others hang below the first word. */
export function hanging(label: string, text: string, room: number): string[] {
  const indent = ' '.repeat(columns(label));
  return wrap(text, Math.max(room - columns(label), 20)).map(
    (line, index) => (index === 0 ? label : indent) + line,
  );
}

/** Lines of at most this many columns, broken between words, or within a word that is longer than a line. */
function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => pieces(long, room))) {
    if (line !== '' && columns(line) + 1 + columns(word) > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function pieces(word: string, room: number): string[] {
  if (columns(word) <= room) return [word];
  const parts: string[] = [];
  let part = '';
  for (const char of word) {
    if (columns(part) + width(char) > room) {
      parts.push(part);
      part = '';
    }
    part += char;
  }
  return [...parts, part];
}

function width(char: string): 0 | 1 | 2 {
  if (wide().test(char)) return 2;
  return zero().test(char) ? 0 : 1;
}
