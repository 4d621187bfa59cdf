import { nameKey } from '../../src/matching/names/index.ts';
import { allReaders } from '../../src/readers/load.ts';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';
import type { Reader } from '../../src/types.ts';
import { manifestsOf } from '../../tests/support/fixtures.ts';
import { PLANTED } from './documents.ts';

/** A document of the fixtures that is clean by itself. */
export interface Host {
  readonly name: string;
  readonly base: string;
  readonly bytes: Uint8Array;
}

/** What the fixtures of all readers hold. */
export interface FixtureDocuments {
  readonly hosts: readonly Host[];
  /** Reader and file → a document that its content alone shows, in which one program is the planted one. */
  readonly plants: readonly (readonly [string, string])[];
}

const MAX_HOST = 64 * 1024;
const MAX_PLANT = 16 * 1024;

/**
 * The documents of the fixtures that are read without a word, of each reader a few: as they are, and with a name changed.
 *
 * @param most of each reader
 * @param ids of readers, by default of all
 */
export async function fixtureDocuments(most = 8, ids?: ReadonlySet<string>): Promise<FixtureDocuments> {
  const hosts: Host[] = [];
  const plants: (readonly [string, string])[] = [];
  for (const reader of await allReaders()) {
    // Where the name says it all the content is no document.
    if (!reader.recognises || reader.pathOnly || ids?.has(reader.id) === false) continue;
    let own = 0;
    for (const { names, isOwn, ...host } of await cleanDocuments(reader, most)) {
      if (isOwn) hosts.push(host);
      const plant = own < most / 2 ? await plantOf(host, names) : undefined;
      if (plant === undefined) continue;
      own++;
      plants.push([host.name, plant]);
    }
  }
  return { hosts, plants };
}

interface Clean extends Host {
  /** Of programs in it. */
  readonly names: readonly string[];
  /** Whether its content and the name of its file show its reader. */
  readonly isOwn: boolean;
}

/** The smallest, so many. */
async function cleanDocuments(reader: Reader, most: number): Promise<Clean[]> {
  const all: Host[] = [];
  for (const file of await manifestsOf(reader)) {
    const bytes = (file.size ?? 0) > MAX_HOST ? undefined : new Uint8Array(await file.bytes());
    const base = file.path.split('/').at(-1) ?? '';
    if (bytes && bytes.length <= MAX_HOST) all.push({ name: `${reader.id} ${file.path}`, base, bytes });
  }
  all.sort((a, b) => a.bytes.length - b.bytes.length);
  const clean: Clean[] = [];
  for (const host of all) {
    if (clean.length === most) break;
    const { gaps, sightings, manifests } = await scan(memorySource(host.bytes, host.base));
    if (gaps.length > 0 || sightings.length === 0) continue;
    const isOwn = manifests.some((manifest) => manifest.reader === reader.id);
    clean.push({ ...host, names: sightings.map(({ name }) => name), isOwn });
  }
  return clean;
}

/** The document with one program renamed, if that is text and can be read under any name of its file. */
async function plantOf({ bytes }: Host, names: readonly string[]): Promise<string | undefined> {
  if (bytes.length > MAX_PLANT || bytes.includes(0)) return undefined;
  const text = Buffer.from(bytes).toString();
  for (const name of names.slice(0, 5)) {
    const renamed = text.replaceAll(name, PLANTED);
    const again = await scan(memorySource(Buffer.from(renamed), 'host.txt'));
    const isThere = again.sightings.some((one) => nameKey(one.name) === PLANTED);
    if (isThere && again.gaps.length === 0) return renamed;
  }
  return undefined;
}
