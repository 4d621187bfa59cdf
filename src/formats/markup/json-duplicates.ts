import { limits } from '../../limits.ts';
import { lineOf, quoted } from '../source-position.ts';

/** Whether a value has as many keys as its text has: where it has fewer, one of two equal keys was dropped. */
export function hasAllKeys(value: unknown, written: number): boolean {
  return countKeys(value) === written;
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const one of value as readonly unknown[]) if (typeof one === 'object') count += countKeys(one);
    return count;
  }
  for (const one of Object.values(value)) {
    count++;
    if (typeof one === 'object') count += countKeys(one);
  }
  return count;
}

/**
 * The fault of a text, known to be JSON, in which one object has a key twice with two values: parsers differ in which
 * of them they take. Undefined where the values of equal keys are equal too.
 */
export function duplicateKey(source: string): SyntaxError | undefined {
  const walk: Walk = { source, at: 0, found: undefined };
  value(walk);
  if (walk.found === undefined) return undefined;
  const { key, offset } = walk.found;
  return new SyntaxError(
    `line ${lineOf(source, offset)}: the key ${quoted(key)} stands twice in one object, with two values`,
  );
}

interface Walk {
  readonly source: string;
  at: number;
  found: { readonly key: string; readonly offset: number } | undefined;
}

/** Walks past one value; how deep they are nested was measured before. */
function value(walk: Walk): void {
  const mark = next(walk);
  if (mark === '{') object(walk);
  else if (mark === '[') list(walk);
  else if (mark === '"') walk.at = pastString(walk.source, walk.at);
  else while (walk.at < walk.source.length && !',]}'.includes(walk.source[walk.at] ?? '')) walk.at++;
}

function object(walk: Walk): void {
  const values = new Map<string, string>();
  walk.at++;
  while (next(walk) !== '}') {
    const offset = walk.at;
    walk.at = pastString(walk.source, offset);
    const key = JSON.parse(walk.source.slice(offset, walk.at)) as string;
    next(walk);
    walk.at++;
    next(walk);
    const from = walk.at;
    value(walk);
    const written = walk.source.slice(from, walk.at).trim();
    if ((values.get(key) ?? written) !== written) walk.found ??= { key, offset };
    values.set(key, written);
    if (next(walk) === ',') walk.at++;
  }
  walk.at++;
}

function list(walk: Walk): void {
  walk.at++;
  while (next(walk) !== ']') {
    value(walk);
    if (next(walk) === ',') walk.at++;
  }
  walk.at++;
}

/** The next character that is no blank. */
function next(walk: Walk): string {
  while (' \t\n\r'.includes(walk.source[walk.at] ?? 'x')) walk.at++;
  const mark = walk.source[walk.at];
  if (mark === undefined) throw new SyntaxError('JSON ends where it was found to go on');
  return mark;
}

function pastString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at + 1;
  }
  return source.length;
}

/**
 * So many keys as are written in a text that is known to be JSON: its colons outside of strings.
 *
 * @throws SyntaxError for nesting beyond the limit, which would exhaust whoever walks over the value
 */
export function writtenKeys(source: string): number {
  let keys = 0;
  let depth = 0;
  for (let at = 0; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === 0x22) at = pastString(source, at) - 1;
    else if (code === 0x3a) keys++;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > limits.nesting)
        throw new SyntaxError(`nested deeper than ${limits.nesting} levels (limit: nesting)`);
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return keys;
}
