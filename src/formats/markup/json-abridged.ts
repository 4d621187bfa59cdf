import { isList, isObject, type Json, jsonPart } from './json.ts';

/** How much of a document is kept: enough to see its keys and what the rows of its lists look like. */
const MAX_ITEMS = 3;
const MAX_MEMBERS = 200;
/** More than any text that says what a document is. */
const MAX_TEXT = 300;
/** Texts that hold a document, as envelopes do. */
const MAX_DOCUMENT = 8192;
const DOCUMENT = /^\s*[{<]|^[A-Za-z0-9+/_=-]+$/u;
const MAX_DEPTH = 8;

/**
 * A JSON document with all keys of its outer levels, of each list the first rows, and the beginnings of its texts: what
 * recognition looks at where the first bytes of a document are all of one large field.
 *
 * @returns undefined for what is no JSON object or list
 */
export function abridgedJson(bytes: Uint8Array): Uint8Array | undefined {
  const { value } = jsonPart(bytes);
  return isObject(value) || isList(value) ? Buffer.from(JSON.stringify(abridged(value, 0))) : undefined;
}

function abridged(value: Json, depth: number): Json {
  if (typeof value === 'string')
    return value.slice(0, DOCUMENT.test(value.slice(0, MAX_TEXT)) && depth < 2 ? MAX_DOCUMENT : MAX_TEXT);
  if (isList(value)) {
    return depth < MAX_DEPTH ? value.slice(0, MAX_ITEMS).map((item) => abridged(item, depth + 1)) : [];
  }
  if (!isObject(value)) return value;
  const members = depth < MAX_DEPTH ? Object.entries(value).slice(0, MAX_MEMBERS) : [];
  return Object.fromEntries(members.map(([key, member]) => [key, abridged(member, depth + 1)]));
}
