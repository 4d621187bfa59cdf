import type { BlockDevice } from '../device.ts';

/** One partition of a disk. */
export interface Partition {
  /** From 1, as `/dev/sda1` counts; logical ones from 5. */
  readonly number: number;
  /** A GUID in small letters, two hexadecimal digits with `0x` of an MBR, or the words of Apple in small letters. */
  readonly type: string;
  readonly device: BlockDevice;
  /** Where it begins on its disk, in bytes. */
  readonly start: number;
  /** What `PARTUUID=` and `PARTLABEL=` of an fstab name. */
  readonly partUuid?: string;
  readonly partLabel?: string;
}

/** What a partition table says. */
export interface PartitionTable {
  readonly kind: 'gpt' | 'mbr' | 'apm';
  readonly partitions: readonly Partition[];
  /** Partitions that cannot be looked at, with their reasons. */
  readonly gaps: readonly string[];
}
