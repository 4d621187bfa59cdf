import { isList, isObject, type Json, type JsonObject } from '../../formats/markup/json.ts';

/** The members of an object by their plain keys. */
export type Members = ReadonlyMap<string, Json>;

/** A key without case and separators, as the same tool writes it in its interfaces, exports and queries. */
export function plainKey(key: string): string {
  return key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Whether a value is a text longer than any name or version: no entry of a map, but something said beside it. */
export function isRemark(value: Json): boolean {
  return typeof value === 'string' && value.length > MAX_WORD;
}

const MAX_WORD = 256;

/** The members of an object by their plain keys; of two that are alike the first one counts. */
export function membersOf(object: JsonObject): Members {
  const members = new Map<string, Json>();
  for (const [key, value] of Object.entries(object)) {
    const plain = plainKey(key);
    if (!members.has(plain)) members.set(plain, value);
  }
  return members;
}

/**
 * The first of several plain keys that says something, as text. A dot leads into an object: `host.hostname`. Objects
 * that carry a value for people, as tables of tickets do, give that value.
 */
export function textOf(members: Members, keys: string | undefined): string | undefined {
  if (keys === undefined) return undefined;
  for (const path of keys.split(' ')) {
    const found = textAt(members, path.split('.'));
    if (found !== undefined) return found;
  }
  return undefined;
}

function textAt(members: Members, [key = '', ...rest]: readonly string[]): string | undefined {
  const value = members.get(key);
  if (rest.length > 0) return isObject(value) ? textAt(membersOf(value), rest) : undefined;
  return textIn(value);
}

/** A value as text: trimmed, a number or a truth value as it is written; undefined when it says nothing. */
export function textIn(value: Json | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (isList(value)) return value.length === 1 ? textIn(value[0]) : undefined;
  if (!isObject(value)) return undefined;
  const members = membersOf(value);
  return textIn(members.get('displayvalue') ?? members.get('text') ?? members.get('value'));
}
