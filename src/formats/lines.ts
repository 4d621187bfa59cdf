import { Buffer } from 'node:buffer';
import { limits } from '../limits.ts';
import { pieces } from './text.ts';

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
export function headLines(head: Uint8Array): readonly string[] {
  const { buffer, byteOffset, byteLength } = head;
  const latin = Buffer.from(buffer, byteOffset, byteLength).toString('latin1').replaceAll('\0', '');
  const list = latin.replace(BYTE_ORDER_MARK, '').split('\n').map(withoutReturns);
  if (head.length >= limits.head || list.at(-1) === '') list.pop();
  return list;
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
