import { Buffer } from 'node:buffer';

/** A name as `ls` and `find` write it, without the quotes and escapes of a shell, of C or of a language. */
export function unquoted(text: string): string {
  const pair = PAIRS.find(([open, close]) => text.startsWith(open) && text.endsWith(close));
  if (pair && text.length > 2) return text.slice(1, -1);
  if (SHELL.test(text)) return text.replace(PART, (part) => partOf(part));
  return text.includes('\\') ? escaped(text) : text;
}

/** `--quoting-style=locale` of GNU `ls` in the languages that have quotes of their own. */
const PAIRS = [
  ['‘', '’'],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
] as const;
/** Parts of a word, each quoted in its own way: `'it'\''s'`, `$'\303\274'`, `"a"`. */
const SHELL = /^(?:\$'(?:[^'\\]|\\.)*'|'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[\w./@*-])+$/su;
const PART = /\$'(?:[^'\\]|\\.)*'|'[^']*'|"(?:[^"\\]|\\.)*"|\\./gsu;

function partOf(part: string): string {
  if (part.startsWith('$')) return escaped(part.slice(2, -1));
  if (part.startsWith("'")) return part.slice(1, -1);
  return part.startsWith('"') ? escaped(part.slice(1, -1)) : part.slice(1);
}

/** Octal escapes are bytes of UTF-8. */
function escaped(text: string): string {
  return text.replace(/(?:\\[0-3][0-7]{2})+|\\./gsu, (escape) => {
    if (!/^\\[0-3][0-7]{2}/u.test(escape)) return LETTERS.get(escape) ?? escape.slice(1);
    const bytes = escape
      .slice(1)
      .split('\\')
      .map((octal) => Number.parseInt(octal, 8));
    return Buffer.from(bytes).toString();
  });
}

const LETTERS = new Map([
  ['\\n', '\n'],
  ['\\t', '\t'],
  ['\\r', '\r'],
]);
