import { type ResourceHeader, resourceHeader } from './header.ts';
import type { Resource, Resources } from './resource.ts';

/** Content of files, found by its SHA-1. */
export interface Blobs {
  /** The resource with the tree of each image, in their order. */
  readonly metadata: readonly ResourceHeader[];
  /** Bytes of a content, by the hexadecimal digest; undefined when this file does not have it. */
  size(digest: string): number | undefined;
  /** Opens a content. Throws Error when this file does not have it. */
  open(digest: string): Resource;
}

const ENTRY = 50;
/** Where an entry has the digest of its content. */
const DIGEST = 30;
/** Some 2 million files: a DVD of Windows with all editions has 150,000. */
const MAX_TABLE = 2_000_000 * ENTRY;
/** A size that says: this entry is a solid resource, and files in it follow. */
const SOLID = 2 ** 32;

/** Solid resources, one after another, and the place of the first entry of a file in them. */
interface SolidGroup {
  readonly from: number;
  readonly members: readonly Resource[];
}

/** The table as it is stored, because it may have a million entries, and where in it each content is. */
interface Table {
  readonly bytes: Uint8Array;
  readonly metadata: readonly ResourceHeader[];
  readonly entries: ReadonlyMap<string, number>;
  readonly groups: readonly SolidGroup[];
}

/**
 * The table of all resources.
 *
 * @throws SyntaxError when it is damaged
 */
export function readTable(resources: Resources, table: ResourceHeader): Blobs {
  const { bytes, metadata, entries, groups } = parseTable(resources, table);
  const header = (digest: string): ResourceHeader | undefined => {
    const at = entries.get(keyOf(digest));
    return at === undefined ? undefined : resourceHeader(bytes, at);
  };
  return {
    metadata,
    size(digest) {
      const found = header(digest);
      // In a solid resource nothing is packed by itself.
      return found?.isSolid === true ? found.packed : found?.size;
    },
    open(digest) {
      const found = header(digest);
      if (found === undefined) throw new Error(`the content ${digest} is not in this WIM file`);
      if (!found.isSolid) return resources.open(found);
      return solidContent(groups, entries.get(keyOf(digest)) ?? 0, found);
    },
  };
}

function keyOf(digest: string): string {
  return Buffer.from(digest, 'hex').toString('latin1');
}

function parseTable(resources: Resources, header: ResourceHeader): Table {
  const stream = resources.open(header);
  if (stream.size > MAX_TABLE) throw new SyntaxError(`the lookup table has ${stream.size} bytes`);
  const bytes = Buffer.from(stream.read(0, stream.size));
  const metadata: ResourceHeader[] = [];
  const entries = new Map<string, number>();
  const groups: SolidGroup[] = [];
  let members: Resource[] = [];
  for (let at = 0; at + ENTRY <= bytes.length; at += ENTRY) {
    const entry = resourceHeader(bytes, at);
    if (entry.isSolid && entry.size === SOLID) {
      members.push(resources.open(entry));
      continue;
    }
    if (entry.isSolid && members.length > 0) {
      groups.push({ from: at, members });
      members = [];
    }
    if (entry.isMetadata) metadata.push(entry);
    else entries.set(bytes.toString('latin1', at + DIGEST, at + ENTRY), at);
  }
  return { bytes, metadata, entries, groups };
}

/** In entries of files in solid resources, the offset is that in the unpacked bytes of all of their group. */
function solidContent(
  groups: readonly SolidGroup[],
  at: number,
  { offset, packed: size }: ResourceHeader,
): Resource {
  const group = groups.findLast(({ from }) => from <= at);
  let start = 0;
  for (const resource of group?.members ?? []) {
    const inside = offset - start;
    start += resource.size;
    if (inside + size > resource.size) continue;
    return {
      size,
      read: (from, length) => resource.read(inside + from, Math.max(0, Math.min(length, size - from))),
    };
  }
  throw new SyntaxError('the lookup table is damaged: a file is in no solid resource');
}

/** The bytes of a digest, all zero when there is no content. */
export function digestAt(bytes: Uint8Array, at: number): string | undefined {
  const digest = bytes.subarray(at, at + 20);
  return digest.every((byte) => byte === 0) ? undefined : Buffer.from(digest).toString('hex');
}
