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

/** Where a content is: a resource of its own, or a part of a solid one. */
interface Place {
  readonly resource: ResourceHeader;
  readonly offset: number;
  readonly size: number;
}

const ENTRY = 50;
/** Some 2 million files: a DVD of Windows with all editions has 150,000. */
const MAX_TABLE = 2_000_000 * ENTRY;
/** A size that says: this entry is a solid resource, and files in it follow. */
const SOLID = 2 ** 32;

/**
 * The table of all resources.
 *
 * @throws SyntaxError when it is damaged
 */
export function readTable(resources: Resources, table: ResourceHeader): Blobs {
  const { metadata, places } = parseTable(resources, table);
  const opened = new Map<ResourceHeader, Resource>();
  const open = (header: ResourceHeader): Resource => {
    const known = opened.get(header) ?? resources.open(header);
    // A solid resource has a table of its own, which is read once.
    if (header.isSolid) opened.set(header, known);
    return known;
  };
  return {
    metadata,
    size: (digest) => places.get(digest)?.size,
    open(digest) {
      const place = places.get(digest);
      if (place === undefined) throw new Error(`the content ${digest} is not in this WIM file`);
      const resource = open(place.resource);
      const { offset: start, size } = place;
      if (start + size > resource.size) throw new SyntaxError(`the content ${digest} leaves its resource`);
      const read: Resource['read'] = (offset, length) =>
        resource.read(start + offset, Math.max(0, Math.min(length, size - offset)));
      return { size, read };
    },
  };
}

interface Parsed {
  readonly metadata: ResourceHeader[];
  readonly places: Map<string, Place>;
}

function parseTable(resources: Resources, table: ResourceHeader): Parsed {
  const stream = resources.open(table);
  if (stream.size > MAX_TABLE) throw new SyntaxError(`the lookup table has ${stream.size} bytes`);
  const bytes = stream.read(0, stream.size);
  const parsed: Parsed = { metadata: [], places: new Map() };
  /** The solid resources that the files after them lie in, one after another. */
  let solid: { readonly header: ResourceHeader; readonly size: number }[] = [];
  let wasSolidFile = false;
  for (let at = 0; at + ENTRY <= bytes.length; at += ENTRY) {
    const header = resourceHeader(bytes, at);
    const digest = Buffer.from(bytes.subarray(at + 30, at + 50)).toString('hex');
    if (header.isSolid && header.size === SOLID) {
      if (wasSolidFile) solid = [];
      wasSolidFile = false;
      solid.push({ header, size: solidSize(resources, header) });
    } else if (header.isSolid) {
      wasSolidFile = true;
      parsed.places.set(digest, solidPlace(solid, header));
    } else if (header.isMetadata) parsed.metadata.push(header);
    else parsed.places.set(digest, { resource: header, offset: 0, size: header.size });
  }
  return parsed;
}

function solidSize(resources: Resources, header: ResourceHeader): number {
  return resources.open(header).size;
}

/** In entries of files in solid resources, the offset is that of the unpacked bytes of all of them. */
function solidPlace(
  solid: readonly { readonly header: ResourceHeader; readonly size: number }[],
  { offset, packed: size }: ResourceHeader,
): Place {
  let start = 0;
  for (const { header, size: whole } of solid) {
    if (offset < start + whole || (size === 0 && offset === start + whole))
      return { resource: header, offset: offset - start, size };
    start += whole;
  }
  throw new SyntaxError('the lookup table is damaged: a file is in no solid resource');
}

/** The bytes of a digest, all zero when there is no content. */
export function digestAt(bytes: Uint8Array, at: number): string | undefined {
  const digest = bytes.subarray(at, at + 20);
  return digest.every((byte) => byte === 0) ? undefined : Buffer.from(digest).toString('hex');
}
