import { quoted } from '../../formats/source-position.ts';
import { limits } from '../../limits.ts';
import { readRange } from './bytes.ts';
import { DESCRIPTIONS } from './classify.ts';
import { DOCUMENT_HEAD, isPacked } from './image-content.ts';
import type { ArchiveError, ImageManifest } from './image-manifest.ts';
import { jsonMember, type Members } from './members.ts';

/** Members that may be layers, by their names. */
const LAYER = /(?:^|\/)(?:layer\.tar|(?:sha256:)?[0-9a-f]{64}(?:\.tar)?(?:\.gz)?)$/u;
const DIGEST = /[0-9a-f]{64}/gu;
/** Members that nothing names and that are looked into. */
const MAX_LOOKED_AT = 1000;

/**
 * Layers among images that no description names: those of an image whose manifest is lost. Tools write no others into an
 * archive.
 *
 * @param images those that are described
 */
export function orphansIn(members: Members, images: readonly ImageManifest[]): ArchiveError[] {
  const candidates = (members.all?.() ?? []).filter((name) => LAYER.test(name));
  if (candidates.length === 0) return [];
  const { digests, texts } = namesIn(members);
  const read = new Set(images.flatMap(({ layers }) => layers.map((layer) => layer.name)));
  const isNamed = (name: string): boolean =>
    read.has(name) ||
    (name.match(DIGEST) ?? []).some((digest) => digests.has(digest)) ||
    texts.some((text) => text.includes(JSON.stringify(name)));
  // Equal layers are one, to which links lead.
  const places = new Set(candidates.filter(isNamed).map((name) => placeOf(members, name)));
  const orphans = candidates
    .filter((name) => !isNamed(name) && !places.has(placeOf(members, name)))
    .slice(0, MAX_LOOKED_AT)
    .filter((name) => isLayer(members, name));
  const [first, ...more] = orphans;
  if (first === undefined) return [];
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  return [{ path: first, reason: `no image has the layer ${quoted(first)}${others}` }];
}

function placeOf(members: Members, name: string): string {
  const range = members.find(name);
  return `${range?.file}\0${range?.start}`;
}

interface Names {
  readonly digests: ReadonlySet<string>;
  /** The descriptions at the top. */
  readonly texts: readonly string[];
}

/** The digests that the descriptions of an archive name, and those that what they name names in turn. */
function namesIn(members: Members): Names {
  const digests = new Set<string>();
  const texts = DESCRIPTIONS.flatMap((name) => textOf(members, name) ?? []);
  const todo = [...texts];
  for (let text = todo.pop(); text !== undefined; text = todo.pop()) {
    for (const [digest] of text.matchAll(DIGEST)) {
      if (digests.has(digest)) continue;
      digests.add(digest);
      for (const name of [`blobs/sha256/${digest}`, `${digest}.json`, `${digest}/json`])
        todo.push(...(textOf(members, name) ?? []));
    }
  }
  return { digests, texts };
}

/** A description; nothing of what is none, or cannot be read, as whoever reads the images reports. */
function textOf(members: Members, name: string): [string] | undefined {
  const range = members.find(name);
  if (range === undefined || range.size > limits.description) return undefined;
  try {
    if (!isBracket(readRange({ ...range, size: 1 }))) return undefined;
    return [Buffer.from(jsonMember(members, name).bytes).toString('latin1')];
  } catch {
    return undefined;
  }
}

function isBracket([first]: Uint8Array): boolean {
  return first === 0x7b || first === 0x5b;
}

function isLayer(members: Members, name: string): boolean {
  const range = members.find(name);
  return range !== undefined && isPacked(readRange({ ...range, size: Math.min(range.size, DOCUMENT_HEAD) }));
}
