import { describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const LARGE = 'x'.repeat(limits.head + 4096);

describe('a document is recognised by keys behind its first 64 KiB', () => {
  const many = Array.from({ length: 1500 }, (_, at) => ({
    name: `program ${at}`,
    version: '1',
    from: 'registry',
  }));
  test.each([
    [
      'of GLPI, whose device comes last',
      'glpi',
      {
        action: 'inventory',
        content: { softwares: [...many, { name: 'Alder' }] },
        deviceid: 'x',
        itemtype: 'Computer',
      },
    ],
    [
      'of Graph, behind a large field',
      'interface-answer',
      {
        note: LARGE,
        value: [{ displayName: 'Alder', version: '1', sizeInByte: 0, deviceCount: 3, platform: 'windows' }],
      },
    ],
    [
      'of osquery, behind a large field',
      'osquery',
      {
        note: LARGE,
        rows: [{ name: 'Alder', version: '1', status: 'install ok installed', maintainer: 'x', arch: 'x' }],
      },
    ],
    [
      'of SPDX, whose version comes last',
      'spdx',
      {
        note: LARGE,
        SPDXID: 'SPDXRef-DOCUMENT',
        packages: [{ name: 'Alder', SPDXID: 'SPDXRef-a' }],
        spdxVersion: 'SPDX-2.3',
      },
    ],
  ])('%s', async (_, reader, document) => {
    const source = memorySource(Buffer.from(JSON.stringify(document)), 'document.json');
    const { manifests, sightings } = await scan(source);
    expect(manifests.map((manifest) => manifest.reader)).toEqual([reader]);
    expect(sightings.map(({ name }) => name)).toContain('Alder');
  });

  test('and one that no reader knows stays unknown', async () => {
    const source = memorySource(
      Buffer.from(JSON.stringify({ note: LARGE, rows: [{ a: 1 }] })),
      'document.json',
    );
    const { manifests, gaps } = await scan(source);
    expect(manifests).toEqual([]);
    expect(gaps.map(({ reason }) => reason).join()).toContain('unknown format');
  });
});
