import { Buffer } from 'node:buffer';
import { pieces } from './decode.ts';
import { ofLastHead } from './head-text.ts';

/** One line of a list, without its line end. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Whether a line end follows: the last line of a list that was cut off has none. */
  readonly ended: boolean;
}

/**
 * The lines of a list that some command printed, in whatever encoding, with LF, CRLF or (of consoles)
 * CR CR LF ends. Throws `SyntaxError` when it is no text.
 */
export function* numberedLines(bytes: Uint8Array): Generator<Line> {
  let number = 1;
  let rest = '';
  const decoded = pieces(bytes);
  let piece = decoded.next();
  for (; piece.done !== true; piece = decoded.next()) {
    const parts = (rest + piece.value).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield { text: withoutReturns(part), number: number++, ended: true };
  }
  if (rest !== '' || piece.value !== undefined) yield { text: withoutReturns(rest), number, ended: false };
}

/**
 * The whole lines of the beginning of a file, for recognition: never throws. ASCII shows through in every
 * encoding that lists come in; what else stands there is not decoded.
 */
export const headLines: (head: Uint8Array) => readonly string[] = ofLastHead((head) => {
  const list = headText(head).split('\n', HEAD_LINES + 1);
  // What follows the last line end is nothing, or a line that the head or a cut has torn.
  if (list.length > 1) list.pop();
  return list.map(withoutReturns);
});

/** Those that are not blank. */
export const filledLines: (head: Uint8Array) => readonly string[] = ofLastHead((head) =>
  headLines(head).filter((line) => line.trim() !== ''),
);

/** A list shows what it is in fewer. */
const HEAD_LINES = 400;

/** The same undivided. Nothing is left of what is no text: only UTF-16 has zeros. */
export const headText: (head: Uint8Array) => string = ofLastHead(decodeHead);

function decodeHead(head: Uint8Array): string {
  const latin = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (!latin.includes('\0')) return latin.replace(BYTE_ORDER_MARK, '');
  const isWide = BYTE_ORDER_MARK.test(latin) || head[0] === 0 || head[1] === 0;
  return isWide ? latin.replace(BYTE_ORDER_MARK, '').replaceAll('\0', '') : '';
}

const BYTE_ORDER_MARK = /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/u;

function withoutReturns(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === 13) end--;
  const whole = end === line.length ? line : line.slice(0, end);
  return whole.includes(ESCAPE) ? whole.replaceAll(COLOUR, '') : whole;
}

const ESCAPE = '\u001b';
/** What a terminal takes for a change of colour or an erasure, kept by those who record a session. */
const COLOUR = new RegExp(`${ESCAPE}\\[[0-9;]{0,20}[mK]`, 'gu');
