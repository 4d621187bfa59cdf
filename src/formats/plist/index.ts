import { isList, isObject, type Json, jsonPart } from '../markup/json.ts';
import { xmlText } from '../markup/xml-text.ts';
import { text } from '../text/decode.ts';
import { binaryPlist } from './binary.ts';
import { textPlist } from './text.ts';
import type { Plist, PlistDict, PlistPart } from './value.ts';
import { xmlPlist } from './xml.ts';

export type { Plist, PlistDict, PlistPart, PlistUid } from './value.ts';

/**
 * The value of a property list: XML (in any encoding), binary (`bplist00`), JSON as `plutil -convert json`
 * writes it, or the old style of NeXT, in which `.strings` files are written too.
 *
 * Values of a binary list are built once and shared, so that a small file cannot grow: who walks one must
 * not assume a tree.
 *
 * @throws SyntaxError with line or byte offset for what is in none of these formats or is truncated, for
 * cycles, and for nesting or a number of values beyond the limits.
 * @see https://developer.apple.com/library/archive/documentation/Cocoa/Conceptual/PropertyLists/
 */
export function plist(bytes: Uint8Array): Plist {
  const { value, fault } = plistPart(bytes);
  if (fault) throw fault;
  if (value === undefined) throw new SyntaxError('the property list holds no value');
  return value;
}

/**
 * Like {@link plist}, for lists of programs: of a list in XML or JSON that is truncated it gives everything up
 * to the last whole element of an array, together with the fault. The others throw: a binary list keeps its index
 * at its end.
 */
export function plistPart(bytes: Uint8Array): PlistPart {
  if (isBinaryPlist(bytes)) return { value: binaryPlist(bytes), fault: undefined };
  const { source, fault } = xmlText(bytes);
  if (source.trim() === '') throw new SyntaxError('no property list: the file is empty');
  if (JSON_START.test(source)) return fromJson(bytes);
  if (!XML_START.test(source)) return { value: textPlist(text(bytes)), fault: undefined };
  const part = xmlPlist(source);
  return { value: part.value, fault: part.fault ?? fault };
}

function fromJson(bytes: Uint8Array): PlistPart {
  const { value, fault } = jsonPart(bytes);
  return { value: value === undefined ? undefined : asPlist(value), fault };
}

function asPlist(value: Json): Plist {
  if (isList(value)) return value.map(asPlist);
  if (!isObject(value)) return value;
  return new Map(Object.entries(value).map(([key, inner]) => [key, asPlist(inner)]));
}

function isBinaryPlist(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => bytes[at] === byte);
}

/** The value behind keys and positions, or undefined where there is none. */
export function plistField(
  value: Plist | undefined,
  ...path: readonly (string | number)[]
): Plist | undefined {
  let at = value;
  for (const key of path) {
    if (at instanceof Map) at = (at as PlistDict).get(String(key));
    else if (Array.isArray(at) && typeof key === 'number') at = (at as readonly Plist[])[key];
    else return undefined;
  }
  return at;
}

/** A text that says something: a trimmed string, or a number as text; undefined for all else. */
export function plistString(
  value: Plist | undefined,
  ...path: readonly (string | number)[]
): string | undefined {
  const found = plistField(value, ...path);
  if (typeof found === 'number' || typeof found === 'bigint') return String(found);
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined;
}

/** The elements of an array; none where there is no array. */
export function plistList(value: Plist | undefined, ...path: readonly (string | number)[]): readonly Plist[] {
  const found = plistField(value, ...path);
  return Array.isArray(found) ? (found as readonly Plist[]) : [];
}

/** The day of a date, `YYYY-MM-DD`; undefined where there is none. */
export function plistDay(
  value: Plist | undefined,
  ...path: readonly (string | number)[]
): string | undefined {
  const date = plistField(value, ...path);
  const isDate = date instanceof Date && !Number.isNaN(date.getTime());
  return isDate && date.getUTCFullYear() > 1970 ? date.toISOString().slice(0, 10) : undefined;
}

/** Whether this is a dictionary. */
export function isPlistDict(value: Plist | undefined): value is PlistDict {
  return value instanceof Map;
}

const MAGIC = new TextEncoder().encode('bplist');
/** The old style has an equals sign behind a key, and round brackets. */
const JSON_START = /^\s*(?:\{\s*"(?:[^"\\]|\\.)*"\s*:|\[)/su;
/** Hexadecimal data of the old style begins with `<` too. */
const XML_START =
  /^\s*<(?:\?xml|!--|!DOCTYPE|(?:plist|dict|array|string|integer|real|true|false|date|data|key)\b)/u;
