import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Json, json } from '../../formats/markup/json.ts';
import { quoted } from '../../formats/source-position.ts';
import { limits } from '../../limits.ts';
import { resolveIn } from '../root.ts';
import { cleanPath } from './apply-layer.ts';
import { type Range, readRange } from './bytes.ts';

/** The members of an image in an archive or a folder, by name. */
export interface Members {
  /** Undefined when there is none of this name. */
  find(name: string): Range | undefined;
  /** The names at the top, as far as they were listed. */
  readonly names: readonly string[];
  /** The names at all depths; absent of stores, which keep layers of many images. */
  all?(): readonly string[];
  /** Whether tools leave layers behind in it when a tag moves, as they do in a folder. */
  readonly keepsOld?: true;
}

/** As many descriptions of the largest size may be read of one archive: a short list may name one a million times. */
const MAX_READ = 64;
/** Bytes of descriptions that were read. */
const read = new WeakMap<Members, number>();

/**
 * A member that is JSON.
 *
 * @throws Error when it is absent or too large, or when too much was read before; SyntaxError when it is no JSON
 */
export function jsonMember(
  members: Members,
  name: string,
): { readonly value: Json; readonly bytes: Uint8Array } {
  const range = members.find(name);
  if (!range) throw new Error(`${quoted(name)} is not in the archive`);
  if (range.size > limits.description) {
    throw new Error(
      `${quoted(name)} has ${range.size} bytes, more than ${limits.description} (limit: description)`,
    );
  }
  const sum = (read.get(members) ?? 0) + range.size;
  if (sum > limits.description * MAX_READ) {
    throw new Error(
      `descriptions of ${sum} bytes in all, more than ${MAX_READ} times ${limits.description} (limit: description)`,
    );
  }
  read.set(members, sum);
  const bytes = readRange(range);
  return { value: json(bytes), bytes };
}

/** The members of an image in a folder; no name leads out of it. */
export function folderMembers(folder: string, names: readonly string[]): Members {
  return {
    names,
    all: () => blobsIn(folder),
    keepsOld: true,
    find(name) {
      const clean = cleanPath(name);
      const place = clean ? resolveIn(folder, clean) : undefined;
      return place?.regular && place.size !== undefined
        ? { file: place.real, start: 0, size: place.size }
        : undefined;
    },
  };
}

function blobsIn(folder: string): string[] {
  try {
    return readdirSync(join(folder, BLOBS)).map((name) => `${BLOBS}/${name}`);
  } catch {
    return [];
  }
}

const BLOBS = 'blobs/sha256';

/** One file or link of an archive. */
export type Member = Range | { readonly link: string };

/** The members of an image in a plain archive; later ones of a name win, links lead to other members. */
export function archiveMembers(members: ReadonlyMap<string, Member>): Members {
  return {
    names: [...members.keys()].filter((name) => !name.includes('/')),
    all: () => [...members.keys()],
    find(name) {
      let at = cleanPath(name);
      for (let followed = 0; at !== undefined && followed <= limits.links; followed++) {
        const member = members.get(at);
        if (!member || 'file' in member) return member;
        at = linkTarget(at, member.link);
      }
      return undefined;
    },
  };
}

/** `docker save` and skopeo write equal layers once and link to them from beside: `../<id>/layer.tar`. */
function linkTarget(from: string, target: string): string | undefined {
  const names = target.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const name of target.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.join('/') || undefined;
}
