import { type TarEntry, tarEntries } from '../../formats/archive/tar.ts';
import { seekInput, streamInput } from '../../formats/archive/tar-input.ts';
import { limits } from '../../limits.ts';
import { type Bytes, openRange, type Range } from '../image/bytes.ts';
import { bufferOf } from './bytes.ts';
import type { Siblings } from './containers/siblings.ts';
import { sliceDevice } from './device.ts';
import type { DiskFile } from './disk-file.ts';
import { type FileDevice, fileDevice } from './file-device.ts';
import { mayBeDisk } from './signature.ts';

/** Endings of files that are disks. */
const DISK = /\.(?:vmdk|qcow2|img|raw|vhdx?|vdi)$/iu;
const DESCRIPTION = /\.ovf$/iu;
/** An archive of disks has few members, and shows itself by the first of them. */
const FIRST = 8;
const HEAD = 66 * 1024;

/**
 * Whether an archive is one of disks of one machine: an OVA, a box of Vagrant, an image of Google's cloud.
 *
 * @param isOther whether a member that begins so makes it an archive of several things
 */
export async function isBundle(bytes: Bytes, isOther: (head: Uint8Array) => boolean): Promise<boolean> {
  let seen = 0;
  let hasDisk = false;
  try {
    for await (const entry of membersOf(bytes)) {
      if (entry.type !== 'file') continue;
      const name = baseName(entry.path);
      if (DESCRIPTION.test(name)) return true;
      const head = await headOf(entry);
      if (DISK.test(name) && mayBeDisk(head)) hasDisk = true;
      else if (isOther(head) && !mayBeDisk(head)) return false;
      if (++seen === FIRST && !hasDisk) return false;
    }
    return hasDisk;
  } catch {
    // What is damaged there is reported by whoever reads all of it.
  }
  return false;
}

async function* membersOf(bytes: Bytes): AsyncGenerator<TarEntry> {
  const open = bytes.range ? openRange(bytes.range) : undefined;
  const input = open && bytes.range ? seekInput(bytes.range.size, open.glance) : streamInput(bytes.chunks());
  try {
    yield* tarEntries(input);
  } finally {
    await input.close();
    open?.close();
  }
}

async function headOf(entry: TarEntry): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of entry.chunks()) {
    // A chunk holds until the next one is asked for.
    parts.push(Uint8Array.from(chunk.subarray(0, HEAD - length)));
    length += chunk.length;
    if (length >= HEAD) break;
  }
  return Buffer.concat(parts);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What a bundle holds. */
export interface Bundle {
  readonly disks: readonly DiskFile[];
  /** What of it cannot be read, by member. */
  readonly gaps: readonly { readonly way: string; readonly reason: string }[];
}

interface Member {
  readonly name: string;
  readonly at: number;
  readonly size: number;
}

/** The disks in an archive that lies on this machine as it is. Throws SyntaxError when the archive is damaged. */
export async function bundleOf(range: Range, isOther: (head: Uint8Array) => boolean): Promise<Bundle> {
  const members = new Map<string, Member>();
  const gaps: { way: string; reason: string }[] = [];
  try {
    for await (const { type, path, offset, size, sparse } of membersOf({ range, chunks: noChunks })) {
      if (type !== 'file') continue;
      const name = baseName(path);
      if (members.size >= limits.members)
        throw new SyntaxError(`more than ${limits.members} members (limit: members)`);
      if (sparse && DISK.test(name))
        gaps.push({ way: name, reason: 'it is stored with holes; unpack the archive' });
      else members.set(name, { name, at: offset, size });
    }
  } catch (error) {
    gaps.push({ way: '.', reason: error instanceof Error ? error.message : String(error) });
  }
  const open = ({ name, at, size }: Member): FileDevice => {
    const file = fileDevice(range.file, name);
    return { ...sliceDevice(file, range.start + at, size, name), close: () => file.close() };
  };
  const heads = new Map([...members.values()].map((member) => [member.name, headIn(open, member)]));
  const parts = extentsOf(heads);
  const found = [...members.values()].filter(
    ({ name }) => !parts.has(name) && mayBeDisk(heads.get(name) ?? NONE),
  );
  for (const { name } of members.values()) {
    const head = heads.get(name) ?? NONE;
    if (parts.has(name) || mayBeDisk(head)) continue;
    if (DISK.test(name))
      gaps.push({ way: name, reason: 'it is named like a disk, and its content is not known' });
    else if (isOther(head))
      gaps.push({ way: name, reason: 'an archive next to the disks of a machine, which is not read' });
  }
  const disks = found.map((member) => ({
    name: member.name,
    open: () => open(member),
    siblings: membersBeside(members, open),
  }));
  return { disks, gaps };
}

const NONE = new Uint8Array();

async function* noChunks(): AsyncGenerator<Uint8Array> {}

function headIn(open: (member: Member) => FileDevice, member: Member): Uint8Array {
  const device = open(member);
  try {
    return device.read(0, Math.min(HEAD, member.size));
  } finally {
    device.close();
  }
}

/** Members that a description of a VMDK names are parts of that disk. */
function extentsOf(heads: ReadonlyMap<string, Uint8Array>): Set<string> {
  const named = new Set<string>();
  for (const head of heads.values()) {
    const text = bufferOf(head).toString('latin1');
    if (!text.startsWith('# Disk DescriptorFile')) continue;
    for (const match of text.matchAll(/^(?:RW|RDONLY)\s+\d+\s+[A-Z]+\s+"(?<name>[^"\n]+)"/gmu)) {
      named.add(match.groups?.['name'] ?? '');
    }
  }
  return named;
}

function membersBeside(members: ReadonlyMap<string, Member>, open: (member: Member) => FileDevice): Siblings {
  const opened: FileDevice[] = [];
  return {
    open(name) {
      const member = members.get(name);
      if (!member) throw new Error(`it needs ${JSON.stringify(name)}, which is not in the same archive`);
      const device = open(member);
      opened.push(device);
      return device;
    },
    close() {
      for (const device of opened.splice(0)) device.close();
    },
  };
}
