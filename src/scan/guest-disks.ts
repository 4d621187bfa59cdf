import type { XmlElement } from '../formats/markup/xml.ts';
import { HOMES } from './place-paths.ts';

/** Endings of disks that programs for virtual machines write. */
const DISK = '{qcow2,qcow,qed,img,raw,vmdk,vdi,vhd,vhdx,avhdx}';

/** Below the home of an account: VirtualBox, VMware, libvirt, Vagrant, Lima, Podman, WSL, Docker, UTM, Parallels. */
const OWN = [
  'VirtualBox VMs/*/*.{vdi,vmdk,vhd}',
  'vmware/*/*.vmdk',
  'Documents/Virtual Machines/*/*.vmdk',
  'Virtual Machines.localized/*.vmwarevm/*.vmdk',
  `.local/share/{libvirt,gnome-boxes}/images/*.${DISK}`,
  '.vagrant.d/boxes/*/*/*/{box.img,*.vmdk,*.vdi,*.vhdx}',
  '.vagrant.d/boxes/*/*/*/*/{box.img,*.vmdk,*.vdi,*.vhdx}',
  '{.lima,.colima/_lima}/*/{diffdisk,disk}',
  `.local/share/containers/podman/machine/*/*.${DISK}`,
  'AppData/Local/Packages/*/LocalState/ext4.vhdx',
  'AppData/Local/{wsl,Docker/wsl}/*/*.vhdx',
  'Library/Containers/com.docker.docker/Data/vms/*/data/Docker.raw',
  `Library/Containers/com.utmapp.UTM/Data/Documents/*.utm/Data/*.${DISK}`,
  'Parallels/*.pvm/*.hdd/*.hds',
];

/** Globs of disks in the usual places of the programs for virtual machines. */
export const diskGlobs: readonly string[] = [
  `var/lib/libvirt/images/*.${DISK}`,
  `var/lib/libvirt/images/*/*.${DISK}`,
  'var/lib/machines/*.raw',
  `var/lib/vz/images/*/*.${DISK}`,
  'var/lib/nova/instances/*/disk',
  'var/lib/glance/images/*',
  ...['var/lib/lxd', 'var/snap/lxd/common/lxd', 'var/lib/incus'].map(
    (store) => `${store}/storage-pools/*/virtual-machines/*/root.img`,
  ),
  'var/snap/multipass/common/data/multipassd/vault/instances/*/*.img',
  'Users/Public/Documents/Hyper-V/Virtual hard disks/*.{vhd,vhdx,avhdx}',
  'ProgramData/Microsoft/Windows/Virtual Hard Disks/*.{vhd,vhdx,avhdx}',
  ...[HOMES, 'root', 'Users/*'].flatMap((home) => OWN.map((path) => `${home}/${path}`)),
];

/** Globs of archives of container images that a machine loads when it starts. */
export const imageArchiveGlobs: readonly string[] = [
  'var/lib/rancher/{k3s,rke2}/agent/images/*.{tar,tar.gz,tgz,tar.zst}',
];

/** Definitions of libvirt, which name the disks of its machines wherever they lie. */
export const DOMAINS = 'etc/libvirt/qemu/*.xml';

/** Pieces of a VMDK, which its description names. */
const PIECE = /-(?:[fs]\d{3}|flat|ctk)\.vmdk$/iu;

/** Whether a file is no disk by itself. */
export function isPieceOfDisk(path: string): boolean {
  return PIECE.test(path);
}

/**
 * The disks of a machine of libvirt, from the root.
 *
 * @throws SyntaxError for XML that is damaged
 * @see https://libvirt.org/formatdomain.html
 */
export async function disksOfDomain(bytes: Uint8Array): Promise<string[]> {
  // Few machines have definitions, and the parser is large.
  const { childOf, xml } = await import('../formats/markup/xml.ts');
  const disks = childOf(xml(bytes), 'devices')?.children.filter(isDisk) ?? [];
  return disks.flatMap((disk) => {
    const { attributes } = childOf(disk, 'source') ?? {};
    const path = attributes?.get('file') ?? attributes?.get('dev');
    return path?.startsWith('/') ? [path.slice(1)] : [];
  });
}

/** A drive with a medium is none. */
function isDisk({ name, attributes }: XmlElement): boolean {
  return name === 'disk' && (attributes.get('device') ?? 'disk') === 'disk';
}
