/** File systems of disks, listed whole. */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type BlockDevice, cachedDevice, memoryDevice } from '../../src/sources/disk/device.ts';
import type { FileNode, FileSystem } from '../../src/sources/disk/file-system.ts';
import { probes } from '../../src/sources/disk/file-systems/index.ts';

/** Path → `folder`, `link TARGET`, or the bytes of a file in Latin-1. */
export type Listing = Map<string, string>;

/** Opens what the first probe knows. */
export function openFileSystem(device: BlockDevice | Uint8Array): FileSystem {
  const bytes = device instanceof Uint8Array ? memoryDevice(device, 'image') : device;
  for (const probe of probes) {
    const found = probe(cachedDevice(bytes));
    if (found) return found;
  }
  throw new Error('no file system');
}

/**
 * All that is in a file system, each file read as a whole, and found again by its name.
 *
 * @param complain takes what could not be read
 */
export function listFileSystem(
  fileSystem: FileSystem,
  root: FileNode = fileSystem.root,
  complain: (path: string, error: unknown) => void = (path, error) => {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  },
): Listing {
  const listing: Listing = new Map();
  const seen = new Set<FileNode['id']>();
  const walk = (folder: FileNode, path: string): void => {
    if (seen.has(folder.id) || seen.size > 2000) return complain(path, new Error('a folder holds itself'));
    seen.add(folder.id);
    try {
      for (const entry of fileSystem.list(folder)) {
        const own = path === '' ? entry.name : `${path}/${entry.name}`;
        try {
          const node = entry.node();
          if (node.kind === 'folder') walk(node, own);
          listing.set(own, contentOf(fileSystem, node));
        } catch (error) {
          complain(own, error);
        }
      }
    } catch (error) {
      complain(path, error);
    }
  };
  walk(root, '');
  return listing;
}

const MOST = 64 * 1024 * 1024;

function contentOf(fileSystem: FileSystem, node: FileNode): string {
  if (node.kind === 'link') return `link ${fileSystem.readLink(node)}`;
  if (node.kind !== 'file') return node.kind;
  if (node.size > MOST) throw new SyntaxError(`${node.size} bytes`);
  const bytes = fileSystem.read(node, 0, node.size);
  if (bytes.length !== node.size) throw new SyntaxError(`${bytes.length} of ${node.size} bytes`);
  return Buffer.from(bytes).toString('latin1');
}

/** The same of a folder of this machine. */
export function listFolder(root: string): Listing {
  const listing: Listing = new Map();
  const walk = (path: string): void => {
    for (const name of readdirSync(join(root, path))) {
      const own = path === '' ? name : `${path}/${name}`;
      const stats = lstatSync(join(root, own));
      if (stats.isDirectory()) {
        listing.set(own, 'folder');
        walk(own);
      } else if (stats.isSymbolicLink()) listing.set(own, `link ${readlinkSync(join(root, own))}`);
      else listing.set(own, readFileSync(join(root, own)).toString('latin1'));
    }
  };
  walk('');
  return listing;
}

/** What differs between two listings, in words. */
export function differences(found: Listing, wanted: Listing): string[] {
  const texts: string[] = [];
  for (const [path, content] of wanted) {
    const own = found.get(path);
    if (own === undefined) texts.push(`${path} is missing`);
    else if (own !== content)
      texts.push(`${path} has other content: ${own.length} for ${content.length} bytes`);
  }
  for (const path of found.keys()) if (!wanted.has(path)) texts.push(`${path} is not there`);
  return texts;
}
