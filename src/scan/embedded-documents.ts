import { isList, isObject, type Json } from '../formats/markup/json.ts';
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
const MAX_LOOKS = 100;
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
  const search: Search = { names, known, found: [], looks: new Set() };
  for (const value of values) await inside(search, value, 1);
  if (search.looks.size <= MAX_LOOKS) return search.found;
  return [...search.found, { reason: `more than ${MAX_LOOKS} values may be other documents (limit: looks)` }];
}

interface Search {
  readonly names: ReadonlySet<string>;
  readonly known: Known;
  readonly found: FurtherDocument[];
  /** Looks of values that are no documents. */
  readonly looks: Set<string>;
}

async function inside(search: Search, value: Json, depth: number): Promise<void> {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (search.looks.size > MAX_LOOKS) return;
    if (typeof member !== 'object' || member === null || isGone(key)) continue;
    const isOther = holdsRows(member) && !holdsName(search.names, member);
    if (!isOther || !(await take(search, member))) await inside(search, member, depth + 1);
  }
}

/** The keys in a value, and of what kind each value is. The looks of elements of a list count once. */
function lookOf(value: Json, depth: number): string {
  if (value === null || value === '') return '-';
  if (typeof value !== 'object' || depth === 0) return typeof value;
  if (isList(value)) return `[${[...new Set(value.map((one) => lookOf(one, depth - 1)))].sort().join()}]`;
  const members = Object.entries(value).map(([key, member]) => `${key} ${lookOf(member, depth - 1)}`);
  return `{${members.sort().join()}}`;
}

/** Takes a value if it is a document. */
async function take({ known, found, looks }: Search, value: Json): Promise<boolean> {
  const look = lookOf(value, LOOK_DEPTH);
  if (looks.has(look)) return false;
  const bytes = Buffer.from(JSON.stringify(value));
  for (const claim of await claimsOfPart(bytes, 0, bytes.length, known)) {
    const document = newIn(bytes, claim, known, 1, 'whole');
    if (document === undefined) continue;
    found.push(document);
    return true;
  }
  looks.add(look);
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
