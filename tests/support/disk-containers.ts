/** The smallest containers of disks, by the specifications of their formats. */
import { deflateRawSync } from 'node:zlib';
import { crc32c } from '../../src/sources/disk/bytes.ts';

/** By the name of the format: a container with this disk in it. */
export function diskContainers(disk: Buffer): Readonly<Record<string, Buffer>> {
  return { qcow2: qcow2(disk), vmdk: vmdk(disk), vhd: vhd(disk), vhdx: vhdx(disk), vdi: vdi(disk) };
}

function words(bytes: Buffer, at: number, values: readonly number[]): void {
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, at + index * 4);
}

function wordsBE(bytes: Buffer, at: number, values: readonly number[]): void {
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, at + index * 4);
}

/** Clusters of 512 bytes, every second of them packed. */
function qcow2(disk: Buffer): Buffer {
  const cluster = 512;
  const perTable = cluster / 8;
  const clusters = Math.ceil(disk.length / cluster);
  const tables = Math.ceil(clusters / perTable);
  const first = Math.ceil((tables * 8) / cluster) + 1;
  const head = Buffer.alloc((first + tables) * cluster);
  wordsBE(head, 0, [0x514649fb, 2, 0, 0, 0, 9, 0, disk.length, 0, tables, 0, cluster]);
  const parts: Buffer[] = [head];
  let at = head.length;
  for (let index = 0; index < clusters; index++) {
    const table = Math.floor(index / perTable);
    head.writeBigUInt64BE(BigInt((first + table) * cluster), cluster + table * 8);
    const piece = Buffer.alloc(cluster);
    disk.copy(piece, 0, index * cluster, (index + 1) * cluster);
    const packed = deflateRawSync(piece);
    const isPacked = index % 2 === 1 && packed.length < cluster;
    const stored = Buffer.alloc(Math.ceil((isPacked ? packed.length : cluster) / cluster) * cluster);
    (isPacked ? packed : piece).copy(stored);
    // A packed cluster shows how many sectors it has after its first.
    const entry = isPacked ? (1n << 62n) | BigInt(at) : BigInt(at);
    head.writeBigUInt64BE(entry, (first + table) * cluster + (index % perTable) * 8);
    parts.push(stored);
    at += stored.length;
  }
  return Buffer.concat(parts);
}

/** One table of grains of 4 KiB. */
function vmdk(disk: Buffer): Buffer {
  const grain = 4096;
  const grains = Math.ceil(disk.length / grain);
  const head = Buffer.alloc(512 * 8);
  head.write('KDMV', 'latin1');
  words(head, 4, [1, 3]);
  words(head, 12, [(grains * grain) / 512, 0, grain / 512]);
  head.writeUInt32LE(512, 44);
  words(head, 56, [1, 0]);
  head.writeUInt32LE(2, 512);
  const data = Buffer.alloc(grains * grain);
  disk.copy(data);
  for (let index = 0; index < grains; index++)
    head.writeUInt32LE(8 + (index * grain) / 512, 1024 + index * 4);
  return Buffer.concat([head, data]);
}

/** A dynamic disk of blocks of 64 KiB, with its footer at both ends. */
function vhd(disk: Buffer): Buffer {
  const block = 65_536;
  const blocks = Math.ceil(disk.length / block);
  const footer = Buffer.alloc(512);
  footer.write('conectix', 'latin1');
  wordsBE(footer, 8, [2, 0x10000, 0, 512]);
  wordsBE(footer, 40, [0, disk.length, 0, disk.length]);
  footer.writeUInt32BE(3, 60);
  footer.writeUInt32BE(~footer.reduce((sum, byte) => sum + byte, 0) >>> 0, 64);
  const header = Buffer.alloc(1024);
  header.write('cxsparse', 'latin1');
  wordsBE(header, 8, [0xffffffff, 0xffffffff, 0, 1536, 0x10000, blocks, block]);
  const table = Buffer.alloc(512, 0xff);
  const parts = [footer, header, table];
  for (let index = 0; index < blocks; index++) {
    table.writeUInt32BE((2048 + index * (block + 512)) / 512, index * 4);
    const data = Buffer.alloc(block + 512);
    data.fill(0xff, 0, 16);
    disk.copy(data, 512, index * block, (index + 1) * block);
    parts.push(data);
  }
  return Buffer.concat([...parts, footer]);
}

function vdi(disk: Buffer): Buffer {
  const block = 65_536;
  const blocks = Math.ceil(disk.length / block);
  const head = Buffer.alloc(1024);
  head.write('<<< Oracle VM VirtualBox Disk Image >>>\n', 'latin1');
  words(head, 64, [0xbeda107f, 0x10001, 400, 1]);
  words(head, 340, [512, 1024]);
  words(head, 368, [disk.length, 0, block, 0, blocks, blocks]);
  for (let index = 0; index < blocks; index++) head.writeUInt32LE(index, 512 + index * 4);
  const data = Buffer.alloc(blocks * block);
  disk.copy(data);
  return Buffer.concat([head, data]);
}

