import { limits } from '../../limits.ts';
import { lineOf, quoted } from '../source-position.ts';
import { chunks, text } from '../text/decode.ts';
import { attempt } from '../try.ts';
import { duplicateKey, hasAllKeys } from './json-duplicates.ts';
import { faultOf, type JsonFault } from './json-fault.ts';

/** Any value of a JSON document. A key `__proto__` is a key like every other: look up with {@link field}. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** An object of a JSON document. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What could be read of a document, and what kept the rest from being read. */
export interface JsonPart {
  /** Undefined when not even one element of a list is whole. */
  readonly value: Json | undefined;
  /** Throw it once the value is used up. */
  readonly fault: SyntaxError | undefined;
}

/** A value of a document with one JSON value a line. */
export interface JsonLine {
  /** From 1. */
  readonly line: number;
  readonly value: Json;
}

/**
 * The value of a whole JSON document in any encoding that {@link text} knows.
 *
 * @throws SyntaxError with the line and the text there, for what is not JSON, and for nesting or a number of
 * values beyond the limits.
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export function json(bytes: Uint8Array): Json {
  return parse(text(bytes));
}

/**
 * Like {@link json}, for files of tools that are JavaScript themselves: of two equal keys the last one counts, as it does
 * for them.
 *
 * @throws SyntaxError like {@link json}, but not for equal keys
 * @see https://tc39.es/ecma262/#sec-json.parse
 */
export function jsonOfTool(bytes: Uint8Array): Json {
  const source = text(bytes);
  const result = tryParse(source);
  if (!('value' in result)) throw faultError(source, result.fault);
  return result.value;
}

/**
 * Like {@link json}, for lists of programs: of a document that is truncated or damaged it gives everything
 * up to the last whole element of a list, together with the fault.
 */
export function jsonPart(bytes: Uint8Array): JsonPart {
  const { source, torn } = textPart(bytes);
  const { value, fault } = jsonTextPart(source);
  return { value, fault: fault ?? torn };
}

/** The same of a text that is decoded already. */
export function jsonTextPart(source: string): JsonPart {
  const result = tryParse(source);
  if ('value' in result) return { value: result.value, fault: result.duplicate };
  const { fault } = result;
  const kept = source.slice(0, fault.keep) + fault.closers;
  return {
    value: fault.keep === 0 ? undefined : (JSON.parse(kept) as Json),
    fault: faultError(source, fault),
  };
}

/**
 * The values of a document with one JSON value a line; blank lines are passed over.
 *
 * @throws SyntaxError like {@link json}, after the values of the lines before.
 * @see https://github.com/ndjson/ndjson-spec
 */
export function* jsonLines(bytes: Uint8Array): Generator<JsonLine> {
  const { source, torn } = textPart(bytes);
  let line = 1;
  for (let start = 0; start < source.length; line++) {
    const newline = source.indexOf('\n', start);
    const end = newline === -1 ? source.length : newline;
    const row = source.slice(start, end);
    if (row.trim() !== '') yield { line, value: parse(row, line) };
    start = end + 1;
  }
  if (torn) throw torn;
}

/** The value behind keys and positions, or undefined where there is none: own fields only. */
export function field(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as JsonObject)[key];
  }
  return at;
}

/** A text that says something: a trimmed string, or a number as text; undefined for all else. */
export function stringField(
  value: Json | undefined,
  ...path: readonly (string | number)[]
): string | undefined {
  const found = field(value, ...path);
  if (typeof found === 'number') return String(found);
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined;
}

/** The elements of a list; none where there is no list. */
export function listField(value: Json | undefined, ...path: readonly (string | number)[]): readonly Json[] {
  const found = field(value, ...path);
  return isList(found) ? found : [];
}

/** Whether this is a list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether this is an object, neither a list nor null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a document, and the fault where it is truncated inside a character. */
export function textPart(bytes: Uint8Array): { source: string; torn: SyntaxError | undefined } {
  const pieces: string[] = [];
  const { fault } = attempt(() => {
    for (const piece of chunks(bytes)) pieces.push(piece);
  });
  if (fault !== undefined && !(fault instanceof SyntaxError)) throw fault;
  return { source: pieces.join(''), torn: fault };
}

function parse(source: string, line?: number): Json {
  const result = tryParse(source);
  if (!('value' in result)) throw faultError(source, result.fault, line);
  if (result.duplicate !== undefined) throw result.duplicate;
  return result.value;
}

/** A value, and the fault where one of two equal keys is not in it. */
interface Parsed {
  readonly value: Json;
  readonly duplicate: SyntaxError | undefined;
}

function tryParse(source: string): Parsed | { readonly fault: JsonFault } {
  const measured = measure(source);
  if (typeof measured !== 'number') return { fault: measured };
  try {
    const value = JSON.parse(source) as Json;
    return { value, duplicate: hasAllKeys(value, measured) ? undefined : duplicateKey(source) };
  } catch (error) {
    const fault = faultOf(source);
    if (fault === undefined) throw error;
    return { fault };
  }
}

function faultError(source: string, fault: JsonFault, line?: number): SyntaxError {
  const place = `line ${line ?? lineOf(source, fault.offset)}`;
  if (fault.offset < source.length && !isOpenString(source, fault.offset)) {
    return new SyntaxError(`${place}: ${fault.wants} and not ${quoted(source, fault.offset)}`);
  }
  const tail = quoted(source, Math.max(0, source.length - 40));
  return new SyntaxError(
    source.trim() === '' ? 'no JSON: the file is empty' : `${place}: truncated after ${tail}`,
  );
}

function isOpenString(source: string, offset: number): boolean {
  return source[offset] === '"' && source.indexOf('"', offset + 1) === -1;
}

/**
 * A document whose nesting or size would cost more than any real one, found before anything is built: 64 MiB
 * of `[[[…` or `[],[],[],…` would otherwise take gigabytes. Of every other it counts the keys.
 */
function measure(source: string): JsonFault | number {
  const most = limits.programs * 10;
  let depth = 0;
  let values = 0;
  let keys = 0;
  for (let at = 0; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === 0x22) at = endOfString(source, at);
    else if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    else if (code !== 0x2c) {
      if (code === 0x3a) keys++;
      continue;
    }
    if (++values > most)
      return { offset: at, wants: `at most ${most} values (limit: programs)`, keep: 0, closers: '' };
    if (depth > limits.nesting) {
      return { offset: at, wants: `at most ${limits.nesting} levels (limit: nesting)`, keep: 0, closers: '' };
    }
  }
  return keys;
}

/** The position of the quote that ends the string begun at `start`, or of the last character. */
function endOfString(source: string, start: number): number {
  let end = source.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(source, end)) end = source.indexOf('"', end + 1);
  return end === -1 ? source.length - 1 : end;
}

function isEscaped(source: string, quote: number): boolean {
  let at = quote;
  while (source.charCodeAt(at - 1) === 0x5c) at--;
  return (quote - at) % 2 === 1;
}
