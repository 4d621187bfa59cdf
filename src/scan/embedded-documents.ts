import { Buffer } from 'node:buffer';
import { isList, isObject, type Json } from '../formats/markup/json.ts';
import { claimsOfPart, type FurtherDocument, type Known, newIn } from './further-documents.ts';

/** Levels above a document; wrappers have two or three. */
const MAX_DEPTH = 5;
/** Values of one file that are shown to all readers: each costs as much as the recognition of a small file. */
const MAX_TRIES = 8;

/**
 * Documents inside a JSON document that its reader passed over: a bill of materials under a key that an inventory does
 * not have, or an element of another tool in a list. Only what lists something, and nothing of what was given, is looked
 * at, and only what fits a format without a fault counts.
 *
 * @param names those of the programs that were given
 */
export async function embeddedDocuments(
  values: readonly Json[],
  names: ReadonlySet<string>,
  known: Known,
): Promise<readonly FurtherDocument[]> {
  const search: Search = { names, known, found: [], tries: 0 };
  for (const value of values) await inside(search, value, 1);
  return search.found;
}

interface Search {
  readonly names: ReadonlySet<string>;
  readonly known: Known;
  readonly found: FurtherDocument[];
  tries: number;
}

async function inside(search: Search, value: Json, depth: number): Promise<void> {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) {
    if (search.tries >= MAX_TRIES) return;
    if (typeof member !== 'object' || member === null) continue;
    const isOther = holdsRows(member) && !holdsName(search.names, member);
    if (!isOther || !(await take(search, member))) await inside(search, member, depth + 1);
  }
}

/** Takes a value if it is a document. */
async function take(search: Search, value: Json): Promise<boolean> {
  const { known, found } = search;
  const bytes = Buffer.from(JSON.stringify(value));
  search.tries++;
  for (const claim of await claimsOfPart(bytes, 0, bytes.length, known)) {
    const document = newIn(bytes, claim, known, 1, 'whole');
    if (document === undefined) continue;
    found.push(document);
    return true;
  }
  return false;
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
