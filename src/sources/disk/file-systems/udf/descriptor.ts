import { viewOf } from '../../little-endian.ts';

/** Kinds of descriptors that are read. */
export const TAG = {
  anchor: 2,
  partition: 5,
  logicalVolume: 6,
  terminator: 8,
  fileSet: 256,
  fileIdentifier: 257,
  allocationExtent: 258,
  fileEntry: 261,
  extendedFileEntry: 266,
} as const;

/** The kind of a descriptor; undefined when its own checksum is wrong. */
export function tagOf(bytes: Uint8Array): number | undefined {
  if (bytes.length < 16) return undefined;
  let sum = 0;
  for (let at = 0; at < 16; at++) if (at !== 4) sum += bytes[at] as number;
  return (sum & 0xff) === bytes[4] ? viewOf(bytes).getUint16(0, true) : undefined;
}

/**
 * Refuses a descriptor of another kind.
 *
 * @throws SyntaxError
 */
export function checkTag(bytes: Uint8Array, kinds: readonly number[], what: string): void {
  const tag = tagOf(bytes);
  if (tag === undefined || !kinds.includes(tag))
    throw new SyntaxError(`${what} is damaged: its descriptor has the tag ${tag ?? 'none'}`);
}

/** Text whose first byte says how many bits a character has. */
export function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 16)
    return Buffer.from(bytes.subarray(1, 1 + ((bytes.length - 1) & ~1)))
      .swap16()
      .toString('utf16le');
  return Buffer.from(bytes.subarray(1)).toString('latin1');
}

/** Text in a field of fixed length, whose last byte says how much of it is used. */
export function fieldText(bytes: Uint8Array): string {
  return textOf(bytes.subarray(0, bytes.at(-1)));
}
