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
