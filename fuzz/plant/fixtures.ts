import { text as decoded } from '../../src/formats/text/decode.ts';
import { allReaders } from '../../src/readers/load.ts';
import { NOTHING_RECOGNISED } from '../../src/scan/empty-scan.ts';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';
import type { CoverageGap, Reader } from '../../src/types.ts';
import { manifestsOf } from '../../tests/support/fixtures.ts';
import { PLANTED } from './documents.ts';
import { isPlanted } from './planted.ts';
import { isWide } from './wide.ts';

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
  /** Whether its content and the name of its file show its reader, and it is an inventory. */
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
    if (!isWhole(gaps) || sightings.length === 0) continue;
    const isOwn = gaps.length === 0 && manifests.some((manifest) => manifest.reader === reader.id);
    clean.push({ ...host, names: sightings.map(({ name }) => name), isOwn });
  }
  return clean;
}

/** The document with one program renamed, if that is text and can be read under any name of its file. */
async function plantOf({ bytes }: Host, names: readonly string[]): Promise<string | undefined> {
  if (bytes.length > MAX_PLANT || (bytes.includes(0) && !isWide(bytes))) return undefined;
  const written = decoded(bytes);
  for (const renamed of names.slice(0, 5).flatMap((name) => renamings(written, name))) {
    const { sightings, gaps } = await scan(memorySource(Buffer.from(renamed), 'host.txt'));
    if (sightings.some(isPlanted) && isWhole(gaps)) return renamed;
  }
  return undefined;
}

/** Whether nothing is missing in a document: a list of services is no inventory by itself, and counts beside one. */
function isWhole(gaps: readonly CoverageGap[]): boolean {
  return gaps.every(({ reason }) => reason === NOTHING_RECOGNISED);
}

/** A text with another name in the place of one: anywhere, in cells of the same width, as the last word of identifiers. */
function renamings(written: string, name: string): string[] {
  const word = name.split(/[/.]/u).at(-1) ?? name;
  return [
    written.replaceAll(name, PLANTED),
    written.split(name).reduce((before, behind) => {
      const blanks = behind.length - behind.replace(/^ +/u, '').length;
      const width = name.length + blanks;
      return width > PLANTED.length
        ? before + PLANTED.padEnd(width) + behind.slice(blanks)
        : before + name + behind;
    }),
    written.replaceAll(word, PLANTED),
  ];
}
