/** Bytes before the hive bins. */
export const BASE = 4096;

/** The beginning of a hive or of one of its transaction logs. */
export interface BaseBlock {
  /** Whether its checksum is right. */
  readonly whole: boolean;
  /** These differ while a write is under way. */
  readonly primary: number;
  readonly secondary: number;
  /** FILETIME of the last write. */
  readonly written: bigint;
  readonly major: number;
  readonly minor: number;
  /** 0 is a hive; 1, 2 and 6 are transaction logs. */
  readonly type: number;
  /** Offset of the root key in the hive bins. */
  readonly root: number;
  /** Bytes of hive bins. */
  readonly size: number;
  /** Holds only what a layer of a container changed. */
  readonly isLayer: boolean;
}

/** Whether these bytes begin like a hive or a transaction log of one. */
export function isBaseBlock(bytes: Uint8Array): boolean {
  return bytes[0] === 0x72 && bytes[1] === 0x65 && bytes[2] === 0x67 && bytes[3] === 0x66;
}

/**
 * The fields of a base block.
 *
 * Throws `SyntaxError` when there is none.
 *
 * @see https://github.com/msuhanov/regf
 */
export function baseBlock(bytes: Uint8Array): BaseBlock {
  if (!isBaseBlock(bytes)) throw new SyntaxError(`this is not a registry hive: ${shown(bytes)}`);
  if (bytes.length < 512) throw new SyntaxError(`a registry hive is truncated at offset ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    whole: view.getUint32(508, true) === checksum(view),
    primary: view.getUint32(4, true),
    secondary: view.getUint32(8, true),
    written: view.getBigUint64(12, true),
    major: view.getUint32(20, true),
    minor: view.getUint32(24, true),
    type: view.getUint32(28, true),
    root: view.getUint32(36, true),
    size: view.getUint32(40, true),
    isLayer: view.getUint32(24, true) >= 6 && (view.getUint32(144, true) & LAYERED) !== 0,
  };
}

/** Before version 1.6 this bit had another meaning. */
const LAYERED = 2;

function checksum(view: DataView): number {
  let sum = 0;
  for (let at = 0; at < 508; at += 4) sum ^= view.getUint32(at, true);
  sum >>>= 0;
  // Neither of these two can be distinguished from memory that was never written.
  if (sum === 0xffffffff) return 0xfffffffe;
  return sum === 0 ? 1 : sum;
}

function shown(bytes: Uint8Array): string {
  return JSON.stringify(String.fromCharCode(...bytes.subarray(0, 16)));
}
