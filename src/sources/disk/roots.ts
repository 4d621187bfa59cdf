import { isCaseless, ROOT_NAMES } from '../layout.ts';
import type { DiskGap, Explored, Volume } from './explore.ts';
import type { FileNode, NamedTree } from './file-system.ts';
import { type FstabLine, fstabOf, mountOf, volumeNamed } from './fstab.ts';
import { type Mount, type Namespace, newNamespace, reasonOf } from './namespace.ts';
import { isSystem } from './top-level.ts';
import { contentOf } from './walk.ts';

/** A tree of a disk that is looked at by itself. */
export interface Root {
  readonly way: string;
  readonly space: Namespace;
  readonly layout: 'root' | 'handed';
  /** What of it is not there. */
  readonly gaps: readonly string[];
}

/** The trees of a disk, and what of it belongs to none and was not read. */
export interface Roots {
  readonly roots: readonly Root[];
  readonly gaps: readonly DiskGap[];
}

interface Tree {
  readonly volume: Volume;
  readonly way: string;
  readonly node: FileNode;
  /** Names at its top, in small letters. */
  readonly top: readonly string[];
}

/** The systems of a disk, each with the file systems that its fstab mounts; without one, every file system by itself. */
export function rootsOf({ volumes, gaps: unread }: Explored): Roots {
  const gaps = [...unread];
  const trees = volumes.flatMap((volume) => treesOf(volume, gaps));
  const systems = trees.filter(({ top }) => isSystem(top));
  const used = new Set<Volume>(systems.map(({ volume }) => volume));
  const roots = systems.map((tree) => systemOf(tree, volumes, used));
  const others = trees.filter(
    ({ volume, top }) => !used.has(volume) && !volume.isMedium && !holdsNoPrograms(top),
  );
  if (systems.length > 0) {
    for (const { way } of others)
      gaps.push({ way, reason: 'a file system that no system of this disk mounts was not read' });
  } else roots.push(...others.map(plainRoot));
  return { roots, gaps };
}

function treesOf(volume: Volume, gaps: DiskGap[]): Tree[] {
  const { fileSystem, way } = volume;
  // Systems that are updated by snapshots run on one that nobody can change: the default.
  const isDefault = ({ root }: NamedTree) => root.id === fileSystem.root.id;
  const all = fileSystem.trees?.filter((tree) => !tree.readOnly || isDefault(tree)) ?? [
    { name: '', root: fileSystem.root },
  ];
  const found: Tree[] = [];
  const seen = new Set<FileNode['id']>();
  for (const { name, root } of all) {
    if (seen.has(root.id)) continue;
    seen.add(root.id);
    const own = [way, name].filter((part) => part !== '').join(' > ');
    const space = newNamespace(fileSystem, root, []);
    const { names, damage } = space.list(space.root);
    if (damage !== undefined && names.length === 0) gaps.push({ way: own, reason: damage });
    else found.push({ volume, way: own, node: root, top: names.map((one) => one.toLowerCase()) });
  }
  return found;
}

/** Names at the top of what only starts a system. */
const STARTS =
  /^(?:efi|boot|grub2?|loader|extlinux|syslinux|isolinux|lost\+found|vmlinu[xz].*|initr(?:d|amfs).*|config(?:-.*|\.txt)|system\.map.*|symvers-.*|bootmgr.*|bootnxt|bootsect\.bak|bcd|recovery|system volume information|\$recycle\.bin|\$[a-z]+|.*\.(?:dtb|efi|img)|overlays|cmdline\.txt|memtest.*|startup\.nsh|\.vmlinuz.*)$/u;

function holdsNoPrograms(top: readonly string[]): boolean {
  return top.every((name) => STARTS.test(name));
}

function plainRoot({ volume, way, node, top }: Tree): Root {
  const space = newNamespace(
    volume.fileSystem,
    node,
    [],
    volume.fileSystem.caseInsensitive || isCaseless(top),
  );
  return { way, space, layout: top.some((name) => ROOT_NAMES.has(name)) ? 'root' : 'handed', gaps: [] };
}

function systemOf(tree: Tree, volumes: readonly Volume[], used: Set<Volume>): Root {
  const { volume, way, node, top } = tree;
  const { fileSystem } = volume;
  const gaps: string[] = [];
  const alone = newNamespace(fileSystem, node, []);
  const mounts: Mount[] = [];
  for (const line of linesOf(alone, gaps)) {
    const other = line.path === '' ? undefined : volumeNamed(line.device, volumes);
    const mount = other && mountOf(line, other);
    if (mount) {
      mounts.push(mount);
      used.add(other);
    } else if (isMissed(line))
      gaps.push(`its fstab mounts /${line.path} from ${line.device}, which is not on this disk`);
  }
  mounts.push(...discovered(volumes, mounts, used));
  const space = newNamespace(fileSystem, node, mounts, fileSystem.caseInsensitive || isCaseless(top));
  if (hasNoState(space)) gaps.push('its /var/lib is empty, and nothing says what is mounted there');
  return { way, space, layout: 'root', gaps };
}

function linesOf(space: Namespace, gaps: string[]): FstabLine[] {
  try {
    const place = space.resolve('etc/fstab');
    return place?.node.kind === 'file'
      ? fstabOf(Buffer.from(contentOf(place, MAX_FSTAB)).toString('utf8'))
      : [];
  } catch (error) {
    gaps.push(`its fstab cannot be read: ${reasonOf(error)}`);
    return [];
  }
}

const MAX_FSTAB = 1024 * 1024;
/** Where no programs are installed, or where things come and go. */
const UNIMPORTANT = /^(?:|boot(?:\/.*)?|efi|mnt(?:\/.*)?|media(?:\/.*)?|tmp|proc|sys|dev|run|cdrom|floppy)$/u;

function isMissed({ path, options }: FstabLine): boolean {
  return !UNIMPORTANT.test(path) && !options.has('noauto') && !options.has('nofail') && !options.has('bind');
}

/** @see https://uapi-group.org/specifications/specs/discoverable_partitions_specification/ */
const DISCOVERED: Readonly<Record<string, string>> = {
  '4d21b016-b534-45c2-a9fb-5c16e091fd2d': 'var',
  '933ac7e1-2eb4-4f13-b844-0e14e2aef915': 'home',
  '3b8f8425-20e0-4f3b-907f-1a25a76f98e8': 'srv',
};

/** Partitions that systemd mounts by their type, where the fstab says nothing of the place. */
function discovered(volumes: readonly Volume[], mounts: readonly Mount[], used: Set<Volume>): Mount[] {
  const found: Mount[] = [];
  for (const volume of volumes) {
    const path = DISCOVERED[volume.partition?.type ?? ''];
    if (path === undefined || used.has(volume) || mounts.some((mount) => mount.path === path)) continue;
    used.add(volume);
    found.push({ path, fileSystem: volume.fileSystem, node: volume.fileSystem.root });
  }
  return found;
}

/** A root of Linux whose state lies on a file system that was not found. */
function hasNoState(space: Namespace): boolean {
  try {
    if (!space.resolve('etc')) return false;
    const state = space.resolve('var') ? space.resolve('var/lib') : undefined;
    if (!space.resolve('var')) return false;
    return !state || (state.node.kind === 'folder' && space.list(state).names.length === 0);
  } catch {
    // What is damaged there, the walk shows.
    return false;
  }
}
