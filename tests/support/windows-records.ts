/** Records of Windows, written by their specifications. */
import { Buffer } from 'node:buffer';

/** Ticks of 100 ns since 1601. */
export function filetime(time: string): bigint {
  return BigInt(Date.parse(time)) * 10_000n + 116_444_736_000_000_000n;
}

/** UTF-16 without a zero at its end. */
function wide(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

/** A prefetch file that is not packed. */
export function prefetchFile(version: number, name: string, path: string, runs: readonly string[]): Buffer {
  const infoSize = { 17: 68, 23: 156, 26: 224, 30: 220, 31: 212 }[version] ?? 224;
  const names = wide(`\\VOLUME{01d0000000000000-00000000}\\WINDOWS\\SYSTEM32\\NTDLL.DLL\0${path}\0`);
  const start = 84 + infoSize;
  const head = Buffer.alloc(start);
  head.writeUInt32LE(version, 0);
  head.write('SCCA', 4, 'latin1');
  head.writeUInt32LE(0x11, 8);
  wide(name.slice(0, 29)).copy(head, 16);
  head.writeUInt32LE(0x1234_5678, 76);
  // One entry of metrics and of traces, then the names, then one volume.
  const [metrics, chains, room] = [Buffer.alloc(32), Buffer.alloc(12), Buffer.alloc(2048)];
  head.writeUInt32LE(start, 84);
  head.writeUInt32LE(1, 88);
  head.writeUInt32LE(start + 32, 92);
  head.writeUInt32LE(1, 96);
  head.writeUInt32LE(start + 44, 100);
  head.writeUInt32LE(names.length, 104);
  head.writeUInt32LE(start + 44 + names.length, 108);
  head.writeUInt32LE(1, 112);
  head.writeUInt32LE(room.length, 116);
  const volume = wide('\\VOLUME{01d0000000000000-00000000}\0');
  room.writeUInt32LE(256, 0);
  room.writeUInt32LE(volume.length / 2 - 1, 4);
  volume.copy(room, 256);
  const runsAt = version === 17 ? 120 : 128;
  runs.forEach((run, index) => {
    head.writeBigUInt64LE(filetime(run), runsAt + index * 8);
  });
  head.writeUInt32LE(runs.length, { 17: 144, 23: 152, 26: 208, 30: 208, 31: 200 }[version] ?? 208);
  const file = Buffer.concat([head, metrics, chains, names, room]);
  file.writeUInt32LE(file.length, 12);
  return file;
}

/** Packs as Windows 10 does, without repeating anything: a zero is one bit, every other byte nine. */
export function packed(bytes: Buffer): Buffer {
  const head = Buffer.from('MAM\x04\0\0\0\0', 'latin1');
  head.writeUInt32LE(bytes.length, 4);
  const table = Buffer.concat([Buffer.from([0x91]), Buffer.alloc(127, 0x99), Buffer.alloc(128)]);
  const parts = [head];
  for (let at = 0; at < bytes.length; at += 65_536) {
    const bits = [...bytes.subarray(at, at + 65_536)]
      .map((byte) => (byte === 0 ? '0' : (255 + byte).toString(2)))
      .join('');
    const units = bits.match(/.{1,16}/gu) ?? [];
    const block = Buffer.alloc(units.length * 2 + 2);
    units.forEach((unit, index) => {
      block.writeUInt16LE(Number.parseInt(unit.padEnd(16, '0'), 2), index * 2);
    });
    // The decoder holds one unit more than it needs.
    parts.push(table, block);
  }
  return Buffer.concat(parts);
}

/** A shortcut with a local path in Unicode. */
export function shellLinkFile(target: string): Buffer {
  const head = Buffer.alloc(76);
  head.writeUInt32LE(76, 0);
  Buffer.from('0114020000000000c000000000000046', 'hex').copy(head, 4);
  head.writeUInt32LE(0x82, 20);
  const volume = Buffer.alloc(17);
  volume.writeUInt32LE(17, 0);
  volume.writeUInt32LE(3, 4);
  volume.writeUInt32LE(16, 12);
  const ascii = Buffer.from(`${target.replace(/[^ -~]/gu, '_')}\0`, 'latin1');
  const unicode = wide(`${target}\0`);
  const info = Buffer.alloc(36);
  const volumeAt = 36;
  const asciiAt = volumeAt + volume.length;
  const suffixAt = asciiAt + ascii.length;
  const unicodeAt = suffixAt + 1;
  const wideSuffixAt = unicodeAt + unicode.length;
  info.writeUInt32LE(wideSuffixAt + 2, 0);
  info.writeUInt32LE(36, 4);
  info.writeUInt32LE(1, 8);
  [volumeAt, asciiAt, 0, suffixAt, unicodeAt, wideSuffixAt].forEach((at, index) => {
    info.writeUInt32LE(at, 12 + index * 4);
  });
  return Buffer.concat([
    head,
    info,
    volume,
    ascii,
    Buffer.alloc(1),
    unicode,
    Buffer.alloc(2),
    Buffer.alloc(4),
  ]);
}

/** A compatibility cache of Windows 10: until 1607 with a header of 48 bytes, of 52 since. */
export function cacheOfTen(paths: readonly string[], headerSize: 48 | 52 = 52): Buffer {
  const head = Buffer.alloc(headerSize);
  head.writeUInt32LE(headerSize, 0);
  return Buffer.concat([head, ...paths.map((path) => markedEntry('10ts', path, 12))]);
}

/** A compatibility cache of Windows 8 or 8.1, whose header of 128 bytes may leave out its own size. */
export function cacheOfEight(paths: readonly string[], version: '8.0' | '8.1', size = 128): Buffer {
  const head = Buffer.alloc(128);
  head.writeUInt32LE(size, 0);
  const [mark, more] = version === '8.0' ? (['00ts', 20] as const) : (['10ts', 22] as const);
  return Buffer.concat([head, ...paths.map((path) => markedEntry(mark, path, more))]);
}

/** The path follows the size of both, and flags, a time and data follow the path. */
function markedEntry(mark: string, path: string, more: number): Buffer {
  const text = wide(path);
  const head = Buffer.alloc(14);
  head.write(mark, 0, 'latin1');
  head.writeUInt32LE(2 + text.length + more, 8);
  head.writeUInt16LE(text.length, 12);
  return Buffer.concat([head, text, Buffer.alloc(more)]);
}

/** A compatibility cache of Windows 7, of 64 or 32 bits. */
export function cacheOfSeven(paths: readonly string[], bits: 32 | 64): Buffer {
  return pointingCache(paths, bits, { signature: 0xbadc0fee, start: 128, entry: bits === 64 ? 48 : 32 });
}

/** A compatibility cache of Windows Server 2003, Vista or Server 2008, of 64 or 32 bits. */
export function cacheOfVista(paths: readonly string[], bits: 32 | 64): Buffer {
  return pointingCache(paths, bits, { signature: 0xbadc0ffe, start: 8, entry: bits === 64 ? 32 : 24 });
}

/** Entries of one size, which point to the paths behind them. */
function pointingCache(
  paths: readonly string[],
  bits: 32 | 64,
  layout: { readonly signature: number; readonly start: number; readonly entry: number },
): Buffer {
  const { signature, start, entry } = layout;
  const texts = paths.map(wide);
  const head = Buffer.alloc(start + entry * paths.length);
  head.writeUInt32LE(signature, 0);
  head.writeUInt32LE(paths.length, 4);
  let place = head.length;
  texts.forEach((text, index) => {
    const at = start + index * entry;
    head.writeUInt16LE(text.length, at);
    head.writeUInt16LE(text.length + 2, at + 2);
    head.writeUInt32LE(place, at + (bits === 64 ? 8 : 4));
    place += text.length;
  });
  return Buffer.concat([head, ...texts]);
}

/** A compatibility cache of Windows XP. */
export function cacheOfXp(entries: readonly { path: string; updated: string }[]): Buffer {
  const bytes = Buffer.alloc(400 + entries.length * 552);
  bytes.writeUInt32LE(0xdeadbeef, 0);
  bytes.writeUInt32LE(entries.length, 4);
  entries.forEach(({ path, updated }, index) => {
    wide(path).copy(bytes, 400 + index * 552);
    bytes.writeBigUInt64LE(filetime(updated), 400 + index * 552 + 544);
  });
  return bytes;
}
