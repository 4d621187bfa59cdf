// Gives a 64-bit Mach-O file the ad-hoc signature that Apple silicon wants before it runs anything: the same that
// the linkers of Apple, LLVM and Go write. It says who nobody is; it proves only that the pages are unchanged.
import { createHash } from 'node:crypto';

const MAGIC = 0xfeedfacf;
const SEGMENT = 0x19;
const SIGNATURE = 0x1d;
const PAGE = 4096;
/** Ad hoc, and made by a linker: `codesign` may replace it without --force. */
const FLAGS = 0x20002;
const MAIN_BINARY = 1;
const HEADER = 88;

/** A load command, and of a segment its name and where it lies in the file. */
interface LoadCommand {
  readonly kind: number;
  readonly at: number;
  name?: string;
  offset?: number;
  size?: number;
}

interface Layout {
  readonly limit: number;
  readonly slots: number;
  readonly name: Buffer;
  readonly length: number;
  readonly text: LoadCommand;
}

/**
 * The file with a signature at its end.
 *
 * @param file without a signature
 * @param identifier the name in the signature
 * @throws Error for another kind of file, and where there is no room for the command that names the signature
 * @see https://github.com/apple-oss-distributions/xnu/blob/main/osfmk/kern/cs_blobs.h
 */
export function signed(file: Buffer, identifier: string): Buffer {
  const { commands, end, room } = commandsOf(file);
  if (commands.some(({ kind }) => kind === SIGNATURE)) throw new Error('it is signed already');
  if (end + 16 > room) throw new Error('no room for one more load command');
  const text = commands.find(({ name }) => name === '__TEXT');
  const link = commands.find(({ name }) => name === '__LINKEDIT');
  if (!text?.size || !link?.offset || !link.size || link.offset + link.size !== file.length)
    throw new Error('__LINKEDIT is not at the end of the file');

  const limit = Math.ceil(file.length / 16) * 16;
  const slots = Math.ceil(limit / PAGE);
  const name = Buffer.from(`${identifier}\0`);
  const length = 20 + HEADER + name.length + slots * 32;
  const space = Math.ceil(length / 16) * 16;
  const out = Buffer.alloc(limit + space);
  file.copy(out);
  // The header has to be whole before its page is hashed.
  out.writeUInt32LE(file.readUInt32LE(16) + 1, 16);
  out.writeUInt32LE(file.readUInt32LE(20) + 16, 20);
  for (const [at, value] of [SIGNATURE, 16, limit, space].entries()) out.writeUInt32LE(value, end + at * 4);
  const linked = limit + space - link.offset;
  out.writeBigUInt64LE(BigInt(linked), link.at + 48);
  out.writeBigUInt64LE(BigInt(Math.ceil(linked / 0x4000) * 0x4000), link.at + 32);
  signature(out, { limit, slots, name, length, text }).copy(out, limit);
  return out;
}

/**
 * How many pages of a signed file do not have the hash that its signature says; none when all is well.
 */
export function brokenPages(file: Buffer): number {
  const command = commandsOf(file).commands.find(({ kind }) => kind === SIGNATURE);
  if (!command) throw new Error('it has no signature');
  const start = file.readUInt32LE(command.at + 8);
  const directory = start + file.readUInt32BE(start + 16);
  const hashes = directory + file.readUInt32BE(directory + 16);
  const slots = file.readUInt32BE(directory + 28);
  const limit = file.readUInt32BE(directory + 32);
  let broken = 0;
  for (let page = 0; page < slots; page++) {
    const bytes = file.subarray(page * PAGE, Math.min((page + 1) * PAGE, limit));
    const stored = file.subarray(hashes + page * 32, hashes + page * 32 + 32);
    if (!createHash('sha256').update(bytes).digest().equals(stored)) broken++;
  }
  return broken;
}

function commandsOf(file: Buffer): { commands: LoadCommand[]; end: number; room: number } {
  if (file.readUInt32LE(0) !== MAGIC) throw new Error('no 64-bit Mach-O file');
  const commands: LoadCommand[] = [];
  let at = 32;
  let room = file.length;
  for (let count = file.readUInt32LE(16); count > 0; count--) {
    const kind = file.readUInt32LE(at);
    const command: LoadCommand = { kind, at };
    if (kind === SEGMENT) {
      command.name = file.toString('latin1', at + 8, at + 24).replace(/\0+$/u, '');
      command.offset = Number(file.readBigUInt64LE(at + 40));
      command.size = Number(file.readBigUInt64LE(at + 48));
      if (command.name === '__TEXT' && file.readUInt32LE(at + 64) > 0) room = file.readUInt32LE(at + 72 + 48);
    }
    commands.push(command);
    at += file.readUInt32LE(at + 4);
  }
  return { commands, end: at, room };
}

/** A super blob of one: the code directory. Everything in it is big-endian. */
function signature(file: Buffer, { limit, slots, name, length, text }: Layout): Buffer {
  const blob = Buffer.alloc(length);
  const directory = [
    4208856066,
    length - 20,
    132096,
    FLAGS,
    HEADER + name.length,
    HEADER,
    0,
    slots,
    limit,
    537001984 | 12,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  const words = [0xfade0cc0, length, 1, 0, 20, ...directory];
  for (const [at, word] of words.entries()) blob.writeUInt32BE(word >>> 0, at * 4);
  blob.writeBigUInt64BE(BigInt(text.offset ?? 0), 20 + 64);
  blob.writeBigUInt64BE(BigInt(text.size ?? 0), 20 + 72);
  blob.writeBigUInt64BE(BigInt(MAIN_BINARY), 20 + 80);
  name.copy(blob, 20 + HEADER);
  for (let page = 0; page < slots; page++) {
    const bytes = file.subarray(page * PAGE, Math.min((page + 1) * PAGE, limit));
    createHash('sha256')
      .update(bytes)
      .digest()
      .copy(blob, 20 + HEADER + name.length + page * 32);
  }
  return blob;
}
