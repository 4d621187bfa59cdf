import { type GlobOptions, globOf, literalPrefix, literalTail } from '../matching/glob.ts';
import { addName, addPrefix } from '../matching/prefix-filter.ts';
import type { PrefixFilter } from '../types.ts';
import { type GlobBuckets, type GlobEntry, globBuckets } from './glob-buckets.ts';

/**
 * Patterns to look up by text: whole texts in a map, globs by what they begin or else end with. The cost of a look-up
 * does not depend on how many patterns there are, only on how many are the same up to their first wildcard.
 */
export interface PatternIndex<Value> {
  add(pattern: string, value: Value): void;
  /** The values of all patterns that match; a pattern that is longer where it is literal comes first. */
  find(text: string): readonly Value[];
  /** Puts what texts begin with that some pattern matches into a table; false when any may. */
  addBeginnings(table: PrefixFilter): boolean;
  /** The values of patterns whose literal beginning starts with this text and is longer. */
  longer(text: string): readonly Value[];
}

/** Longer beginnings would make more look-ups and few better ones. */
const PREFIX = 8;
/** A pattern that begins with a wildcard ends in at least as many letters, but for one that means a whole kind: `*`. */
const TAIL = 5;
const NONE: readonly never[] = [];

/** An empty index. */
export function patternIndex<Value>(options: GlobOptions = {}): PatternIndex<Value> {
  const exact = new Map<string, Value[]>();
  // Most lists have no globs, and an index of one pattern is made for each of thousands of conditions.
  let heads: GlobBuckets<Value> | undefined;
  let tails: GlobBuckets<Value> | undefined;
  const others: GlobEntry<Value>[] = [];
  const prefixes: [string, Value][] = [];
  let sorted: [string, Value][] | undefined;
  return {
    add(pattern, value) {
      sorted = undefined;
      const head = literalPrefix(pattern);
      prefixes.push([head, value]);
      if (head === pattern) {
        push(exact, pattern, value);
        return;
      }
      const literal = head === '' ? literalTail(pattern) : head;
      const entry = { glob: globOf(pattern, options), literal, value };
      if (literal === '') others.push(entry);
      else if (head === '') (tails ??= globBuckets((text, length) => text.slice(-length), TAIL)).add(entry);
      else (heads ??= globBuckets((text, length) => text.slice(0, length), PREFIX)).add(entry);
    },
    find(text) {
      const whole = exact.get(text) ?? NONE;
      if (heads === undefined && tails === undefined && others.length === 0) return whole;
      const found = others.filter(({ glob }) => glob(text));
      heads?.collect(text, found);
      tails?.collect(text, found);
      if (found.length === 0) return whole;
      found.sort((a, b) => b.literal.length - a.literal.length);
      return [...whole, ...found.map(({ value }) => value)];
    },
    addBeginnings(table) {
      for (const text of exact.keys()) addName(table, text);
      const literals = [...(heads?.literals() ?? NONE)];
      return tails === undefined && others.length === 0 && literals.every((text) => addPrefix(table, text));
    },
    longer(text) {
      sorted ??= [...prefixes].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      return startingWith(sorted, text);
    },
  };
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function startingWith<Value>(sorted: readonly (readonly [string, Value])[], text: string): Value[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.[0] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  const found: Value[] = [];
  for (; low < sorted.length; low += 1) {
    const [key, value] = sorted[low] as readonly [string, Value];
    if (!key.startsWith(text)) break;
    if (key.length > text.length) found.push(value);
  }
  return found;
}
