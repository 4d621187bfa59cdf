import { fileOffset, type PeHeaders } from './pe.ts';
import { exactly, type ReadRange } from './window.ts';

const VERSION = 16;
/** Real trees have a few dozen entries; one of many thousands has been made to cost time. */
const MAX_ENTRIES = 4096;
/** Blocks of version resources in several languages. */
const MAX_BLOCKS = 32;
/** Real blocks hold less than 2 KiB. */
const MAX_BLOCK = 64 * 1024;

/**
 * The version resources of a PE file, one for each language it has, as the bytes of `VS_VERSIONINFO`. None when it has no
 * resources.
 *
 * @throws SyntaxError with the offset for a tree that is truncated, leads out of its section or has too many entries
 * @see https://learn.microsoft.com/windows/win32/debug/pe-format#the-rsrc-section
 */
export function* versionBlocks(read: ReadRange, pe: PeHeaders): Generator<Uint8Array> {
  if (pe.resources === undefined) return;
  const root = fileOffset(pe, pe.resources.address);
  if (root === undefined)
    throw new SyntaxError(`the resources are at ${pe.resources.address}, where no section is`);
  const tree: Tree = { read, root, entries: 0 };
  let blocks = 0;
  // The tree has three levels, whatever it says of itself: type, name, language.
  for (const type of entriesAt(tree, 0)) {
    if (type.id !== VERSION || !type.isFolder) continue;
    for (const name of entriesAt(tree, type.offset)) {
      if (!name.isFolder) continue;
      for (const language of entriesAt(tree, name.offset)) {
        if (language.isFolder) continue;
        if (++blocks > MAX_BLOCKS) throw new SyntaxError(`more than ${MAX_BLOCKS} version resources`);
        yield blockAt(tree, pe, language.offset);
      }
    }
  }
}

interface Tree {
  readonly read: ReadRange;
  /** Offset of the resources in the file. */
  readonly root: number;
  entries: number;
}

interface Entry {
  /** Undefined when the entry has a name and no number. */
  readonly id: number | undefined;
  readonly isFolder: boolean;
  /** From the root of the tree. */
  readonly offset: number;
}

function entriesAt(tree: Tree, offset: number): Entry[] {
  const at = tree.root + offset;
  const head = exactly(tree.read, at, 16, 'a resource directory');
  const count = head.getUint16(12, true) + head.getUint16(14, true);
  tree.entries += count;
  if (tree.entries > MAX_ENTRIES)
    throw new SyntaxError(`offset ${at}: more than ${MAX_ENTRIES} entries of resources`);
  const table = exactly(tree.read, at + 16, count * 8, 'a resource directory');
  return Array.from({ length: count }, (_, number) => {
    const id = table.getUint32(number * 8, true);
    const place = table.getUint32(number * 8 + 4, true);
    const isFolder = place >= 0x8000_0000;
    return { id: id < 0x8000_0000 ? id : undefined, isFolder, offset: place % 0x8000_0000 };
  });
}

function blockAt(tree: Tree, pe: PeHeaders, offset: number): Uint8Array {
  const entry = exactly(tree.read, tree.root + offset, 16, 'a resource');
  const address = entry.getUint32(0, true);
  const size = entry.getUint32(4, true);
  const place = fileOffset(pe, address);
  if (place === undefined) throw new SyntaxError(`a version resource is at ${address}, where no section is`);
  if (size > MAX_BLOCK)
    throw new SyntaxError(`offset ${place}: a version resource of ${size} bytes; the limit is ${MAX_BLOCK}`);
  const bytes = tree.read(place, size);
  if (bytes.length < size) throw new SyntaxError(`offset ${place}: a version resource is truncated`);
  return bytes;
}
