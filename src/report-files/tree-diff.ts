/** Two values of JSON, compared whole: every key and every member of a list that differs, with its place. */

import { isDeepStrictEqual } from 'node:util';

/** What differs between a report and the same made again. */
export interface TreeDifference {
  /** `sources["birch"].findings["kesl, us-bod-17-01"].vendor`. */
  readonly place: string;
  /** Undefined where there is nothing. */
  readonly before?: unknown;
  readonly now?: unknown;
}

/** What a member of a list is known by; members without it are known by their position. */
export type KeyOf = (member: unknown, list: string) => string | undefined;

/** All that differs; members of lists are compared with those of the same key, whatever their order. */
export function* treeDifferences(
  before: unknown,
  now: unknown,
  keyOf: KeyOf,
  place = '',
): Iterable<TreeDifference> {
  if (isDeepStrictEqual(before, now)) return;
  if (Array.isArray(before) && Array.isArray(now)) {
    yield* members(keyed(before, keyOf, place), keyed(now, keyOf, place), keyOf, (key) => `${place}[${key}]`);
  } else if (isObject(before) && isObject(now)) {
    const dot = place === '' ? '' : '.';
    yield* members(
      new Map(Object.entries(before)),
      new Map(Object.entries(now)),
      keyOf,
      (key) => `${place}${dot}${key}`,
    );
  } else yield difference(place, before, now);
}

function* members(
  before: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
  keyOf: KeyOf,
  placeOf: (key: string) => string,
): Iterable<TreeDifference> {
  for (const [key, value] of before) {
    if (now.has(key)) yield* treeDifferences(value, now.get(key), keyOf, placeOf(key));
    else yield difference(placeOf(key), value, undefined);
  }
  for (const [key, value] of now) if (!before.has(key)) yield difference(placeOf(key), undefined, value);
}

function difference(place: string, before: unknown, now: unknown): TreeDifference {
  return { place, ...(before !== undefined && { before }), ...(now !== undefined && { now }) };
}

/** Members of one key are numbered: a member that stands twice differs from one that stands once. */
function keyed(list: readonly unknown[], keyOf: KeyOf, place: string): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const numbers = new Map<string, number>();
  for (const [index, member] of list.entries()) {
    const key = keyOf(member, place);
    const name = key === undefined ? String(index) : JSON.stringify(key);
    const number = numbers.get(name) ?? 0;
    numbers.set(name, number + 1);
    found.set(number === 0 ? name : `${name} #${number + 1}`, member);
  }
  return found;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
