/** A view of the same bytes that has numbers of every size and order. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** An unsigned number of 64 bits; beyond 2^53 it is no longer exact, which the check of every range refuses. */
export function u64le(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 0x1_0000_0000;
}

/** The same with the highest byte first. */
export function u64be(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4);
}

/** Text up to the first zero byte. */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
}

/** A UUID whose bytes stand in the order in which it is printed. */
export function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** A UUID of GPT and of Microsoft: its first three groups are numbers with the lowest byte first. */
export function guidOf(bytes: Uint8Array): string {
  const own = Buffer.from(bytes.subarray(0, 16));
  own.subarray(0, 4).reverse();
  own.subarray(4, 6).reverse();
  own.subarray(6, 8).reverse();
  return uuidOf(own);
}

/** Whether there is nothing but zeros. */
export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** One step of a checksum for every byte. */
function stepsOf(polynomial: number): Uint32Array {
  const steps = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    steps[byte] = crc >>> 0;
  }
  return steps;
}

function checksum(steps: Uint32Array, bytes: Uint8Array, seed: number): number {
  let crc = seed;
  for (let at = 0; at < bytes.length; at++) {
    crc = (crc >>> 8) ^ (steps[(crc ^ (bytes[at] as number)) & 0xff] as number);
  }
  return crc >>> 0;
}

const ZIP = stepsOf(0xedb88320);
const CASTAGNOLI = stepsOf(0x82f63b78);

/** The checksum of LVM2: that of zip with another start and without the inversion at both ends. */
export function lvmChecksum(bytes: Uint8Array): number {
  return checksum(ZIP, bytes, 0xf597a6cf);
}

/**
 * CRC-32C (Castagnoli) without the inversion at either end, as ext4, XFS and Btrfs carry it on.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3385
 */
export function crc32c(bytes: Uint8Array, seed = 0xffffffff): number {
  return checksum(CASTAGNOLI, bytes, seed);
}
