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

/** What makes two members of two lists the same one, and how a place calls it. */
export interface MemberKey {
  readonly identity: string;
  readonly name: string;
}

/** What a member of a list is known by; members without it are known by their position. */
export type KeyOf = (member: unknown, list: string) => MemberKey | undefined;

/** A value of an object or of a list, and what leads to it. */
interface Member {
  readonly step: string;
  readonly value: unknown;
}

/** All that differs; members of lists are compared with those of the same key, whatever their order. */
export function* treeDifferences(
  before: unknown,
  now: unknown,
  keyOf: KeyOf,
  place = '',
): Iterable<TreeDifference> {
  if (isDeepStrictEqual(before, now)) return;
  if (Array.isArray(before) && Array.isArray(now)) {
    yield* members(keyed(before, keyOf, place), keyed(now, keyOf, place), keyOf, place);
  } else if (isObject(before) && isObject(now)) {
    const dot = place === '' ? '' : '.';
    yield* members(valuesOf(before, dot), valuesOf(now, dot), keyOf, place);
  } else yield difference(place, before, now);
}

function* members(
  before: ReadonlyMap<string, Member>,
  now: ReadonlyMap<string, Member>,
  keyOf: KeyOf,
  place: string,
): Iterable<TreeDifference> {
  for (const [key, { step, value }] of before) {
    const other = now.get(key);
    if (other) yield* treeDifferences(value, other.value, keyOf, place + step);
    else yield difference(place + step, value, undefined);
  }
  for (const [key, { step, value }] of now)
    if (!before.has(key)) yield difference(place + step, undefined, value);
}

function valuesOf(object: Readonly<Record<string, unknown>>, dot: string): Map<string, Member> {
  return new Map(Object.entries(object).map(([key, value]) => [key, { step: dot + key, value }]));
}

function difference(place: string, before: unknown, now: unknown): TreeDifference {
  return { place, ...(before !== undefined && { before }), ...(now !== undefined && { now }) };
}

/** Members of one identity are numbered: a member that stands twice differs from one that stands once. */
function keyed(list: readonly unknown[], keyOf: KeyOf, place: string): Map<string, Member> {
  const found = new Map<string, Member>();
  const numbers = new Map<string, number>();
  for (const [index, value] of list.entries()) {
    const key = keyOf(value, place);
    const identity = key?.identity ?? String(index);
    const name = key === undefined ? identity : JSON.stringify(key.name);
    const number = (numbers.get(identity) ?? 0) + 1;
    numbers.set(identity, number);
    const suffix = number === 1 ? '' : ` #${number}`;
    found.set(identity + suffix, { step: `[${name}${suffix}]`, value });
  }
  return found;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
