/** Characters of which each is one upper case letter, as the volume was formatted. */
export type Upcase = Uint16Array;

/**
 * The table of a volume, from the content of its file `$UpCase`.
 *
 * @returns undefined when it is not 65,536 characters with those of ASCII in their places
 */
export function upcaseTable(bytes: Uint8Array): Upcase | undefined {
  if (bytes.length !== 131_072) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const table = new Uint16Array(LETTERS);
  for (let code = 0; code < LETTERS; code++) table[code] = view.getUint16(2 * code, true);
  return table.subarray(0, 128).every((upper, code) => upper === upperOf(code)) ? table : undefined;
}

const LETTERS = 65_536;
let plain: Upcase | undefined;

/** What stands in for a table that cannot be read. */
export function plainUpcase(): Upcase {
  plain ??= Uint16Array.from({ length: LETTERS }, (_, code) => upperOf(code));
  return plain;
}

function upperOf(code: number): number {
  const upper = String.fromCharCode(code).toUpperCase();
  return upper.length === 1 ? upper.charCodeAt(0) : code;
}

/** Below 0 when `one` comes before `other`, 0 when both are one name. */
export function compareNames(upcase: Upcase, one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const difference = (upcase[one.charCodeAt(at)] as number) - (upcase[other.charCodeAt(at)] as number);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
