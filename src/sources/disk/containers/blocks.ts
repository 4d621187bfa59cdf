import { type BlockDevice, checkRange, SECTOR } from '../device.ts';

/** A part of one block of a container; undefined where nothing was ever written. */
export type BlockPart = (block: number, inside: number, length: number) => Uint8Array | undefined;

/** The disk in a container whose blocks lie anywhere in a file; what was never written is zeros. */
export function blockDisk(
  name: string,
  size: number,
  blockSize: number,
  part: BlockPart,
  sectorSize: number = SECTOR,
): BlockDevice {
  const device = { name, size, sectorSize };
  const one = (offset: number, length: number) =>
    part(Math.floor(offset / blockSize), offset % blockSize, length);
  return {
    ...device,
    read(offset, length) {
      checkRange(device, offset, length);
      if ((offset % blockSize) + length <= blockSize) return one(offset, length) ?? new Uint8Array(length);
      const whole = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const take = Math.min(blockSize - ((offset + done) % blockSize), length - done);
        const bytes = one(offset + done, take);
        if (bytes) whole.set(bytes, done);
        done += take;
      }
      return whole;
    },
  };
}

/** Several devices one after the other. */
export function joinedDisk(name: string, parts: readonly BlockDevice[]): BlockDevice {
  const starts: number[] = [];
  let size = 0;
  for (const part of parts) {
    starts.push(size);
    size += part.size;
  }
  const device = { name, size, sectorSize: SECTOR };
  return {
    ...device,
    read(offset, length) {
      checkRange(device, offset, length);
      const pieces: Uint8Array[] = [];
      parts.forEach((part, index) => {
        const start = starts[index] as number;
        const from = Math.max(start, offset);
        const to = Math.min(start + part.size, offset + length);
        if (from < to) pieces.push(part.read(from - start, to - from));
      });
      return pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
    },
  };
}
