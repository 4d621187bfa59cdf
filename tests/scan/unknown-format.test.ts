/** A file that nearly is of a known format says so: what it has of that format and what it lacks. */
import { describe, expect, test } from 'vitest';
import { allReaders } from '../../src/readers/load.ts';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';
import { manifestsOf } from '../support/fixtures.ts';

async function reasonsOf(bytes: Uint8Array, name: string): Promise<string> {
  const { gaps } = await scan(memorySource(bytes, name));
  return gaps.map(({ reason }) => reason).join('\n');
}

const json = (value: unknown) => JSON.stringify(value);

describe('a file that nearly is of a known format', () => {
  test.each<[string, string, string]>([
    [
      'a GLPI inventory without its content',
      json({ action: 'inventory', deviceid: 'alder-1', softwares: [{ name: 'Alder' }], versionclient: 'x' }),
      'this looks like a GLPI inventory ("deviceid", "softwares", "versionclient"), but "content" is missing: use --as glpi if it is one',
    ],
    [
      'with a key that is spelt almost right',
      json({ action: 'inventory', deviceid: 'x', contents: { softwares: [] }, versionclient: 'x' }),
      'but "content" (it has "contents") is missing',
    ],
    [
      'CycloneDX without bomFormat',
      json({ specVersion: '1.6', serialNumber: 'x', components: [{ name: 'Alder' }] }),
      'this looks like a CycloneDX bill of materials ("specVersion", "components", "serialNumber"), but "bomFormat" is missing',
    ],
    [
      'CycloneDX in small letters',
      json({ bomformat: 'CycloneDX', specVersion: '1.6', components: [{ name: 'Alder' }] }),
      '"bomFormat" (it has "bomformat")',
    ],
    [
      'SPDX without its version',
      json({ SPDXID: 'SPDXRef-DOCUMENT', documentNamespace: 'x', creationInfo: {}, packages: [] }),
      'an SPDX document ("SPDXID", "documentNamespace", "creationInfo", "packages"), but "spdxVersion" is missing',
    ],
    [
      'an answer of JumpCloud with another key',
      json({ results: [{ system_id: 'x', collected: 'x', uninstall_string: 'x', name: 'Alder' }] }),
      'an answer of JumpCloud System Insights ("system_id", "uninstall_string"), but "collectiontime" is missing',
    ],
    [
      'an index of packages that are on offer',
      'Package: alder\nVersion: 1\nArchitecture: amd64\nMaintainer: Rowan\nFilename: x\n',
      'this looks like a dpkg database ("Package", "Version", "Architecture", "Maintainer"), but "Status" is missing',
    ],
    [
      'an inventory in XML without its beginning',
      '<?xml version="1.0"?><ANSWER><CONTENT><SOFTWARES><NAME>Alder</NAME></SOFTWARES></CONTENT><DEVICEID>x</DEVICEID></ANSWER>',
      'a GLPI inventory ("CONTENT", "DEVICEID", "SOFTWARES"), but "REQUEST" is missing',
    ],
    [
      'a table without versions',
      'Application;Install Date\nAlder;2026-01-02\n',
      'this looks like a table of programs ("Application", "Install Date"), but no column has versions, publishers or product codes: name the columns with --columns',
    ],
    [
      'a table whose column of names is spelt wrong',
      'Aplication Name,Version\nAlder,1\n',
      'no column has names (unknown: "Aplication Name", much like "applicationname")',
    ],
    [
      'a table of computers',
      'Name,Serial Number,Model\nalder,1,x\n',
      'this looks like a table of computers or users ("Name", "Serial Number", "Model"), and lists no programs',
    ],
  ])('%s', async (_, text, reason) => {
    for (const form of [text, text.replaceAll('\n', '\r\n')]) {
      for (const bytes of [Buffer.from(form), Buffer.from(`\ufeff${form}`, 'utf16le')]) {
        const reasons = await reasonsOf(bytes, 'document.txt');
        expect(reasons).toContain('unknown format: this looks like');
        expect(reasons).toContain(reason);
      }
    }
  });

  test.each([
    '{"a":1,"b":[2]}',
    'x\n',
    'name,size\nalder,1\n',
    '<html><body>x</body></html>',
    '# Notes\n\nText: x\n',
  ])('what is near to nothing is only unknown: %j', async (text) => {
    expect(await reasonsOf(Buffer.from(text), 'document.txt')).toContain(
      "unknown format: use --as <reader> (see 'interdict formats')",
    );
  });
});

describe('each reader with telltales', async () => {
  const readers = (await allReaders()).filter(({ telltales }) => (telltales?.length ?? 0) > 0);

  test('there are many', () => {
    expect(readers.length).toBeGreaterThan(25);
  });

  test.each(readers.map((reader) => [reader.id, reader] as const))(
    '%s: a manifest that lacks one of its keys says so, or is read all the same',
    async (id, reader) => {
      let near = 0;
      let unexplained = 0;
      for (const file of await manifestsOf(reader)) {
        const base = file.path.split('/').at(-1) ?? '';
        const text = Buffer.from(await file.bytes()).toString('latin1');
        if (text.length > 1 << 16 || text.includes('\0')) continue;
        for (const key of reader.telltales?.flatMap(({ keys }) => keys) ?? []) {
          if (!text.includes(key)) continue;
          const without = text.replaceAll(key, 'zzz');
          const reasons = await reasonsOf(Buffer.from(without, 'latin1'), `x-${base}`);
          if (reasons.includes('this looks like') && reasons.includes(`--as ${id} `)) near++;
          else if (reasons.includes('unknown format')) unexplained++;
        }
      }
      if (!READ_ALL_THE_SAME.has(id)) expect(near).toBeGreaterThan(0);
      else expect([near, unexplained]).toEqual([0, 0]);
    },
  );
});

/** Readers that recognise a manifest by any of several keys. */
const READ_ALL_THE_SAME = new Set(['interface-evidence', 'winget-export']);
