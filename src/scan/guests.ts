import type { UncoveredPart } from '../coverage.ts';
import type { SourceFile, SourceResult } from '../types.ts';
import { diskGlobs, imageArchiveGlobs, isPieceOfDisk } from './guest-disks.ts';

/** A kind of file systems that lie inside that of a machine and are no part of its own inventory. */
interface GuestKind {
  readonly what: UncoveredPart['what'];
  /** Globs of the folders or disks themselves. */
  readonly globs: readonly string[];
}

/** What only the root of a system has. */
const MARKS = [
  'etc/os-release',
  'usr/lib/os-release',
  'var/lib/dpkg/status',
  'var/lib/rpm',
  'lib/apk/db/installed',
];
const USERS = ['home/*/.local/share', 'root/.local/share'];
const LXD = ['var/lib/lxd', 'var/snap/lxd/common/lxd', 'var/lib/incus'];

const KINDS: readonly GuestKind[] = [
  {
    what: 'container layer',
    globs: [
      ...[
        'var/lib/docker',
        'var/snap/docker/common/var-lib-docker',
        ...USERS.map((home) => `${home}/docker`),
      ].flatMap((store) => [
        `${store}/overlay2/*/diff`,
        `${store}/aufs/diff/*`,
        `${store}/vfs/dir/*`,
        `${store}/btrfs/subvolumes/*`,
      ]),
      ...['var/lib/containers', ...USERS.map((home) => `${home}/containers`)].flatMap((store) => [
        `${store}/storage/overlay/*/diff`,
        `${store}/storage/vfs/dir/*`,
      ]),
      ...[
        'var/lib/containerd',
        'var/lib/docker/containerd/daemon',
        'var/lib/rancher/k3s/agent/containerd',
        'var/snap/microk8s/common/var/lib/containerd',
        ...USERS.map((home) => `${home}/containerd`),
      ].map((store) => `${store}/io.containerd.snapshotter.v1.*/snapshots/*/fs`),
    ],
  },
  {
    what: 'container',
    globs: [
      'var/lib/machines/*',
      'var/lib/lxc/*/rootfs',
      ...USERS.map((home) => `${home}/lxc/*/rootfs`),
      ...LXD.map((store) => `${store}/storage-pools/*/{containers,virtual-machines}/*/rootfs`),
      'var/lib/waydroid/rootfs',
    ],
  },
  {
    what: 'chroot',
    globs: [
      ...[
        'srv/chroot',
        'srv/chroots',
        'opt/chroot',
        'var/chroot',
        'var/lib/schroot',
        'chroot',
        'chroots',
      ].map((folder) => `${folder}/*`),
      'var/cache/pbuilder/build/*',
    ],
  },
  { what: 'deployment', globs: ['ostree/deploy/*/deploy/*', 'sysroot/ostree/deploy/*/deploy/*'] },
  { what: 'virtual disk', globs: diskGlobs },
  { what: 'image archive', globs: imageArchiveGlobs },
  {
    what: 'system on another volume',
    globs: marked(['mnt', 'mnt/*', 'media/*', 'media/*/*', 'run/media/*/*']),
  },
  {
    what: 'system in a folder',
    globs: marked(['srv/*', 'srv/*/*', 'opt/*', 'opt/*/*', 'data/*', 'home/*/*']),
  },
];

function marked(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => MARKS.map((mark) => `${folder}/${mark}`));
}

const kinds = new Map(KINDS.flatMap(({ what, globs }) => globs.map((glob) => [glob, what] as const)));

/** Globs that show file systems of guests. */
export const guestGlobs: readonly string[] = [...kinds.keys()];

/** Whether a glob is one of {@link guestGlobs}. */
export function isGuestGlob(glob: string): boolean {
  return kinds.has(glob);
}

/** A file system inside that of a machine. */
export interface Guest {
  readonly what: UncoveredPart['what'];
  /** From the root of the machine, after all links. */
  readonly path: string;
  readonly folder: boolean;
}

/** Guests that are one file. */
const FILES = new Set<UncoveredPart['what']>(['virtual disk', 'image archive']);

/** Names in folders of guests that are none of them. */
const NO_GUEST = /^(?:\.|lost\+found$)/u;

/** Keeps the guest that a file or folder is or shows. */
export function addGuest(guests: Map<string, Guest>, file: SourceFile): void {
  if (file.problem !== undefined) return;
  for (const glob of file.globs) {
    const what = kinds.get(glob);
    if (what === undefined) continue;
    const mark = MARKS.find((one) => glob.endsWith(`/${one}`));
    const place = file.real ?? file.path;
    const isOther = NO_GUEST.test(baseName(place)) || file.folder === FILES.has(what) || isPieceOfDisk(place);
    if (mark === undefined && isOther) continue;
    // Links inside the guest lead elsewhere, so its own root is reported by the path.
    const path = mark === undefined ? place : file.path.slice(0, -mark.length - 1);
    if (!isInside(guests, path)) guests.set(path, { what, path, folder: file.folder || mark !== undefined });
  }
}

/** Keeps a disk that a file of the machine names. */
export function addDisk(guests: Map<string, Guest>, path: string): void {
  if (!isInside(guests, path)) guests.set(path, { what: 'virtual disk', path, folder: false });
}

/** Whether a guest that is known holds this one. */
function isInside(guests: ReadonlyMap<string, Guest>, path: string): boolean {
  for (let at = path.length; at > 0; at = path.lastIndexOf('/', at - 1))
    if (guests.has(path.slice(0, at))) return true;
  return false;
}

/** Paths of one kind that a report names; the rest is counted. */
const NAMED = 20;

/** What the guests of a machine, and homes that are not there, leave uncovered; nothing where there are none. */
export function coverageOf(
  guests: Iterable<Guest>,
  absentHomes: readonly string[],
): Pick<SourceResult, 'coverage'> {
  const paths = new Map<UncoveredPart['what'], string[]>();
  for (const { what, path } of guests) paths.set(what, [...(paths.get(what) ?? []), path]);
  if (absentHomes.length > 0) paths.set('home that is not there', [...new Set(absentHomes)]);
  if (paths.size === 0) return {};
  const parts = [...paths].map(([what, all]) => ({
    what,
    count: all.length,
    paths: all.sort().slice(0, NAMED),
  }));
  return { coverage: { notCovered: parts } };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
