import { Buffer } from 'node:buffer';

/** The data of a value, as far as software that lists programs needs it. */
export type RegistryData = string | number | readonly string[] | Uint8Array;

/** A key of a registry with its values, from an export or a hive. */
export interface RegistryKey<Place> {
  /** As written in the source, with its root where it names one, `\` separated. */
  readonly path: string;
  /** What the caller found this path to be. */
  readonly place: Place;
  /** By name in lower case; the default value has the name `''`. */
  readonly values: ReadonlyMap<string, RegistryData>;
  /** The line of a text export, from 1. */
  readonly line?: number;
}

/** Something that kept a part of a registry from being read; what was given beside it is good. */
export interface RegistryFault {
  readonly fault: string;
}

/** What the readings of exports and hives give, in the order of the file. */
export type RegistryEvent<Place> = RegistryKey<Place> | RegistryFault;

/** Whether a key has this value already, with other data. The last one counts; whoever exports a key writes each once. */
export function hasOther(
  values: ReadonlyMap<string, RegistryData>,
  name: string,
  data: RegistryData,
): boolean {
  const before = values.get(name);
  return before !== undefined && JSON.stringify(before) !== JSON.stringify(data);
}

/** The value type numbers that matter here. */
const SZ = 1;
const EXPAND_SZ = 2;
const DWORD = 4;
const DWORD_BIG_ENDIAN = 5;
const LINK = 6;
const MULTI_SZ = 7;
const QWORD = 11;

/**
 * Data of a value from its type number and its bytes as a hive holds them. A string ends at its first zero,
 * as it does for every program that asks Windows for it.
 *
 * @see https://learn.microsoft.com/windows/win32/sysinfo/registry-value-types
 */
export function registryData(type: number, bytes: Uint8Array): RegistryData {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === SZ || type === EXPAND_SZ || type === LINK) return untilZero(wide(bytes));
  if (type === MULTI_SZ)
    return wide(bytes)
      .split('\0')
      .filter((part) => part !== '');
  if (type === DWORD && bytes.length >= 4) return view.getUint32(0, true);
  if (type === DWORD_BIG_ENDIAN && bytes.length >= 4) return view.getUint32(0, false);
  if (type === QWORD && bytes.length >= 8) return Number(view.getBigUint64(0, true));
  return bytes;
}

/** What stands before the first zero. */
export function untilZero(text: string): string {
  const zero = text.indexOf('\0');
  return zero === -1 ? text : text.slice(0, zero);
}

function wide(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf16le');
}

/** The string of a value, trimmed; nothing when it is empty or no string. */
export function stringOf(values: ReadonlyMap<string, RegistryData>, name: string): string | undefined {
  const data = values.get(name);
  const text = typeof data === 'string' ? data : undefined;
  return text?.trim() || undefined;
}

/** The number of a value, also where an installer wrote it as text. */
export function numberOf(values: ReadonlyMap<string, RegistryData>, name: string): number | undefined {
  const data = values.get(name);
  if (typeof data === 'number') return data;
  return typeof data === 'string' && /^\d{1,10}$/u.test(data.trim()) ? Number(data) : undefined;
}
