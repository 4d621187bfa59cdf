import { limits } from '../../limits.ts';
import { type BlockDevice, cachedDevice, checkRange, SECTOR } from './device.ts';
import { type DiskGap, type Explored, explore, UNKNOWN, type Volume } from './explore.ts';
import type { FileNode, FileSystem } from './file-system.ts';
import { overlay } from './file-systems/overlay.ts';
import { reasonOf } from './namespace.ts';
import { isSystem } from './top-level.ts';

/** A file of a medium that may hold a file system. */
interface ImageFile {
  readonly path: string;
  readonly node: FileNode;
}

/** Media in media: an ISO holds a squashfs, and that one a disk (Fedora). */
const MAX_DEPTH = 3;
const MAX_FOLDERS = 16;
/** A DVD of Debian has some 30,000 files. */
const MAX_ENTRIES = 200_000;
const IMAGE = /\.(?:squashfs|sfs|erofs|wim|esd|swm|img|raw|iso)$/iu;
/** What is surely an image by its name; files with other names may hold anything. */
const SURELY = /\.(?:squashfs|sfs|erofs|wim|esd|swm)$/iu;
/** The small Windows that only installs, from which nothing stays. */
const INSTALLER = /^(?:.*\/)?sources\/boot\.wim$/iu;
/** Parts of a split WIM after the first, which names them. */
const LATER_PART = /[a-z](?:[2-9]|\d{2,})\.swm$/iu;
const LAYER = /\.squashfs$/iu;

/** Adds what lies in files of live and installation media: their squashfs, WIM and disk images. */
export function withNested(explored: Explored): Explored {
  const volumes: Volume[] = [];
  const gaps: DiskGap[] = [...explored.gaps];
  const todo = explored.volumes.map((volume) => ({ volume, depth: 0 }));
  for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
    const { volume, depth } = next;
    const found = depth < MAX_DEPTH && isMedium(volume) ? imagesOn(volume, gaps) : [];
    const inner = found.length === 0 ? [] : openAll(volume, found, gaps);
    volumes.push(inner.length === 0 ? volume : { ...volume, isMedium: true });
    if (volumes.length + todo.length + inner.length > limits.partitions)
      gaps.push({ way: volume.way, reason: `more than ${limits.partitions} images (limit: partitions)` });
    else todo.push(...inner.map((one) => ({ volume: one, depth: depth + 1 })));
  }
  return { ...explored, volumes, gaps };
}

/** Whether a file system is no system itself. Images of a WIM are not looked into. */
function isMedium({ fileSystem }: Volume): boolean {
  if (fileSystem.trees !== undefined) return false;
  try {
    return !isSystem(Array.from(fileSystem.list(fileSystem.root), ({ name }) => name.toLowerCase()));
  } catch {
    // The walk describes the damage.
    return false;
  }
}

function imagesOn({ fileSystem, way }: Volume, gaps: DiskGap[]): ImageFile[] {
  const images: ImageFile[] = [];
  let entries = 0;
  const visit = (folder: FileNode, path: string, depth: number): void => {
    for (const entry of fileSystem.list(folder)) {
      if (++entries > MAX_ENTRIES)
        throw new SyntaxError(`more than ${MAX_ENTRIES} files: the others were not searched for images`);
      const own = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.kind === 'folder' && depth < MAX_FOLDERS) visit(entry.node(), own, depth + 1);
      else if (IMAGE.test(own) && !INSTALLER.test(own) && !LATER_PART.test(own)) {
        const node = entry.node();
        if (node.kind === 'file') images.push({ path: own, node });
      }
    }
  };
  try {
    visit(fileSystem.root, '', 0);
  } catch (error) {
    gaps.push({ way, reason: reasonOf(error) });
  }
  return images.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function openAll(volume: Volume, images: readonly ImageFile[], gaps: DiskGap[]): Volume[] {
  const opened = images.map(({ path, node }) => {
    const way = volume.way === '' ? path : `${volume.way} > ${path}`;
    const found = explore([{ device: deviceOf(volume.fileSystem, node, way), way }]);
    gaps.push(...found.gaps.filter(({ reason }) => reason !== UNKNOWN || SURELY.test(path)));
    return { path, volumes: found.volumes };
  });
  /** File systems by the paths of their images without the ending. */
  const layers = new Map<string, FileSystem>();
  for (const { path, volumes } of opened) {
    const [only] = volumes;
    if (LAYER.test(path) && only && volumes.length === 1)
      layers.set(path.replace(LAYER, ''), only.fileSystem);
  }
  return opened.flatMap(({ path, volumes }) => {
    const name = path.replace(LAYER, '');
    return layers.has(name) ? volumes.map((one) => ({ ...one, fileSystem: layered(name, layers) })) : volumes;
  });
}

/** `minimal.standard.squashfs` is mounted over `minimal.squashfs`: layers of live media of Ubuntu. */
function layered(path: string, layers: ReadonlyMap<string, FileSystem>): FileSystem {
  const found: FileSystem[] = [];
  for (let name = path; ; ) {
    const layer = layers.get(name);
    if (layer) found.push(layer);
    const dot = name.lastIndexOf('.');
    if (dot <= name.lastIndexOf('/') + 1) break;
    name = name.slice(0, dot);
  }
  const [only] = found;
  return only && found.length === 1 ? only : overlay(found);
}

/** A file as something that can be read at any place. */
function deviceOf(fileSystem: FileSystem, node: FileNode, name: string): BlockDevice {
  const device = { name, size: node.size, sectorSize: SECTOR };
  return cachedDevice({
    ...device,
    read(offset, length) {
      checkRange(device, offset, length);
      const bytes = fileSystem.read(node, offset, length);
      if (bytes.length < length) throw new SyntaxError(`${name} ends before its size`);
      return bytes;
    },
  });
}
