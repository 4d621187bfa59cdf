import type { BlockDevice } from '../../device.ts';
import {
  type DirectoryEntry,
  type FileKind,
  type FileNode,
  type FileSystem,
  isEntryName,
  lookupByList,
} from '../../file-system.ts';
import { isCpio, type Member, members } from './archive.ts';

interface Node extends FileNode {
  readonly id: number;
  readonly member?: Member;
  readonly children: Map<string, Node>;
}

const KINDS: Readonly<Record<number, FileKind>> = { 0x4000: 'folder', 0x8000: 'file', 0xa000: 'link' };
const MAX_LINK = 4096;

/** An initramfs, or another cpio archive of the format `newc`, as a file system. */
export function openCpio(device: BlockDevice): FileSystem | undefined {
  if (!isCpio(device)) return undefined;
  const gaps: string[] = [];
  const root = treeOf(device, gaps);
  const list = (folder: FileNode) => entriesOf(folder as Node);
  const read = (file: FileNode, offset: number, length: number) => {
    const { member } = file as Node;
    const wanted = Math.max(0, Math.min(length, file.size - offset));
    return member && wanted > 0 ? member.read(offset, wanted) : new Uint8Array();
  };
  return {
    type: 'cpio',
    caseInsensitive: false,
    root,
    gaps,
    list,
    lookup: (folder, name) => lookupByList({ caseInsensitive: false, list }, folder, name),
    readLink: (link) => Buffer.from(read(link, 0, MAX_LINK)).toString('utf8'),
    read,
  };
}

function treeOf(device: BlockDevice, gaps: string[]): Node {
  const root: Node = { kind: 'folder', size: 0, id: 0, children: new Map() };
  const contents = new Map<string, Member>();
  const files: { folder: Node; name: string; member: Member }[] = [];
  let id = 0;
  const folderAt = (names: readonly string[]): Node => {
    let node = root;
    for (const name of names) {
      const known = node.children.get(name);
      const next =
        known?.kind === 'folder'
          ? known
          : { kind: 'folder' as const, size: 0, id: ++id, children: new Map() };
      node.children.set(name, next);
      node = next;
    }
    return node;
  };
  try {
    for (const member of members(device)) {
      const names = member.path.split('/').filter((name) => name !== '' && name !== '.');
      const name = names.pop();
      if (name === undefined) continue;
      if (![...names, name].every(isEntryName)) {
        gaps.push('it holds a name that cannot be');
        continue;
      }
      const kind = KINDS[member.mode & 0xf000] ?? 'other';
      if (kind === 'folder') folderAt([...names, name]);
      else {
        const folder = folderAt(names);
        folder.children.set(name, { kind, size: member.size, id: ++id, member, children: new Map() });
        if (kind === 'file') files.push({ folder, name, member });
        if (member.size > 0 && member.links > 1) contents.set(member.inode, member);
      }
    }
  } catch (error) {
    gaps.push(error instanceof Error ? error.message : String(error));
  }
  // Of the names of one file only the last has its content.
  for (const { folder, name, member } of files) {
    const own = contents.get(member.inode);
    const node = folder.children.get(name);
    if (member.size === 0 && member.links > 1 && own && node?.member === member)
      folder.children.set(name, { ...node, size: own.size, member: own });
  }
  return root;
}

function* entriesOf(folder: Node): Generator<DirectoryEntry> {
  for (const [name, node] of folder.children) yield { name, kind: node.kind, node: () => node };
}