const MIB = 1 << 20;

function guid(bytes: Buffer, at: number, text: string): void {
  const raw = Buffer.from(text.replaceAll('-', ''), 'hex');
  raw.subarray(0, 4).reverse();
  raw.subarray(4, 6).reverse();
  raw.subarray(6, 8).reverse();
  raw.copy(bytes, at);
}

function signed(bytes: Buffer): void {
  bytes.writeUInt32LE(0, 4);
  bytes.writeUInt32LE(~crc32c(bytes) >>> 0, 4);
}

/** What {@link vhdx} puts into the log, by the places in the file: blocks of 4 KiB. */
export type VhdxLog = ReadonlyMap<number, Buffer | 'zero'>;

/** One block of 1 MiB at most; with a log whose changes are not in the file. */
export function vhdx(disk: Buffer, log?: VhdxLog): Buffer {
  const size = Math.ceil(disk.length / 512) * 512;
  const file = Buffer.alloc(5 * MIB);
  file.write('vhdxfile', 'latin1');
  for (const [index, at] of [64 * 1024, 128 * 1024].entries()) {
    const header = file.subarray(at, at + 4096);
    header.write('head', 'latin1');
    header.writeBigUInt64LE(BigInt(index + 1), 8);
    if (log) header.write('LOG OF THIS DISK', 48, 'latin1');
    header.writeUInt16LE(1, 66);
    header.writeUInt32LE(MIB, 68);
    header.writeBigUInt64LE(BigInt(MIB), 72);
    signed(header);
  }
  for (const at of [192 * 1024, 256 * 1024]) {
    const table = file.subarray(at, at + 65_536);
    table.write('regi', 'latin1');
    table.writeUInt32LE(2, 8);
    for (const [index, [id, start]] of (
      [
        ['2dc27766-f623-4200-9d64-115e9bfd4a08', 2 * MIB],
        ['8b7ca206-4790-4b9a-b8fe-575f050f886e', 3 * MIB],
      ] as const
    ).entries()) {
      guid(table, 16 + index * 32, id);
      table.writeBigUInt64LE(BigInt(start), 32 + index * 32);
      words(table, 40 + index * 32, [MIB, 1]);
    }
    signed(table);
  }
  file.writeBigUInt64LE(BigInt(4 * MIB) | 6n, 2 * MIB);
  const metadata = file.subarray(3 * MIB);
  metadata.write('metadata', 'latin1');
  metadata.writeUInt16LE(5, 10);
  for (const [index, [id, length]] of (
    [
      ['caa16737-fa36-4d43-b3b6-33f0aa44e76b', 8],
      ['2fa54224-cd1b-4876-b211-5dbed83bf4b8', 8],
      ['8141bf1d-a96f-4709-ba47-f233a8faab5f', 4],
      ['cda348c7-445d-4471-9cc9-e9885251c556', 4],
      ['beca12ab-b2e6-4523-93ef-c309e000c746', 16],
    ] as const
  ).entries()) {
    guid(metadata, 32 + index * 32, id);
    words(metadata, 48 + index * 32, [65_536 + index * 16, length, 6]);
  }
  metadata.writeUInt32LE(MIB, 65_536);
  metadata.writeBigUInt64LE(BigInt(size), 65_536 + 16);
  words(metadata, 65_536 + 32, [512]);
  words(metadata, 65_536 + 48, [4096]);
  metadata.write('an id of a disk', 65_536 + 64, 'latin1');
  disk.copy(file, 4 * MIB);
  if (log) logEntry(log, file.length).copy(file, MIB);
  return file;
}

function logEntry(log: VhdxLog, size: number): Buffer {
  const data = [...log].filter(([, content]) => content !== 'zero');
  const entry = Buffer.alloc(4096 * (1 + data.length));
  entry.write('loge', 'latin1');
  words(entry, 8, [entry.length, 0]);
  entry.writeBigUInt64LE(7n, 16);
  entry.writeUInt32LE(log.size, 24);
  entry.write('LOG OF THIS DISK', 32, 'latin1');
  entry.writeBigUInt64LE(BigInt(size), 48);
  entry.writeBigUInt64LE(BigInt(size), 56);
  let sector = 4096;
  for (const [index, [at, content]] of [...log].entries()) {
    const descriptor = entry.subarray(64 + index * 32, 96 + index * 32);
    descriptor.writeBigUInt64LE(BigInt(at), 16);
    descriptor.writeBigUInt64LE(7n, 24);
    if (content === 'zero') {
      descriptor.write('zero', 'latin1');
      descriptor.writeBigUInt64LE(4096n, 8);
      continue;
    }
    descriptor.write('desc', 'latin1');
    content.copy(descriptor, 4, 4092, 4096);
    content.copy(descriptor, 8, 0, 8);
    entry.write('data', sector, 'latin1');
    entry.writeUInt32LE(0, sector + 4);
    content.copy(entry, sector + 8, 8, 4092);
    entry.writeUInt32LE(7, sector + 4092);
    sector += 4096;
  }
  signed(entry);
  return entry;
}
