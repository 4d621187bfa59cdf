import { nameKey } from '../src/matching/names/index.ts';
import { allReaders, recognise } from '../src/readers/load.ts';
import { scan } from '../src/scan/index.ts';
import { memorySource } from '../src/sources/file.ts';
import { manifestsOf } from '../tests/support/fixtures.ts';
import { type Random, randomFrom, randomOf, seedOf } from './random.ts';
import type { Answer, Target } from './target.ts';

/** A program that no fixture has, as the tools of several systems list it. */
export const PLANTED = 'exampleav';

/** Kind of list → a whole document of it that holds the program and nothing else. */
export const PLANTS: Readonly<Record<string, string>> = {
  dpkg: `Package: ${PLANTED}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n`,
  'dpkg -l': `ii  ${PLANTED}  12  amd64  scanner\n`,
  apk: `P:${PLANTED}\nV:1.0-r0\nA:x86_64\n\n`,
  cyclonedx: `{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"application","name":"${PLANTED}","version":"1"}]}\n`,
  'powershell json': `[{"DisplayName":"${PLANTED}","DisplayVersion":"1","Publisher":"Example Ltd"}]\n`,
  'powershell table': `\r\nDisplayName DisplayVersion Publisher\r\n----------- -------------- ---------\r\n${PLANTED}   1              Example\r\n\r\n`,
  'powershell list': `\r\nDisplayName    : ${PLANTED}\r\nDisplayVersion : 1\r\nPublisher      : Example Ltd\r\n\r\n`,
  reg: `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\x]\r\n"DisplayName"="${PLANTED}"\r\n\r\n`,
  glpi: `<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST><CONTENT><SOFTWARES><NAME>${PLANTED}</NAME><VERSION>1</VERSION></SOFTWARES></CONTENT><QUERY>INVENTORY</QUERY></REQUEST>\n`,
  'rpm -qai': `Name        : ${PLANTED}\nVersion     : 1\nRelease     : 1\nArchitecture: x86_64\nInstall Date: Mon 02 Jan 2023 10:00:00 AM UTC\nGroup       : x\nSize        : 1\nLicense     : x\nSummary     : x\nDescription :\nx\n`,
  system_profiler: `Applications:\n\n    ${PLANTED}:\n\n      Version: 1\n      Location: /Applications/${PLANTED}.app\n\n`,
  'pacman -Q': `${PLANTED} 1.0-1\nexamplelib 2.0-3\n`,
  'rpm -qa': `${PLANTED}-1.0-1.el9.x86_64\nexamplelib-2.0-3.el9.x86_64\n`,
  'apt list': `${PLANTED}/stable,now 1.0-1 amd64 [installed]\n`,
  csv: `Name,Version,Publisher\r\n${PLANTED},1,Example Ltd\r\n`,
  winget: `Name        Id          Version Source\r\n--------------------------------------\r\n${PLANTED}   Example.Av  1.0     winget\r\n`,
  'flatpak list': `${PLANTED}\torg.example.av\t1.0\tstable\tsystem\n`,
  'apk info': `${PLANTED}-1.0-r0\nexamplelib-2.0-r3\n`,
  osquery: `[{"name":"${PLANTED}","version":"1","install_location":"","publisher":"Example Ltd","identifying_number":"","uninstall_string":"x"}]\n`,
  clixml: `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><MS><S N="DisplayName">${PLANTED}</S><S N="DisplayVersion">1</S><S N="Publisher">x</S></MS></Obj></Objs>\n`,
  'ls /Applications': `${PLANTED}.app\nSafari.app\n`,
  tag: `SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: x\n\nPackageName: ${PLANTED}\nSPDXID: SPDXRef-a\nPackageVersion: 1\nPackageDownloadLocation: NOASSERTION\n`,
};

/** A document of the fixtures that is clean by itself. */
export interface Host {
  readonly name: string;
  readonly base: string;
  readonly bytes: Uint8Array;
}

const LARGEST = 64 * 1024;

/** Every handed document of the fixtures that is read without a word, of each reader a few. */
async function hosts(most = 6): Promise<Host[]> {
  const found: Host[] = [];
  for (const reader of await allReaders()) {
    let taken = 0;
    // Where the name says it all the content is no document.
    for (const file of reader.recognises && !reader.pathOnly ? await manifestsOf(reader) : []) {
      const base = file.path.split('/').at(-1) ?? '';
      const bytes = Uint8Array.from(await file.bytes());
      if (bytes.length === 0 || bytes.length > LARGEST || taken >= most) continue;
      if ((await recognise(bytes.subarray(0, LARGEST), base))?.id !== reader.id) continue;
      const { gaps, sightings } = await scan(memorySource(bytes, base));
      if (gaps.length > 0 || sightings.length === 0) continue;
      taken++;
      found.push({ name: `${reader.id} ${file.path}`, base, bytes });
    }
  }
  return found;
}

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

/** Whether a planted program is neither given under its own name nor anything reported. */
export async function isHidden(bytes: Uint8Array, base: string): Promise<boolean> {
  const { sightings, gaps } = await scan(memorySource(bytes, base));
  return gaps.length === 0 && !sightings.some((one) => nameKey(one.name) === PLANTED);
}

/** Documents with a document of any other format in front of them, in them or behind them. */
export function plantTargets(): Target[] {
  // Found when they are needed: other targets do not wait for them.
  let found: Promise<Host[]> | undefined;
  return [
    {
      id: 'plant: documents',
      seeds: Array.from({ length: 24 }, (_, at) => {
        const random = randomFrom(seedOf(`plant ${at}`));
        return { name: `plant ${at}`, bytes: Uint8Array.from({ length: 16 }, () => random(256)) };
      }),
      async run(bytes): Promise<Answer> {
        found ??= hosts();
        const all = await found;
        const random = randomOf(bytes);
        const host = all[random(all.length)] as Host;
        const [kind, plant] = Object.entries(PLANTS)[random(Object.keys(PLANTS).length)] as [string, string];
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
