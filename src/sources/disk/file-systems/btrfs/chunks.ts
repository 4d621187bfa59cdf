import { bufferOf, u64le } from '../../bytes.ts';
import type { BlockDevice } from '../../device.ts';

/** A range of addresses and where this device has it. */
interface Chunk {
  readonly at: number;
  readonly length: number;
  /** Undefined where this device alone has not all of it. */
  readonly start: number | undefined;
}

/** Where addresses of Btrfs lie on one device. */
export interface AddressMap {
  add(at: number, item: Buffer): void;
  /** Bytes at an address. Throws SyntaxError when nothing is there, Error when other devices are needed. */
  read(at: number, length: number): Buffer;
}

/** Kinds of chunks of which one device has not all: RAID 0, 10, 5 and 6. */
const SPREAD = 0x8 | 0x40 | 0x80 | 0x100;

/** @param id the number of the device among those of the file system */
export function addressMap(device: BlockDevice, id: number): AddressMap {
  const chunks: Chunk[] = [];
  let last: Chunk | undefined;
  const chunkAt = (at: number): Chunk => {
    if (last && at >= last.at && at < last.at + last.length) return last;
    last = chunks.find((chunk) => at >= chunk.at && at < chunk.at + chunk.length);
    if (!last) throw new SyntaxError(`${device.name}: nothing is at address ${at} of Btrfs`);
    return last;
  };
  return {
    add(at, item) {
      chunks.push({ at, length: u64le(item, 0), start: startOf(item, id) });
    },
    read(at, length) {
      const parts: Uint8Array[] = [];
      for (let done = 0; done < length; ) {
        const chunk = chunkAt(at + done);
        if (chunk.start === undefined)
          throw new Error(`${device.name}: Btrfs over several devices is not read`);
        const inside = at + done - chunk.at;
        const take = Math.min(length - done, chunk.length - inside);
        parts.push(device.read(chunk.start + inside, take));
        done += take;
      }
      return bufferOf(parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts));
    },
  };
}

function startOf(item: Buffer, id: number): number | undefined {
  const stripes = item.readUInt16LE(44);
  if (item.readUInt32LE(24) & SPREAD && stripes > 1) return undefined;
  for (let index = 0; index < stripes; index++) {
    const at = 48 + index * 32;
    if (at + 32 <= item.length && u64le(item, at) === id) return u64le(item, at + 8);
  }
  return undefined;
}

/** The chunks that the superblock names, in which the tree of all chunks lies: keys with their items. */
export function addSystemChunks(map: AddressMap, bytes: Buffer): void {
  for (let at = 0; at + 17 + 80 <= bytes.length; ) {
    const item = bytes.subarray(at + 17);
    map.add(u64le(bytes, at + 9), item);
    at += 17 + 48 + item.readUInt16LE(44) * 32;
  }
}
