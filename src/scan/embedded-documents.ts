import { isList, isObject, type Json, type JsonObject } from '../formats/markup/json.ts';
import {
  claimsOfPart,
  type FurtherDocument,
  type Known,
  newIn,
  type UnreadPart,
} from './further-documents.ts';

/** Levels above a document; wrappers have two or three. */
const MAX_DEPTH = 5;
/**
 * Values of different looks that are shown to all readers: each costs as much as the recognition of a small file. Real
 * documents have up to 24.
 */
const MAX_LOOKS = 300;
/** Levels of keys in which documents of two formats differ. */
const LOOK_DEPTH = 3;

/**
 * Documents inside a JSON document that its reader passed over: a bill of materials under a key that an inventory does
 * not have, or an element of another tool in a list. Only what lists something, and nothing of what was given, is looked
 * at, once for each look, and only what fits a format without a fault counts.
 *
 * @param names those of the programs that were given
 */
export async function embeddedDocuments(
  values: readonly Json[],
  names: ReadonlySet<string>,
  known: Known,
): Promise<readonly (FurtherDocument | UnreadPart)[]> {
  const search: Search = { names, known, found: [], looks: new Set(), others: new Set(), groups: [] };
  for (const value of values) walk(search, value, newPlace(), 1);
  for (let group = search.groups.pop(); group !== undefined; group = search.groups.pop())
    await decide(search, group);
  if (search.looks.size <= MAX_LOOKS) return search.found;
  return [...search.found, { reason: `more than ${MAX_LOOKS} values may be other documents (limit: looks)` }];
}

interface Search {
  readonly names: ReadonlySet<string>;
  readonly known: Known;
  readonly found: FurtherDocument[];
  /** Looks of all groups. */
  readonly looks: Set<string>;
  /** Those of values that are no documents. */
  readonly others: Set<string>;
  /** What is to be shown to readers. */
  readonly groups: Group[];
}

/** Values of one place that look alike: what the first one is, the others are. */
interface Group {
  readonly first: Json;
  readonly alike: Json[];
  readonly look: string;
  readonly place: Place;
  readonly depth: number;
}

/** The keys that lead to a value. Elements of a list are at one place. */
interface Place {
  readonly inner: Map<string, Place>;
  readonly groups: Group[];
}

function newPlace(): Place {
  return { inner: new Map(), groups: [] };
}

/** Notes what is below a value and may be a document, and walks through the rest. */
function walk(search: Search, value: Json, place: Place, depth: number): void {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return;
  if (isList(value)) for (const element of value) visit(search, element, innerOf(place, ''), depth);
  else
    for (const [key, member] of Object.entries(value))
      if (!isGone(key)) visit(search, member, innerOf(place, key), depth);
}

function innerOf({ inner }: Place, key: string): Place {
  const known = inner.get(key) ?? newPlace();
  inner.set(key, known);
  return known;
}

function visit(search: Search, value: Json, place: Place, depth: number): void {
  if (typeof value !== 'object' || value === null || search.looks.size > MAX_LOOKS) return;
  const group = place.groups.find(({ first }) => isAlike(value, first, LOOK_DEPTH));
  if (group !== undefined) group.alike.push(value);
  else if (!holdsRows(value) || holdsName(search.names, value)) walk(search, value, place, depth + 1);
  else {
    const next = { first: value, alike: [], look: lookOf(value, LOOK_DEPTH), place, depth };
    search.looks.add(next.look);
    place.groups.push(next);
    search.groups.push(next);
  }
}

/** Takes the values of a group if the first one is a document, and looks into those that are none. */
async function decide(search: Search, group: Group): Promise<void> {
  const { first, alike, look, place, depth } = group;
  // What is found there from now on is another group.
  place.groups.splice(place.groups.indexOf(group), 1);
  const isDocument = !search.others.has(look) && (await take(search, first));
  if (!isDocument) {
    search.others.add(look);
    walk(search, first, place, depth + 1);
  }
  for (const value of alike)
    if (!isDocument || !(await take(search, value))) walk(search, value, place, depth + 1);
}

/** The keys in a value, and of what kind each value is. The looks of elements of a list count once. */
function lookOf(value: Json, depth: number): string {
  if (isEmpty(value)) return '-';
  if (typeof value !== 'object' || depth === 0) return typeof value;
  if (isList(value)) return `[${[...new Set(value.map((one) => lookOf(one, depth - 1)))].sort().join()}]`;
  const members = Object.entries(value).map(([key, member]) => `${key} ${lookOf(member, depth - 1)}`);
  return `{${members.sort().join()}}`;
}

/** Whether two values look alike, seen faster than by their looks. */
function isAlike(value: Json | undefined, other: Json | undefined, depth: number): boolean {
  if (isList(value) && isList(other)) {
    const isSame = (value.length === 0) === (other.length === 0);
    return isSame && (depth === 0 || value.every((one) => isAlike(one, other[0], depth - 1)));
  }
  if (isObject(value) && isObject(other)) return depth === 0 || haveSameKeys(value, other, depth);
  const isScalar = typeof value !== 'object' || value === null;
  return isScalar && typeof value === typeof other && isEmpty(value) === isEmpty(other);
}

function haveSameKeys(value: JsonObject, other: JsonObject, depth: number): boolean {
  const keys = Object.keys(value);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isAlike(value[key], other[key], depth - 1))
  );
}

function isEmpty(value: Json | undefined): value is null | '' {
  return value === null || value === '';
}

/** Takes a value if it is a document. */
async function take({ known, found }: Search, value: Json): Promise<boolean> {
  const bytes = Buffer.from(JSON.stringify(value));
  for (const claim of await claimsOfPart(bytes, 0, bytes.length, known)) {
    const document = newIn(bytes, claim, known, 1, 'whole');
    if (document === undefined) continue;
    found.push(document);
    return true;
  }
  return false;
}

/** Whether a key says of what is below it that it is no longer there. */
export function isGone(key: string): boolean {
  return /^(?:removed|deleted|uninstalled|purged)$/iu.test(key);
}

/** Whether there is a list of objects in a value. */
export function holdsRows(value: Json): boolean {
  if (isList(value)) return value.some((element) => typeof element === 'object' && element !== null);
  return isObject(value) && Object.values(value).some(holdsRows);
}

/** Whether a name that was given stands in a value, as a text or as a key. */
function holdsName(names: ReadonlySet<string>, value: Json): boolean {
  if (typeof value === 'string') return names.has(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, member]) => names.has(key) || holdsName(names, member));
}
