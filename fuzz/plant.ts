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
    for (const file of reader.recognises ? await manifestsOf(reader) : []) {
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

/** One document with another one in it. */
export function planted(
  host: Uint8Array,
  plant: string,
  place: (typeof PLACES)[number],
  random: Random,
): Uint8Array {
  const isWide = host[0] === 0xff && host[1] === 0xfe;
  const gap = ['', '\n', '\n\n'][random(3)] ?? '';
  const bytes = Buffer.from(`${place === 'front' ? '' : gap}${plant}${gap}`, isWide ? 'utf16le' : 'utf8');
  const mark = isWide ? 2 : 0;
  const at =
    place === 'front' ? mark : place === 'behind' ? host.length : lineAt(host, random(host.length), isWide);
  return Buffer.concat([host.subarray(0, at), bytes, host.subarray(at)]);
}

/** The beginning of a line near a place. */
function lineAt(bytes: Uint8Array, from: number, isWide: boolean): number {
  const at = bytes.indexOf(0x0a, from);
  return at === -1 ? bytes.length : at + (isWide ? 2 : 1);
}

/** Whether a planted program is neither given nor anything told. */
export async function isHidden(bytes: Uint8Array, base: string): Promise<boolean> {
  const { sightings, gaps } = await scan(memorySource(bytes, base));
  return gaps.length === 0 && !sightings.some((one) => JSON.stringify(one).includes(PLANTED));
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
        const place = PLACES[random(PLACES.length)] ?? 'behind';
        const mixed = planted(host.bytes, plant, place, random);
        const text = `${kind} ${place} ${host.name}: neither read nor reported`;
        const isLost = await isHidden(mixed, host.base);
        return { programs: [], ...(isLost ? { disagreement: { text, bytes: mixed } } : {}) };
      },
    },
  ];
}
