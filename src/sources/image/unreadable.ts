interface Magic {
  readonly at: number;
  readonly bytes: string;
  readonly what: string;
  readonly kind: 'disk' | 'packed' | 'archive';
}

/** First bytes, in Latin-1, of what holds files and is not opened here. */
const MAGICS: readonly Magic[] = [
  { at: 0, bytes: 'QFI\xfb', what: 'a qcow2 disk image', kind: 'disk' },
  { at: 0, bytes: 'KDMV', what: 'a VMDK disk image', kind: 'disk' },
  { at: 0, bytes: '# Disk DescriptorFile', what: 'a VMDK disk image', kind: 'disk' },
  { at: 0, bytes: 'conectix', what: 'a VHD disk image', kind: 'disk' },
  { at: 0, bytes: 'vhdxfile', what: 'a VHDX disk image', kind: 'disk' },
  { at: 0x40, bytes: '\x7f\x10\xda\xbe', what: 'a VDI disk image', kind: 'disk' },
  { at: 0x438, bytes: '\x53\xef', what: 'an ext4 file system', kind: 'disk' },
  { at: 0, bytes: 'XFSB', what: 'an XFS file system', kind: 'disk' },
  { at: 3, bytes: 'NTFS    ', what: 'an NTFS file system', kind: 'disk' },
  { at: 0x10040, bytes: '_BHRfS_M', what: 'a Btrfs file system', kind: 'disk' },
  { at: 32, bytes: 'NXSB', what: 'an APFS container', kind: 'disk' },
  { at: 1024, bytes: 'H+\0\x04', what: 'an HFS+ file system', kind: 'disk' },
  { at: 1024, bytes: '\xe2\xe1\xf5\xe0', what: 'an EROFS file system', kind: 'disk' },
  { at: 0, bytes: 'hsqs', what: 'a squashfs file system', kind: 'disk' },
  { at: 0x8001, bytes: 'CD001', what: 'an ISO 9660 file system', kind: 'disk' },
  { at: 0x200, bytes: 'EFI PART', what: 'a disk with partitions', kind: 'disk' },
  { at: 0, bytes: 'MSWIM\0\0\0', what: 'a Windows image (WIM)', kind: 'archive' },
  { at: 0, bytes: '\xfd7zXZ\0', what: 'packed with xz', kind: 'packed' },
  { at: 0, bytes: 'BZh', what: 'packed with bzip2', kind: 'packed' },
  { at: 0, bytes: '\x04\x22\x4d\x18', what: 'packed with lz4', kind: 'packed' },
  { at: 0, bytes: '7z\xbc\xaf\x27\x1c', what: 'a 7-Zip archive', kind: 'archive' },
  { at: 0, bytes: 'Rar!\x1a\x07', what: 'a RAR archive', kind: 'archive' },
  { at: 0, bytes: '070701', what: 'a cpio archive', kind: 'archive' },
];

const ADVICE = {
  disk: 'mount it read-only and scan the folder, or pipe its files in: guestfish --ro -a IMAGE -i tar-out / - | interdict -',
  packed: 'unpack it into interdict: xz -dc, bzip2 -dc or lz4 -dc FILE | interdict -',
  archive: 'unpack it and scan the folder',
} as const;

/** What a file is that holds files and is not opened here, and what to do with it. */
export function unreadable(head: Uint8Array): string | undefined {
  const magic = MAGICS.find((one) => begins(head, one));
  return magic && `it is ${magic.what}; ${ADVICE[magic.kind]}`;
}

/** Most heads differ in the first byte. */
function begins(head: Uint8Array, { at, bytes }: Magic): boolean {
  if (head[at] !== bytes.charCodeAt(0)) return false;
  return Buffer.from(head.subarray(at, at + bytes.length)).toString('latin1') === bytes;
}
