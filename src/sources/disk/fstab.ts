import type { Volume } from './explore.ts';
import type { Mount } from './namespace.ts';

/** A line of an fstab. */
export interface FstabLine {
  readonly device: string;
  /** Without slashes at its ends. */
  readonly path: string;
  readonly options: ReadonlyMap<string, string>;
}

/** What is no device of this machine's disks. */
const ELSEWHERE: ReadonlySet<string> = new Set(
  'swap none proc sysfs tmpfs devtmpfs devpts ramfs debugfs tracefs securityfs cgroup cgroup2 efivarfs mqueue hugetlbfs overlay aufs bpf fuse configfs nfs nfs4 cifs smbfs smb3 sshfs glusterfs ceph 9p virtiofs vboxsf autofs'.split(
    ' ',
  ),
);

/** @see https://man7.org/linux/man-pages/man5/fstab.5.html */
export function fstabOf(text: string): FstabLine[] {
  const lines: FstabLine[] = [];
  for (const line of text.split('\n')) {
    const [device, path, type, options] = line.trim().split(/\s+/u).map(unescaped);
    if (!device || device.startsWith('#') || !path?.startsWith('/') || type === undefined) continue;
    if (ELSEWHERE.has(type) || type.startsWith('fuse.')) continue;
    lines.push({ device, path: path.replace(/^\/+|\/+$/gu, ''), options: optionsOf(options ?? '') });
  }
  return lines;
}

/** Spaces and the like are written as numbers of three octal digits. */
function unescaped(word: string): string {
  return word.replace(/\\(?<digits>[0-7]{3})/gu, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

function optionsOf(options: string): Map<string, string> {
  return new Map(
    options.split(',').map((option) => {
      const cut = option.indexOf('=');
      return cut < 0 ? [option, ''] : [option.slice(0, cut), option.slice(cut + 1)];
    }),
  );
}

/** The volume that an fstab names. */
export function volumeNamed(device: string, volumes: readonly Volume[]): Volume | undefined {
  const tag = /^(?<tag>UUID|LABEL|PARTUUID|PARTLABEL)=(?:"(?<quoted>[^"]*)"|(?<plain>.*))$/u.exec(
    device,
  )?.groups;
  if (tag) return byTag(tag['tag'] ?? '', tag['quoted'] ?? tag['plain'] ?? '', volumes);
  const by = /^\/dev\/disk\/by-(?<kind>uuid|label|partuuid|partlabel)\/(?<value>.+)$/u.exec(device)?.groups;
  if (by) return byTag((by['kind'] ?? '').toUpperCase(), unhexed(by['value'] ?? ''), volumes);
  const mapped = /^\/dev\/mapper\/(?<name>.+)$/u.exec(device)?.groups?.['name'];
  if (mapped !== undefined)
    return volumes.find(({ logical }) => logical !== undefined && mapperName(logical) === mapped);
  const logical = /^\/dev\/(?<name>[^/]+\/[^/]+)$/u.exec(device)?.groups?.['name'];
  if (logical !== undefined) return volumes.find((volume) => volume.logical === logical);
  return byNumber(device, volumes);
}

/** udev writes what is no letter as `\x20`. */
function unhexed(value: string): string {
  return value.replace(/\\x(?<digits>[0-9a-f]{2})/giu, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** The device mapper doubles hyphens in names, and joins them with one. */
function mapperName(logical: string): string {
  return logical.replaceAll('-', '--').replace('/', '-');
}

function byTag(tag: string, value: string, volumes: readonly Volume[]): Volume | undefined {
  const wanted = value.toLowerCase();
  return volumes.find(({ fileSystem, partition }) => {
    if (tag === 'UUID') return fileSystem.uuid?.toLowerCase() === wanted;
    if (tag === 'LABEL') return fileSystem.label === value;
    if (tag === 'PARTUUID') return partition?.partUuid === wanted;
    return partition?.partLabel === value;
  });
}

/** `/dev/sda2`, `/dev/nvme0n1p2`: certain only where one volume has that number. */
function byNumber(device: string, volumes: readonly Volume[]): Volume | undefined {
  const digits = /^\/dev\/(?:(?:[shv]|xv)d[a-z]+|(?:nvme\d+n|mmcblk|loop)\d+p)(?<number>\d+)$/u.exec(device)
    ?.groups?.['number'];
  const found = volumes.filter(
    ({ partition }) => digits !== undefined && partition?.number === Number(digits),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** The tree that a line mounts of a volume: a subvolume, or its root. */
export function mountOf({ path, options }: FstabLine, { fileSystem }: Volume): Mount | undefined {
  const name = options.get('subvol')?.replace(/^\/+|\/+$/gu, '');
  const id = options.get('subvolid');
  if (name === undefined && id === undefined) return { path, fileSystem, node: fileSystem.root };
  const tree = fileSystem.trees?.find((one) =>
    name === undefined ? one.id === Number(id) : one.name === name,
  );
  return tree && { path, fileSystem, node: tree.root };
}
