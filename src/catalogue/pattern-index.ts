import { type Glob, globOf, type GlobOptions, isGlob, literalPrefix } from './glob.ts';

/**
 * Patterns to look up by text: whole texts in a map, globs by what they begin with. The cost of a look-up does not
 * depend on how many patterns there are, only on how many share a beginning.
 */
export interface PatternIndex<Value> {
  add(pattern: string, value: Value): void;
  /** The values of all patterns that match; a pattern that is longer where it is literal comes first. */
  find(text: string): readonly Value[];
  /** The values of exact patterns that begin with this text and are longer. */
  longer(text: string): readonly Value[];
}

interface Entry<Value> {
  readonly glob: Glob;
  readonly literal: number;
  readonly value: Value;
}

/** Longer beginnings would make more look-ups and few better ones. */
const PREFIX = 8;
const NONE: readonly never[] = [];

/** An empty index. */
export function patternIndex<Value>(options: GlobOptions = {}): PatternIndex<Value> {
  const exact = new Map<string, Value[]>();
  const globs = new Map<string, Entry<Value>[]>();
  let lengths: readonly number[] = [];
  let sorted: string[] | undefined;
  return {
    add(pattern, value) {
      sorted = undefined;
      if (!isGlob(pattern)) return void push(exact, pattern, value);
      const literal = literalPrefix(pattern);
      push(globs, literal.slice(0, PREFIX), { glob: globOf(pattern, options), literal: literal.length, value });
      lengths = [...new Set([...lengths, Math.min(PREFIX, literal.length)])].sort((a, b) => a - b);
    },
    find(text) {
      const whole = exact.get(text) ?? NONE;
      const found = lengths.length === 0 ? NONE : matching(globs, lengths, text);
      return found.length === 0 ? whole : [...whole, ...found];
    },
    longer(text) {
      sorted ??= [...exact.keys()].sort();
      return startingWith(sorted, text).flatMap((key) => exact.get(key) ?? []);
    },
  };
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function matching<Value>(
  globs: ReadonlyMap<string, readonly Entry<Value>[]>,
  lengths: readonly number[],
  text: string,
): readonly Value[] {
  let found: Entry<Value>[] | undefined;
  for (const length of lengths) {
    if (length > text.length) break;
    for (const entry of globs.get(text.slice(0, length)) ?? NONE) {
      if (entry.glob(text)) (found ??= []).push(entry);
    }
  }
  return found?.sort((a, b) => b.literal - a.literal).map(({ value }) => value) ?? NONE;
}

function startingWith(sorted: readonly string[], text: string): readonly string[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (sorted[end]?.startsWith(text)) end += 1;
  return sorted.slice(low, end).filter((key) => key !== text);
}
