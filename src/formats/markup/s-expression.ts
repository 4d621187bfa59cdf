import { limits } from '../../limits.ts';
import { lineOf, quoted } from '../source-position.ts';
import { text } from '../text/decode.ts';

/** A text, a symbol or number as it is written, or a list. */
export type Sexp = SexpAtom | readonly Sexp[];

/** What is no list. */
export interface SexpAtom {
  readonly value: string;
  readonly isText: boolean;
}

const BLANKS = /(?:[\s'`,@]+|;[^\n]*)*/uy;
const ATOM = /[^\s()"';]+/uy;
const TEXT = /"(?<inside>(?:[^"\\]|\\[^])*)"/uy;

/** What could be read of a file. */
export interface SexpPart {
  /** Undefined of an empty file. Lists that are truncated hold what of them is whole. */
  readonly value: Sexp | undefined;
  /** Throw it once the value is used up. */
  readonly fault: SyntaxError | undefined;
}

/**
 * The one value of a file that Scheme wrote: nothing is evaluated.
 *
 * @returns a fault with the line if it is truncated or nested beyond the limit, or if something follows the value
 * @see https://www.scheme.org/r7rs/
 */
export function sexpPart(bytes: Uint8Array): SexpPart {
  const source = text(bytes);
  const open: Sexp[][] = [];
  let at = match(source, BLANKS, 0).length;
  let value: Sexp | undefined;
  const part = (what: string): SexpPart => ({
    value: value ?? open[0],
    fault: new SyntaxError(`line ${lineOf(source, at)}: ${what}: ${quoted(source, at)}`),
  });
  while (at < source.length) {
    if (value !== undefined) return part('data after the value');
    let done: Sexp | undefined;
    if (source[at] === '(') {
      if (open.length >= limits.nesting)
        return part(`nested more than ${limits.nesting} deep (limit: nesting)`);
      const list: Sexp[] = [];
      open.at(-1)?.push(list);
      open.push(list);
      at++;
    } else if (source[at] === ')') {
      const list = open.pop();
      if (list === undefined) return part('a bracket that nothing opens');
      if (open.length === 0) value = list;
      at++;
    } else {
      const written = match(source, source[at] === '"' ? TEXT : ATOM, at);
      if (written === '') return part('truncated inside a text');
      const isText = written.startsWith('"');
      done = { value: isText ? written.slice(1, -1).replace(/\\([^])/gu, '$1') : written, isText };
      at += written.length;
    }
    if (done !== undefined && open.length > 0) open.at(-1)?.push(done);
    else if (done !== undefined) value = done;
    at += match(source, BLANKS, at).length;
  }
  if (value !== undefined) return { value, fault: undefined };
  return part(open.length > 0 ? 'truncated inside a list' : 'it is empty');
}

/** Whether this is a list and no text or symbol. */
export function isSexpList(value: Sexp | undefined): value is readonly Sexp[] {
  return Array.isArray(value);
}

/** The text of an atom; undefined of a list. */
export function sexpText(value: Sexp | undefined): string | undefined {
  return value === undefined || isSexpList(value) ? undefined : value.value;
}

function match(source: string, pattern: RegExp, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? '';
}
