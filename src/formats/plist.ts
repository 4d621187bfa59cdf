import { isList, isObject, type Json, jsonPart } from './json.ts';
import { binaryPlist } from './plist-binary.ts';
import { textPlist } from './plist-text.ts';
import { xmlPlist } from './plist-xml.ts';
import { text } from './text.ts';
import { xmlText } from './xml-text.ts';

/** A dictionary: a Map, so that a key `__proto__` is a key like every other. */
export type PlistDict = ReadonlyMap<string, Plist>;

/** Any value of a property list. Integers beyond 2^53 are bigint; `null` is only in binary ones. */
export type Plist =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | PlistUid
  | null
  | readonly Plist[]
  | PlistDict;

/** A reference of a keyed archive. */
export interface PlistUid {
  readonly uid: number;
}

/** What could be read of a property list, and what kept the rest from being read. */
export interface PlistPart {
  /** Undefined when not even one element of a list is whole. */
  readonly value: Plist | undefined;
  /** Throw it once the value is used up. */
  readonly fault: SyntaxError | undefined;
}

/**
 * The value of a property list: XML (in any encoding), binary (`bplist00`), JSON as `plutil -convert json`
 * writes it, or the old style of NeXT, in which `.strings` files are written too.
 *
 * Values of a binary list are built once and shared, so that a small file cannot grow: who walks one must
 * not assume a tree.
 *
 * @throws SyntaxError with line or byte offset for what is in none of these formats or breaks off, for
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
 * Like {@link plist}, for lists of programs: of a list in XML or JSON that breaks off it gives everything up
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
