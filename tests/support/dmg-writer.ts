/** Disk images of macOS (UDIF), which no tool here can write. */
import { deflateSync } from 'node:zlib';

/** How the blocks are packed. */
export interface DmgMethod {
  readonly number: number;
  pack(bytes: Buffer): Buffer;
}

const PLAIN = 1;
const ZERO = 2;
const SECTOR = 512;

export const ZLIB: DmgMethod = { number: 0x80000005, pack: (bytes) => deflateSync(bytes) };

/** A disk in blocks of 64 KiB; those of zeros are not stored, and every third is stored as it is. */
export function dmg(disk: Buffer, { number, pack }: DmgMethod = ZLIB): Buffer {
  const size = 64 * 1024;
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (let at = 0; at < disk.length; at += size) {
    const block = disk.subarray(at, at + size);
    const isZero = block.every((byte) => byte === 0);
    const isPlain = entries.length % 3 === 2;
    const stored = isZero ? Buffer.alloc(0) : isPlain ? block : pack(block);
    entries.push(entry(isZero ? ZERO : isPlain ? PLAIN : number, at, block.length, offset, stored.length));
    parts.push(stored);
    offset += stored.length;
  }
  entries.push(entry(0xffffffff, disk.length, 0, offset, 0));
  const table = Buffer.alloc(204);
  table.write('mish', 'latin1');
  table.writeUInt32BE(1, 4);
  table.writeBigUInt64BE(BigInt(disk.length / SECTOR), 16);
  table.writeUInt32BE(size / SECTOR + 8, 32);
  table.writeUInt32BE(entries.length, 200);
  const data = Buffer.concat([table, ...entries]).toString('base64');
  const xml = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0"><dict><key>resource-fork</key><dict><key>blkx</key><array><dict><key>Attributes</key><string>0x0050</string><key>Data</key><data>${data}</data><key>ID</key><string>0</string><key>Name</key><string>whole disk</string></dict></array></dict></dict></plist>\n`,
  );
  const trailer = Buffer.alloc(512);
  trailer.write('koly', 'latin1');
  for (const [at, value] of [
    [4, 4],
    [8, 512],
    [12, 1],
    [56, 1],
    [60, 1],
    [488, 1],
  ] as const)
    trailer.writeUInt32BE(value, at);
  trailer.writeBigUInt64BE(BigInt(offset), 32);
  trailer.writeBigUInt64BE(BigInt(offset), 216);
  trailer.writeBigUInt64BE(BigInt(xml.length), 224);
  trailer.writeBigUInt64BE(BigInt(disk.length / SECTOR), 492);
  return Buffer.concat([...parts, xml, trailer]);
}

function entry(method: number, at: number, length: number, offset: number, packed: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.writeUInt32BE(method, 0);
  bytes.writeBigUInt64BE(BigInt(at / SECTOR), 8);
  bytes.writeBigUInt64BE(BigInt(length / SECTOR), 16);
  bytes.writeBigUInt64BE(BigInt(offset), 24);
  bytes.writeBigUInt64BE(BigInt(packed), 32);
  return bytes;
}
