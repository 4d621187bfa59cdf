/**
 * Whether the beginning of a file may be that of a disk. The readers of disks are loaded only then, and decide; this
 * must never miss one, and costs some comparisons.
 */

interface Magic {
  readonly at: number;
  /** In Latin-1. */
  readonly bytes: string;
}

const MAGICS: readonly Magic[] = [
  { at: 0, bytes: 'QFI\xfb' }, // qcow2
  { at: 0, bytes: 'KDMV' }, // VMDK
  { at: 0, bytes: '# Disk DescriptorFile' },
  { at: 0, bytes: 'COWD' },
  { at: 0, bytes: 'conectix' }, // VHD
  { at: 0, bytes: 'vhdxfile' },
  { at: 0x40, bytes: '\x7f\x10\xda\xbe' }, // VDI
  { at: 510, bytes: '\x55\xaa' }, // MBR, FAT, NTFS, exFAT
  { at: 0x200, bytes: 'EFI PART' },
  { at: 0x1000, bytes: 'EFI PART' },
  { at: 0x438, bytes: '\x53\xef' }, // ext
  { at: 0, bytes: 'XFSB' },
  { at: 3, bytes: 'NTFS    ' },
  { at: 3, bytes: '-FVE-FS-' },
  { at: 3, bytes: 'ReFS\0\0\0\0' },
  { at: 0x10040, bytes: '_BHRfS_M' }, // Btrfs
  { at: 32, bytes: 'NXSB' },
  { at: 1024, bytes: 'H+\0\x04' },
  { at: 1024, bytes: 'HX\0\x05' },
  { at: 1024, bytes: 'BD' }, // HFS, which may hold HFS+
  { at: 512, bytes: 'PM\0\0' }, // the partition map of Apple
  { at: 2048, bytes: 'PM\0\0' },
  { at: 4096, bytes: 'PM\0\0' },
  { at: 0, bytes: 'encrcdsa' }, // an encrypted DMG
  { at: 0, bytes: 'sprs\0' },
  { at: 1024, bytes: '\x10\x20\xf5\xf2' }, // F2FS
  { at: 1024, bytes: '\xe2\xe1\xf5\xe0' }, // EROFS
  { at: 0, bytes: 'hsqs' },
  { at: 0x8001, bytes: 'CD001' },
  { at: 0x8001, bytes: 'BEA01' }, // UDF
  { at: 0x8001, bytes: 'NSR0' },
  { at: 0x10034, bytes: 'ReIsEr' },
  { at: 0x8000, bytes: 'JFS1' },
  { at: 0, bytes: 'LUKS\xba\xbe' },
  { at: 0, bytes: '070701' }, // cpio
  { at: 0, bytes: '070702' },
  { at: 0, bytes: 'MSWIM\0\0\0' },
  { at: 0, bytes: 'WLPWM\0\0\0' },
  { at: 0, bytes: 'LABELONE' }, // LVM2
  { at: 0x200, bytes: 'LABELONE' },
  { at: 0x400, bytes: 'LABELONE' },
  { at: 0x600, bytes: 'LABELONE' },
  { at: 0, bytes: '\xfc\x4e\x2b\xa9' }, // RAID of Linux
  { at: 0x1000, bytes: '\xfc\x4e\x2b\xa9' },
];

/** Whether a file that begins so may be a disk. `head` holds 66 KiB, or all of a smaller file. */
export function mayBeDisk(head: Uint8Array): boolean {
  return MAGICS.some((magic) => begins(head, magic));
}

function begins(head: Uint8Array, { at, bytes }: Magic): boolean {
  if (head[at] !== bytes.charCodeAt(0)) return false;
  return Buffer.from(head.subarray(at, at + bytes.length)).toString('latin1') === bytes;
}
