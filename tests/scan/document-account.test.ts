/** Lists that stand one behind the other in one file: none of them may be passed over. */
import { describe, expect, test } from 'vitest';
import { PLANTED, PLANTS } from '../../fuzz/plant/documents.ts';
import { isHidden, planted } from '../../fuzz/plant.ts';
import { randomFrom } from '../../fuzz/random.ts';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const harmless = Object.entries(PLANTS).map(
  ([kind, text]) => [kind, text.replaceAll(PLANTED, 'innocuous')] as const,
);
const seen = async (bytes: Uint8Array, name = 'host.txt') => {
  const { sightings, gaps } = await scan(memorySource(bytes, name));
  return { names: sightings.map((one) => one.name), gaps: gaps.map(({ reason }) => reason) };
};

describe.each(harmless)('beside %s', (kind, text) => {
  test('it is whole by itself', async () => {
    const { names, gaps } = await seen(Buffer.from(text));
    expect(names).toContain('innocuous');
    expect(gaps).toEqual([]);
  });

  test.each(Object.entries(PLANTS).filter(([other]) => other !== kind))(
    '%s is not lost',
    async (_, plant) => {
      const lost: string[] = [];
      for (const place of ['front', 'behind'] as const) {
        for (const seed of [1, 2, 3]) {
          const bytes = planted(Buffer.from(text), plant, place, randomFrom(seed));
          if (await isHidden(bytes, 'host.txt')) lost.push(`${place} ${seed}`);
        }
      }
      expect(lost).toEqual([]);
    },
  );
});

describe('one session of a console', () => {
  const table =
    '\r\nDisplayName DisplayVersion Publisher\r\n----------- -------------- ---------\r\nalder       23             Example\r\n\r\n';

  test('an error behind a table is reported', async () => {
    const { names, gaps } = await seen(
      Buffer.from(`${table}Get-WmiObject : Access is denied. (Exception from HRESULT: 0x80070005)\r\n`),
    );
    expect(names).toEqual(['alder']);
    expect(gaps).toEqual([expect.stringMatching(/^line 6: part of what was collected failed/u)]);
  });

  test('a second header of a table with commas changes what its columns are', async () => {
    const { names } = await seen(
      Buffer.from('"Publisher","Name"\n"Example","alder"\n"Name","Publisher"\n"birch","Example"\n'),
      'list.csv',
    );
    expect(names).toEqual(['alder', 'birch']);
  });

  test('rows with marks in brackets are no JSON, and are read', async () => {
    const rows =
      '[IP-] [  ] app-antivirus/alder-12.2.0:0\n[-P-] [  ] app-editors/vim-9.0:0\n[I-O] [ ~] sys-libs/glibc-2.37:2.2\n';
    const { names } = await seen(
      Buffer.from(`Chocolatey v2.2.2\n\n${rows}\nbirch 7.1\n1 packages installed.\n`),
    );
    expect(names).toEqual(['app-antivirus/alder', 'birch', 'sys-libs/glibc']);
  });

  test('a list whose first row fits the columns of a table is read from that row on', async () => {
    const text = [
      'Name             Caption                   Version       IdentifyingNumber',
      '----             -------                   -------       -----------------',
      'Alder            Alder 23                  23            {0A1B2C3D-0000-4000-8000-00000000AAAA}',
      'Safari.app        Birch.app  Utilities',
      'Cedar Reader.app',
      'Dogwood          Dogwood 7                 7             {0A1B2C3D-0000-4000-8000-00000000BBBB}\n',
    ];
    const { names } = await seen(Buffer.from(text.join('\n')));
    expect(names).toEqual(expect.arrayContaining(['Safari', 'Birch', 'Cedar Reader', 'Dogwood']));
  });

  test('refs of flatpak between applications of a Mac are read', async () => {
    const text =
      'Applications:\n\n    Alder:\n\n      Version: 4.2\n      Location: /Applications/Alder.app\n';
    const refs = 'app/org.example.Birch/x86_64/stable\nruntime/org.example.Platform/x86_64/23.08\n';
    const { names } = await seen(Buffer.from(text + refs + text.replaceAll('Alder', 'Cedar')));
    expect(names).toEqual(expect.arrayContaining(['Alder', 'org.example.Birch', 'Cedar']));
  });

  test('extensions of an editor between names of Homebrew are read', async () => {
    const list = 'alder 1.1\nexample.elm-tools@4.2.1\nexample.oak-theme@1.0.0\nbirch@2 2.1_3\n';
    const { names } = await seen(Buffer.from(list), 'brew-list.txt');
    expect(names).toEqual(expect.arrayContaining(['alder', 'example.elm-tools', 'example.oak-theme']));
  });

  test('packages of Salt within a stanza of dpkg are read', async () => {
    const stanza = 'Package: alder\nStatus: install ok installed\nArchitecture: amd64\n';
    const list = 'birch-01:\n    ----------\n    elm:\n        4.2-1\n';
    const { names } = await seen(Buffer.from(`${stanza}${list}Version: 1.0-1\n\n`));
    expect(names).toEqual(expect.arrayContaining(['alder', 'elm']));
  });

  test('lines are those of the file', async () => {
    const { sightings } = await scan(
      memorySource(Buffer.from(`${PLANTS['cyclonedx']}\n${PLANTS['dpkg']}`), 'x'),
    );
    expect(sightings.map(({ reader, line }) => [reader, line])).toContainEqual(['dpkg-status', 3]);
  });
});

test('what stands behind the end of a hive is read if it is a list, and left if it is none', async () => {
  const { readFileSync } = await import('node:fs');
  const hive = readFileSync('fixtures/readers/amcache/normal/Windows/AppCompat/Programs/Amcache.hve');
  const alone = await seen(hive, 'Amcache.hve');
  expect(await seen(Buffer.concat([hive, Buffer.from('slack')]), 'Amcache.hve')).toEqual(alone);
  const { names } = await seen(Buffer.concat([hive, Buffer.from(PLANTS['dpkg'] ?? '')]), 'Amcache.hve');
  expect(names).toContain(PLANTED);
});
