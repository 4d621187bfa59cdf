import { type Json, jsonTextPart, textPart } from './json.ts';

/** The documents of a file, and what kept the rest from being read. */
export interface JsonDocuments {
  readonly values: readonly Json[];
  /** Throw it once the values are used up. */
  readonly fault: SyntaxError | undefined;
}

/**
 * The values of a file that holds one JSON document or several: one a line, or laid out one behind the other, as the
 * pages of an answer are saved. Commas and record separators between them, and a comma before the last bracket, which
 * format strings leave there, change nothing. Of a document that is truncated it gives what {@link jsonTextPart} gives.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7464
 */
export function jsonDocuments(bytes: Uint8Array): JsonDocuments {
  const { source, torn } = textPart(bytes);
  const whole = jsonTextPart(source.replace(LAST_COMMA, ']'));
  if (whole.fault === undefined && whole.value !== undefined) return { values: [whole.value], fault: torn };
  const slices = slicesOf(source);
  if (slices.length < 2) {
    return { values: whole.value === undefined ? [] : [whole.value], fault: whole.fault ?? torn };
  }
  const values: Json[] = [];
  for (const [index, slice] of slices.entries()) {
    const { value, fault } = jsonTextPart(slice);
    if (value !== undefined) values.push(value);
    if (fault) return { values, fault: new SyntaxError(`document ${index + 1}: ${fault.message}`) };
  }
  return { values, fault: torn };
}

const LAST_COMMA = /,\s*\]\s*$/u;
const BETWEEN = /[\s,\u001e]/u;

/** The text cut where a bracket closes the outermost one; what is no bracket there begins a slice of its own. */
function slicesOf(source: string): string[] {
  const slices: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < source.length; at++) {
    if (depth === 0 && BETWEEN.test(source[at] ?? '')) {
      if (source.slice(start, at).trim() === '') start = at + 1;
      continue;
    }
    const code = source.charCodeAt(at);
    if (code === 0x22) at = endOfString(source, at);
    else if (code === 0x5b || code === 0x7b) depth++;
    else if ((code === 0x5d || code === 0x7d) && --depth === 0) {
      slices.push(source.slice(start, at + 1));
      start = at + 1;
    }
    // A stray closing bracket makes its slice no JSON, and that is reported.
    if (depth < 0) depth = 0;
  }
  if (source.slice(start).trim() !== '') slices.push(source.slice(start));
  return slices;
}

function endOfString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at;
  }
  return source.length;
}
