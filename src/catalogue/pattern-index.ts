import {
  type Glob,
  type GlobOptions,
  globOf,
  literalPrefix,
  literalTail,
  SHORTEST_TAIL,
} from '../matching/glob.ts';
import { addName, addPrefix } from '../matching/prefix-filter.ts';
import type { PrefixFilter } from '../types.ts';

/**
 * Patterns to look up by text: whole texts in a map, globs by what they begin with. The cost of a look-up does not
 * depend on how many patterns there are, only on how many share a beginning.
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

interface Entry<Value> {
  readonly glob: Glob;
  readonly literal: number;
  readonly value: Value;
}

/** Longer beginnings would make more look-ups and few better ones. */
const PREFIX = 8;
/** A pattern that begins with a wildcard ends in at least as many letters: the rule book sees to it. */
const TAIL = SHORTEST_TAIL;
const NONE: readonly never[] = [];

/** An empty index. */
export function patternIndex<Value>(options: GlobOptions = {}): PatternIndex<Value> {
  const exact = new Map<string, Value[]>();
  const globs = new Map<string, Entry<Value>[]>();
  const lengths: Lengths = new Map();
  const tails = new Map<string, Entry<Value>[]>();
  const prefixes: [string, Value][] = [];
  let sorted: [string, Value][] | undefined;
  return {
    add(pattern, value) {
      sorted = undefined;
      const literal = literalPrefix(pattern);
      prefixes.push([literal, value]);
      if (literal === pattern) {
        push(exact, pattern, value);
        return;
      }
      if (literal === '') {
        addTail(tails, pattern, value, options);
        return;
      }
      push(globs, literal.slice(0, PREFIX), {
        glob: globOf(pattern, options),
        literal: literal.length,
        value,
      });
      addLength(lengths, literal);
    },
    find(text) {
      const whole = exact.get(text) ?? NONE;
      const found = lengths.size + tails.size === 0 ? NONE : matching(globs, lengths, tails, text);
      return found.length === 0 ? whole : [...whole, ...found];
    },
    addBeginnings(table) {
      for (const text of exact.keys()) addName(table, text);
      return tails.size === 0 && [...globs.keys()].every((text) => addPrefix(table, text));
    },
    longer(text) {
      sorted ??= [...prefixes].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      return startingWith(sorted, text);
    },
  };
}

/** First letter → how long the beginnings with it are: most texts share their first letter with few patterns. */
type Lengths = Map<number, readonly number[]>;

function addLength(lengths: Lengths, literal: string): void {
  const first = literal.charCodeAt(0);
  const length = Math.min(PREFIX, literal.length);
  const known = lengths.get(first) ?? NONE;
  if (!known.includes(length))
    lengths.set(
      first,
      [...known, length].sort((a, b) => a - b),
    );
}

/** Patterns that begin with a wildcard are found by their end. */
function addTail<Value>(
  tails: Map<string, Entry<Value>[]>,
  pattern: string,
  value: Value,
  options: GlobOptions,
): void {
  const literal = literalTail(pattern);
  push(tails, literal.slice(-TAIL), { glob: globOf(pattern, options), literal: literal.length, value });
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function matching<Value>(
  globs: ReadonlyMap<string, readonly Entry<Value>[]>,
  lengths: Lengths,
  tails: ReadonlyMap<string, readonly Entry<Value>[]>,
  text: string,
): readonly Value[] {
  let found: Entry<Value>[] | undefined;
  for (const length of lengths.get(text.charCodeAt(0)) ?? NONE) {
    if (length > text.length) break;
    for (const entry of globs.get(text.slice(0, length)) ?? NONE) {
      if (entry.glob(text)) (found ??= []).push(entry);
    }
  }
  for (const entry of tails.size > 0 ? (tails.get(text.slice(-TAIL)) ?? NONE) : NONE) {
    if (entry.glob(text)) (found ??= []).push(entry);
  }
  return found?.sort((a, b) => b.literal - a.literal).map(({ value }) => value) ?? NONE;
}

function startingWith<Value>(sorted: readonly (readonly [string, Value])[], text: string): Value[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.[0] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  const found: Value[] = [];
  for (const [key, value] of sorted.slice(low)) {
    if (!key.startsWith(text)) break;
    if (key.length > text.length) found.push(value);
  }
  return found;
}
