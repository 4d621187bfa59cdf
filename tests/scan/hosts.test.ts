/** Documents that list the programs of several computers: each is a source of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'interdict-hosts-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const BANNED = 'Kaspersky Endpoint Security';

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

interface Told {
  readonly name: string;
  readonly verdict: string;
  readonly programs: number;
  readonly unread: readonly { readonly reason: string }[];
}

async function reported(...args: readonly string[]) {
  const { status, stdout } = await interdict([...args, '-o', 'json']);
  const { sources } = JSON.parse(stdout) as { sources: readonly Told[] };
  const short = sources.map(({ name, verdict, programs, unread }) => [
    name.replace(`${folder}/`, ''),
    verdict,
    programs,
    unread.map(({ reason }) => reason),
  ]);
  return { status, sources: short };
}

const TABLE = `Computer,Name,Version,Publisher\npc1,7-Zip,23,Igor Pavlov\npc2,${BANNED},12,Kaspersky\npc2,7-Zip,23,Igor Pavlov\n`;

test('each computer of a table has its own verdict', async () => {
  expect(await reported(file('fleet.csv', TABLE))).toEqual({
    status: 1,
    sources: [
      ['fleet.csv > pc1', 'clean', 1, []],
      ['fleet.csv > pc2', 'banned', 2, []],
    ],
  });
});

test('a sweep gives each computer of a document its own verdict', async () => {
  file('fleet.csv', TABLE);
  expect(await reported('sweep', folder)).toEqual({
    status: 1,
    sources: [
      ['fleet > pc1', 'clean', 1, []],
      ['fleet > pc2', 'banned', 2, []],
    ],
  });
});

test('a table of one computer is one source with the name of the file', async () => {
  const path = file('fleet.csv', 'Computer,Name,Version\npc1,7-Zip,23\n');
  expect(await reported(path)).toEqual({ status: 0, sources: [['fleet.csv', 'clean', 1, []]] });
});

test('rows without a computer belong to the file', async () => {
  const path = file('fleet.csv', `${TABLE},Notepad++,8,Notepad++ Team\n`);
  expect((await reported(path)).sources).toEqual([
    ['fleet.csv', 'clean', 1, []],
    ['fleet.csv > pc1', 'clean', 1, []],
    ['fleet.csv > pc2', 'banned', 2, []],
  ]);
});

const computer = (name: string, applications: unknown) => ({
  id: name,
  general: { name, jamfBinaryVersion: '11' },
  applications,
});
const app = (name: string) => ({ name: `${name}.app`, path: `/Applications/${name}.app`, version: '1' });

test('what is missing of one computer leaves the others clean', async () => {
  const results = [
    computer('a', [app('Safari')]),
    computer('b', null),
    computer('c', []),
    computer('d', [app('Mail')]),
  ];
  expect(await reported(file('jamf.json', JSON.stringify({ totalCount: 4, results })))).toEqual({
    status: 3,
    sources: [
      ['jamf.json > a', 'clean', 1, []],
      ['jamf.json > b', 'incomplete', 0, ['its applications were not asked for']],
      ['jamf.json > c', 'incomplete', 0, ['no applications in this inventory']],
      ['jamf.json > d', 'clean', 1, []],
    ],
  });
});

test('what is missing of a document is missing for each of its computers', async () => {
  const results = [computer('a', [app('Safari')]), computer('b', [app('Mail')])];
  const { status, sources } = await reported(file('jamf.json', JSON.stringify({ totalCount: 9, results })));
  expect(status).toBe(3);
  expect(sources).toEqual(
    ['a', 'b'].map((name) => [
      `jamf.json > ${name}`,
      'incomplete',
      1,
      ['the answer is incomplete: 2 of 9 rows are in it (totalcount)'],
    ]),
  );
});

test('a computer by its short and its full name is one, if no other begins so', async () => {
  const rows = ['PC1,a,1', 'pc1.example.org,b,1', 'pc2.example.org,c,1', 'pc2.example.net,d,1', 'pc2,e,1'];
  const path = file('fleet.csv', `Computer,Name,Version\n${rows.join('\n')}\n`);
  expect((await reported(path)).sources.map(([name]) => name)).toEqual([
    'fleet.csv > PC1',
    'fleet.csv > pc2',
    'fleet.csv > pc2.example.net',
    'fleet.csv > pc2.example.org',
  ]);
});

test('a report of several computers is verified against their document', async () => {
  const path = file('fleet.csv', TABLE);
  const report = join(folder, 'report.json');
  await interdict([path, '-o', `json=${report}`]);
  expect((await interdict(['verify', report])).status).toBe(0);
  writeFileSync(path, TABLE.replace('7-Zip,23', '7-Zip,24'));
  expect((await interdict(['verify', report])).status).toBe(1);
});

test('a removal on one agent of Wazuh is none on another', async () => {
  const event = (operation: string, agent: string) =>
    JSON.stringify({
      type: 'dbsync_packages',
      operation,
      agent: { id: agent, name: `host-${agent}` },
      data: { name: 'kesl', version: '12', architecture: 'amd64', format: 'deb' },
    });
  const path = file(
    'events.ndjson',
    `${event('INSERTED', '1')}\n${event('INSERTED', '2')}\n${event('DELETED', '2')}\n`,
  );
  expect((await reported(path)).status).toBe(1);
});
