/** Small programs for tests, with what programs say of themselves: no tool is needed to make them. */
import { indirectData, type Subject, signedBy } from './der-writer.ts';
import { signedExecutable } from './mac-harness.ts';

/** What a program of Windows says of itself. */
export interface WindowsProgram {
  /** Strings of its version resource: `CompanyName`, `ProductName`, … */
  readonly strings?: Readonly<Record<string, string>>;
  readonly signer?: Subject;
}

const HEADERS = 0x400;
const RESOURCES_AT = 0x1000;

/** A PE file for amd64 with a version resource and a signature, which is of another file. */
export function windowsFile({ strings = {}, signer }: WindowsProgram): Buffer {
  const resources = resourceTree(versionInfo(strings));
  const signature = signer && signedBy(signer, '1.3.6.1.4.1.311.2.1.4', indirectData());
  const table = signature ? certificateTable(signature) : Buffer.alloc(0);
  const head = Buffer.alloc(HEADERS);
  head.write('MZ');
  head.writeUInt32LE(64, 0x3c);
  head.write('PE\0\0', 64);
  head.writeUInt16LE(0x8664, 68);
  head.writeUInt16LE(1, 70);
  head.writeUInt16LE(240, 84);
  const optional = 88;
  head.writeUInt16LE(0x20b, optional);
  head.writeUInt32LE(16, optional + 108);
  head.writeUInt32LE(RESOURCES_AT, optional + 112 + 16);
  head.writeUInt32LE(resources.length, optional + 112 + 20);
  if (signature) {
    head.writeUInt32LE(HEADERS + resources.length, optional + 112 + 32);
    head.writeUInt32LE(table.length, optional + 112 + 36);
  }
  const section = optional + 240;
  head.write('.rsrc', section);
  for (const [index, value] of [resources.length, RESOURCES_AT, resources.length, HEADERS].entries())
    head.writeUInt32LE(value, section + 8 + index * 4);
  return Buffer.concat([head, resources, table]);
}

function certificateTable(signature: Buffer): Buffer {
  const size = (8 + signature.length + 7) & ~7;
  const table = Buffer.alloc(size);
  table.writeUInt32LE(size, 0);
  table.writeUInt16LE(0x200, 4);
  table.writeUInt16LE(2, 6);
  signature.copy(table, 8);
  return table;
}

/** Resource 16, its name 1, in English. */
function resourceTree(version: Buffer): Buffer {
  const tree = Buffer.alloc(88);
  const folder = (at: number, id: number, to: number) => {
    tree.writeUInt16LE(1, at + 14);
    tree.writeUInt32LE(id, at + 16);
    tree.writeUInt32LE(to, at + 20);
  };
  folder(0, 16, 0x8000_0000 + 24);
  folder(24, 1, 0x8000_0000 + 48);
  folder(48, 0x409, 72);
  tree.writeUInt32LE(RESOURCES_AT + tree.length, 72);
  tree.writeUInt32LE(version.length, 76);
  return padded(Buffer.concat([tree, version]), 8);
}

function versionInfo(strings: Readonly<Record<string, string>>): Buffer {
  const fixed = Buffer.alloc(52);
  fixed.writeUInt32LE(0xfeef04bd, 0);
  const values = Object.entries(strings).map(([key, value]) =>
    block(key, Buffer.from(`${value}\0`, 'utf16le'), value.length + 1, 1),
  );
  const table = block('040904b0', joined(values), 0, 1);
  return block('VS_VERSION_INFO', Buffer.concat([fixed, block('StringFileInfo', table, 0, 1)]), 52, 0);
}

function block(key: string, content: Buffer, valueLength: number, type: number): Buffer {
  const head = padded(Buffer.concat([Buffer.alloc(6), Buffer.from(`${key}\0`, 'utf16le')]), 4);
  const whole = Buffer.concat([head, content]);
  whole.writeUInt16LE(whole.length, 0);
  whole.writeUInt16LE(valueLength, 2);
  whole.writeUInt16LE(type, 4);
  return whole;
}

function joined(parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts.map((part) => padded(part, 4)));
}

function padded(bytes: Buffer, to: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);
}

/** A program of Linux for amd64, with the note of the package that it was built for. */
export function linuxFile(note?: Readonly<Record<string, string>>): Buffer {
  const head = Buffer.alloc(64 + 56);
  head.write('\x7fELF\x02\x01\x01', 'latin1');
  for (const [at, value] of [
    [16, 2],
    [18, 62],
    [52, 64],
    [54, 56],
    [56, note ? 1 : 0],
  ] as const)
    head.writeUInt16LE(value, at);
  head.writeUInt32LE(1, 20);
  head.writeUInt32LE(64, 32);
  if (!note) return head;
  const text = padded(Buffer.from(`${JSON.stringify(note)}\0`), 4);
  const owner = Buffer.alloc(16);
  owner.writeUInt32LE(4, 0);
  owner.writeUInt32LE(text.length, 4);
  owner.writeUInt32LE(0xcafe1a7e, 8);
  owner.write('FDO\0', 12);
  const content = Buffer.concat([owner, text]);
  head.writeUInt32LE(4, 64);
  head.writeUInt32LE(head.length, 64 + 8);
  for (const at of [32, 40]) head.writeUInt32LE(content.length, 64 + at);
  head.writeUInt32LE(4, 64 + 48);
  return Buffer.concat([head, content]);
}

/** An executable of macOS with a signature of a team. */
export function macFile(identifier: string, team: string, signer?: Subject): Buffer {
  const cms = signer && signedBy(signer, '1.2.840.113549.1.7.1');
  return signedExecutable({ identifier, team, ...(cms ? { cms } : {}), code: 256 });
}
