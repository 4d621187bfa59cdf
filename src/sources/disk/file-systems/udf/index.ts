import type { BlockDevice } from '../../device.ts';
import {
  type DirectoryEntry,
  type FileKind,
  type FileNode,
  type FileSystem,
  isEntryName,
  lookupByList,
} from '../../file-system.ts';
import { viewOf } from '../../little-endian.ts';
import { checkTag, TAG, textOf } from './descriptor.ts';
import { type Address, parseEntry, readExtents, type UdfEntry } from './extents.ts';
import { openVolume, type UdfVolume } from './volume.ts';

interface UdfNode extends FileNode {
  readonly entry: UdfEntry;
}

const FILE_TYPE = { folder: 4, file: 5, link: 12, realTime: 249 };
const FLAG = { folder: 2, deleted: 4, parent: 8 };
const IDENTIFIER = 38;
const MAX_FOLDER = 64 * 1024 * 1024;
const MAX_TARGET = 65_536;

/**
 * UDF 1.02 to 2.60 on physical and metadata partitions.
 *
 * @throws SyntaxError when it is damaged, Error for kinds of volumes that are not read
 * @see ECMA-167 and OSTA UDF 2.60
 */
export function openUdf(device: BlockDevice): FileSystem {
  const volume = openVolume(device);
  const root = nodeAt(volume, volume.root);
  if (root.kind !== 'folder') throw new SyntaxError('the UDF volume is damaged: its root is not a folder');
  const list = (folder: FileNode) => listOf(volume, folder as UdfNode);
  const read = ({ entry }: UdfNode, offset: number, length: number): Uint8Array =>
    readExtents(entry, volume.read, offset, length);
  return {
    type: 'udf',
    ...(volume.label === '' ? {} : { label: volume.label }),
    caseInsensitive: true,
    root,
    gaps: [],
    list,
    lookup: (folder, name) => lookupByList({ caseInsensitive: true, list }, folder, name),
    readLink: (link) => linkTarget(read(link as UdfNode, 0, Math.min(link.size, MAX_TARGET))),
    read: (file, offset, length) => read(file as UdfNode, offset, length),
  };
}

function nodeAt(volume: UdfVolume, address: Address): UdfNode {
  const { blockSize } = volume;
  const bytes = volume.read(address, 0, blockSize);
  const entry = parseEntry(
    bytes,
    address.partition,
    (place, length) => volume.read(place, 0, length),
    blockSize,
  );
  const kind = kindOf(entry.fileType);
  return {
    kind,
    size: kind === 'folder' ? 0 : entry.size,
    id: `${address.partition}/${address.block}`,
    entry,
  };
}

function kindOf(type: number): FileKind {
  if (type === FILE_TYPE.folder) return 'folder';
  if (type === FILE_TYPE.link) return 'link';
  return type === FILE_TYPE.file || type === FILE_TYPE.realTime ? 'file' : 'other';
}

function* listOf(volume: UdfVolume, { entry }: UdfNode): Generator<DirectoryEntry> {
  if (entry.size > MAX_FOLDER) throw new SyntaxError(`a folder is damaged: it has ${entry.size} bytes`);
  const bytes = readExtents(entry, volume.read, 0, entry.size);
  for (let at = 0; at < bytes.length; ) {
    const head = bytes.subarray(at, at + IDENTIFIER);
    if (head.length < IDENTIFIER) throw new SyntaxError('a folder is damaged: half a name');
    checkTag(head, [TAG.fileIdentifier], 'a folder');
    const view = viewOf(head);
    const start = at + IDENTIFIER + view.getUint16(36, true);
    const end = start + view.getUint8(19);
    if (end > bytes.length) throw new SyntaxError('a folder is damaged: a name leaves it');
    at += 4 * Math.ceil((end - at) / 4);
    const flags = view.getUint8(18);
    if ((flags & (FLAG.deleted | FLAG.parent)) !== 0) continue;
    const name = textOf(bytes.subarray(start, end));
    if (!isEntryName(name)) throw new SyntaxError(`a folder is damaged: the name ${JSON.stringify(name)}`);
    const address = { block: view.getUint32(24, true), partition: view.getUint16(28, true) };
    const isFolder = (flags & FLAG.folder) !== 0;
    yield { name, ...(isFolder ? { kind: 'folder' as const } : {}), node: () => nodeAt(volume, address) };
  }
}

/** Parts of a path: 1 and 2 are roots, 3 the parent, 4 the folder itself, 5 a name. */
function linkTarget(bytes: Uint8Array): string {
  const parts: string[] = [];
  let isRooted = false;
  for (let at = 0; at + 4 <= bytes.length; ) {
    const [type, length = 0] = bytes.subarray(at, at + 2);
    const end = at + 4 + length;
    if (type === 1 || type === 2) isRooted = true;
    else if (type === 3) parts.push('..');
    else if (type === 4) parts.push('.');
    else parts.push(textOf(bytes.subarray(at + 4, end)));
    at = end;
  }
  return (isRooted ? '/' : '') + parts.join('/');
}
