import { scan } from '../src/scan/index.ts';
import { memorySource } from '../src/sources/file.ts';
import { PLANTS } from './plant/documents.ts';
import { type FixtureDocuments, fixtureDocuments, type Host } from './plant/fixtures.ts';
import { isPlanted } from './plant/planted.ts';
import { type Random, randomFrom, randomOf, seedOf } from './random.ts';
import type { Answer, Target } from './target.ts';

/** Where a document is put into another one. */
export const PLACES = ['front', 'inside', 'behind'] as const;

/**
 * Whether a plant can be asked for: what stands in the middle of a database, a hive or a program is what some field of it
 * holds, and no document of its own.
 */
function isDocument(host: Uint8Array, place: (typeof PLACES)[number]): boolean {
  return !host.includes(0) || isWide(host) || place !== 'inside';
}

/** Whether a text is in UTF-16, as consoles of Windows redirect it. */
function isWide(host: Uint8Array): boolean {
  if (host[0] === 0xff && host[1] === 0xfe) return true;
  return (host[0] ?? 0) > 8 && host[1] === 0 && (host[2] ?? 0) > 8 && host[3] === 0;
}

/** One document with another one in it. */
export function planted(
  host: Uint8Array,
  plant: string,
  place: (typeof PLACES)[number],
  random: Random,
): Uint8Array {
  const wide = isWide(host);
  // What is glued to a line without an end is part of that line.
  const least = host.at(wide ? -2 : -1) === 0x0a ? 0 : 1;
  const gap = ['', '\n', '\n\n'][Math.max(least, random(3))] ?? '';
  const bytes = Buffer.from(`${place === 'front' ? '' : gap}${plant}${gap}`, wide ? 'utf16le' : 'utf8');
  const mark = wide && host[1] !== 0 ? 2 : 0;
  const at =
    place === 'front' ? mark : place === 'behind' ? host.length : lineAt(host, random(host.length), wide);
  return Buffer.concat([host.subarray(0, at), bytes, host.subarray(at)]);
}

/** The beginning of a line near a place. */
function lineAt(bytes: Uint8Array, from: number, isWide: boolean): number {
  const at = bytes.indexOf(0x0a, from);
  return at === -1 ? bytes.length : at + (isWide ? 2 : 1);
}

/** Whether a planted program is neither given nor anything reported. */
export async function isHidden(bytes: Uint8Array, base: string): Promise<boolean> {
  const { sightings, gaps } = await scan(memorySource(bytes, base));
  return gaps.length === 0 && !sightings.some(isPlanted);
}

/** Documents with a document of any other format in front of them, in them or behind them. */
export function plantTargets(): Target[] {
  let found: Promise<FixtureDocuments> | undefined;
  return [
    {
      id: 'plant: documents',
      seeds: Array.from({ length: 24 }, (_, at) => {
        const random = randomFrom(seedOf(`plant ${at}`));
        return { name: `plant ${at}`, bytes: Uint8Array.from({ length: 16 }, () => random(256)) };
      }),
      async prepare() {
        found ??= fixtureDocuments();
        await found;
      },
      async run(bytes): Promise<Answer> {
        found ??= fixtureDocuments();
        const { hosts, plants } = await found;
        const all = [...Object.entries(PLANTS), ...plants];
        const random = randomOf(bytes);
        const host = hosts[random(hosts.length)] as Host;
        const [kind, plant] = all[random(all.length)] as [string, string];
        const chosen = PLACES[random(PLACES.length)] ?? 'behind';
        const place = isDocument(host.bytes, chosen) ? chosen : 'front';
        const mixed = planted(host.bytes, plant, place, random);
        const text = `${kind} ${place} ${host.name}: neither read nor reported`;
        const isLost = await isHidden(mixed, host.base);
        return { programs: [], ...(isLost ? { disagreement: { text, bytes: mixed } } : {}) };
      },
    },
  ];
}
