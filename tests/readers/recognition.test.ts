/** Passed files are recognised by their content: each by one reader, and what lists no programs by none. */
import { Buffer } from 'node:buffer';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { recognise } from '../../src/readers/load.ts';
import { scan } from '../../src/scan/index.ts';
import { folderSource } from '../../src/sources/folder.ts';
import { FIXTURES, machineOf } from '../support/fixtures.ts';

/** Lists that only their reader's own words distinguishes from those of others. */
const LISTS = ['brew-list', 'choco-list', 'powershell-output', 'software-csv', 'winget-list', 'wmic-product'];
/** Cases that show what is left of a list, or what is none. */
const REST = new Set(['empty', 'cut', 'search']);
const cases = LISTS.flatMap((id) =>
  readdirSync(join(FIXTURES, id)).flatMap((name) => (REST.has(name) ? [] : [[id, name] as const])),
);

test.each(cases)('%s/%s is recognised as what it is', async (id, name) => {
  for await (const file of folderSource(machineOf(id, name)).files(['*'])) {
    if (file.folder || file.path === 'expected.json') continue;
    expect((await recognise(await file.head(), file.path))?.id, file.path).toBe(id);
  }
});

describe('no reader takes this for a list of programs', () => {
  const others: Readonly<Record<string, string>> = {
    'a sentence': 'There are 1 configuration profiles installed\n',
    'dotnet tool list':
      'Package Id      Version      Commands \n--------------------------------------\nalder-tool      2.1.3        alder\n',
    'brew search': '==> Formulae\nalderfs ✔    alder-tools\n\n==> Casks\nalder-shield\n',
  };
  test.each(Object.entries(others))('%s', async (_, text) => {
    const head = Buffer.from(text).subarray(0, limits.head);
    expect((await recognise(head, 'notes.txt'))?.id).toBeUndefined();
  });
});

describe('what is evidence is read, and alone it is no inventory', () => {
  const lists: Readonly<Record<string, string>> = {
    'windows-evidence':
      '\r\nName        : ExampleSvc\r\nDisplayName : Example Antivirus Service\r\nStatus      : Running\r\n\r\n',
    'launchctl-list': 'PID\tStatus\tLabel\n-\t0\torg.example.alder\n423\t0\torg.example.birch.agent\n',
    'interface-evidence': '[{"Name":"ExampleSvc","StartMode":"Auto","PathName":"x.exe"}]',
  };
  test.each(Object.entries(lists))('%s', async (id, list) => {
    const reader = await recognise(Buffer.from(list), 'notes.txt');
    expect(reader?.id).toBe(id);
    expect(reader?.supplementary).toBe(true);
    const folder = await mkdtemp(join(tmpdir(), 'evidence-'));
    await writeFile(join(folder, 'notes.txt'), list);
    const { sightings, gaps } = await scan(folderSource(folder));
    await rm(folder, { recursive: true });
    expect(sightings.length).toBeGreaterThan(0);
    expect(gaps.map(({ reason }) => reason).join()).toContain('no list of installed software found');
  });
});

test('a row of osquery with the source package apt is no fact of Ansible', async () => {
  const rows = JSON.stringify([
    { name: 'apt', version: '2.6.1', source: 'apt', maintainer: 'x', status: 'install ok installed' },
  ]);
  expect((await recognise(Buffer.from(rows), 'packages.json'))?.id).toBe('osquery');
});
