import { isUtf8 } from 'node:buffer';
import { scan } from '../src/scan/index.ts';
import { memorySource } from '../src/sources/file.ts';
import { PLANTS } from './plant/documents.ts';
import { type FixtureDocuments, fixtureDocuments, type Host } from './plant/fixtures.ts';
import { isPlanted } from './plant/planted.ts';
import { isWide } from './plant/wide.ts';
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

/** How a file comes to us: most as a tool wrote it, some through an editor, a console, or what ran the tool. */
const FORMS = ['plain', 'plain', 'plain', 'plain', 'crlf', 'utf-16', 'answer'] as const;

/** The name of a file of what ran a tool. */
const ANSWER = 'answer.json';

/** The same text in another form; what is no text in UTF-8 stays as it is. */
function formed(bytes: Uint8Array, form: (typeof FORMS)[number]): Uint8Array {
  if (form === 'plain' || bytes.includes(0) || !isUtf8(bytes)) return bytes;
  const text = Buffer.from(bytes).toString();
  if (form === 'crlf') return Buffer.from(text.replace(/\r?\n/gu, '\r\n'));
  if (form === 'utf-16') return Buffer.from(`\ufeff${text.replace(/^\ufeff/u, '')}`, 'utf16le');
  return Buffer.from(JSON.stringify({ rc: 0, stdout: text, stderr: '' }));
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
        const form = FORMS[random(FORMS.length)] ?? 'plain';
        const mixed = formed(planted(host.bytes, plant, place, random), form);
        const text = `${kind} ${place} ${host.name} (${form}): neither read nor reported`;
        const isLost = await isHidden(mixed, form === 'answer' ? ANSWER : host.base);
        return { programs: [], ...(isLost ? { disagreement: { text, bytes: mixed } } : {}) };
      },
    },
  ];
}
