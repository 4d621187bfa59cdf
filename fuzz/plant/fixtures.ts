import { nameKey } from '../../src/matching/names/index.ts';
import { allReaders, recognise } from '../../src/readers/load.ts';
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
    for (const host of (await cleanDocuments(reader)).slice(0, most)) {
      if (await isOf(reader, host)) hosts.push(host);
      const plant = own < most / 2 ? await plantOf(host) : undefined;
      if (plant === undefined) continue;
      own++;
      plants.push([host.name, plant]);
    }
  }
  return { hosts, plants };
}

/** The smallest first. */
async function cleanDocuments(reader: Reader): Promise<Host[]> {
  const found: Host[] = [];
  for (const file of await manifestsOf(reader)) {
    if ((file.size ?? 0) > MAX_HOST) continue;
    const base = file.path.split('/').at(-1) ?? '';
    const bytes = Uint8Array.from(await file.bytes());
    const { gaps, sightings } = await scan(memorySource(bytes, base));
    if (gaps.length === 0 && sightings.length > 0)
      found.push({ name: `${reader.id} ${file.path}`, base, bytes });
  }
  return found.sort((a, b) => a.bytes.length - b.bytes.length);
}

async function isOf(reader: Reader, { base, bytes }: Host): Promise<boolean> {
  return (await recognise(bytes.subarray(0, MAX_HOST), base))?.id === reader.id;
}

/** The document with one program renamed, if that is text and can be read under any name of its file. */
async function plantOf({ base, bytes }: Host): Promise<string | undefined> {
  if (bytes.length > MAX_PLANT || bytes.includes(0)) return undefined;
  const text = Buffer.from(bytes).toString();
  const { sightings } = await scan(memorySource(bytes, base));
  for (const { name } of sightings.slice(0, 5)) {
    const renamed = text.replaceAll(name, PLANTED);
    const again = await scan(memorySource(Buffer.from(renamed), 'host.txt'));
    const isThere = again.sightings.some((one) => nameKey(one.name) === PLANTED);
    if (isThere && again.gaps.length === 0) return renamed;
  }
  return undefined;
}
