/** Every bound on what a scanned machine may cost us. What hits one is an unread that names it, never a silence. */
export interface Limits {
  /** Bytes of a file that recognition may look at. */
  readonly head: number;
  /** Bytes of one manifest that is read. */
  readonly file: number;
  /** Folders between a root and what is found. */
  readonly depth: number;
  /** Files and folders that one walk may visit. */
  readonly entries: number;
  /** Links followed to reach one file. */
  readonly links: number;
  /** Places of an archived root that links lead to, counted for every glob: each of a thousand homes leads to hundreds. */
  readonly linked: number;
  /** Programs and traces that one manifest may give. */
  readonly programs: number;
  /** Computers whose programs the documents of one source list. */
  readonly hosts: number;
  /** Bytes that an archive or image may unpack to, and the ratio to its packed size above 64 MiB. */
  readonly unpacked: number;
  readonly ratio: number;
  /** Layers of an image. */
  readonly layers: number;
  /** Images of one archive, and archives and disks in one source: each is read for itself, and a short list may name the same layers a million times. */
  readonly images: number;
  /** Layers and descriptions of an image archive, and other members beside them. */
  readonly members: number;
  /** Bytes of one description of an image; of all that are read of one archive, 64 times as many. */
  readonly description: number;
  /** Files, folders and links of an archived root that readers ask for. */
  readonly nodes: number;
  /** Files in an archive of manifests that somebody collected. */
  readonly handed: number;
  /** Program files that services, units and menu entries of one source name, and that are looked at. */
  readonly references: number;
  /** Files that a search for program files may open. */
  readonly opened: number;
  /** Nesting of a document: a property list, JSON, XML. */
  readonly nesting: number;
  /** Archives, images and disks in one another. */
  readonly nested: number;
  /** Bytes of one table of a disk image: blocks of a container, partitions, descriptions of volumes. */
  readonly diskTable: number;
  /** Images that a disk is backed by. */
  readonly backing: number;
  /** Partitions and volumes of one disk, and disks and file systems in one another. */
  readonly partitions: number;
  /** Pieces of one file of a disk, and blocks that show where they lie. */
  readonly extents: number;
  /** Bytes of one folder of a disk. */
  readonly folderBytes: number;
}

/** Chosen well above what real machines show; `docs/security.md` lists them with their reasons. */
const DEFAULTS: Limits = {
  head: 64 * 1024,
  file: 1024 * 1024 * 1024,
  depth: 64,
  entries: 5_000_000,
  links: 40,
  linked: 50_000,
  programs: 2_000_000,
  hosts: 100_000,
  unpacked: 64 * 1024 * 1024 * 1024,
  ratio: 1000,
  layers: 4096,
  images: 128,
  members: 200_000,
  description: 16 * 1024 * 1024,
  nodes: 400_000,
  handed: 100_000,
  references: 5000,
  opened: 2_000_000,
  nesting: 256,
  nested: 4,
  diskTable: 32 * 1024 * 1024,
  backing: 16,
  partitions: 128,
  extents: 1_000_000,
  folderBytes: 256 * 1024 * 1024,
};

const current = { ...DEFAULTS };

/** The bounds that hold in this thread. */
export const limits: Limits = current;

/** Sets the bounds of this thread: one that is not named has its default again. */
export function setLimits(own: Partial<Limits> = {}): void {
  Object.assign(current, DEFAULTS, own);
}
