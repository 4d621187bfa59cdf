import type { Random } from '../random.ts';

/** An element of text alone; nothing where there is no text. */
export function element(name: string, value: string | undefined, random: Random): string {
  if (value === undefined) return '';
  return value === '' && random(2) === 0 ? `<${name}/>` : `<${name}>${characters(value, random)}</${name}>`;
}

/** Characters as one of the ways that XML has for them. */
export function characters(value: string, random: Random): string {
  // Line ends in a section become `\n`, so what holds a `\r` needs numbers.
  const way = value.includes(']]>') || value.includes('\r') ? 0 : random(3);
  if (way === 1) return `<![CDATA[${value}]]>`;
  return [...value].map((letter) => letterOf(letter, way === 2)).join('');
}

/** What XML cannot hold at all: most control characters, halves of characters and two that are none. */
export function fitsXml(value: string | undefined): boolean {
  return value === undefined || !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(value);
}

function letterOf(letter: string, isNumbered: boolean): string {
  const named = NAMED.get(letter);
  if (named !== undefined) return named;
  const code = letter.codePointAt(0) ?? 0;
  return letter === '\r' || (isNumbered && code > 0x7e) ? `&#x${code.toString(16)};` : letter;
}

const NAMED = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);
