/** Tables and documents that are near to a list of programs, and what is made of them. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

async function statusOf(name: string, content: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'interdict-tables-'));
  try {
    writeFileSync(join(folder, name), content);
    return (await interdict([join(folder, name)])).status;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.each([
  'Name;Entity;Status;Manufacturer;Serial number\npc1;Root;OK;Dell Inc.;ABC\n',
  'Name,Manufacturer,Model,Serial Number\npc1,Dell,7490,ABC\n',
  'Name,Vendor,IP\npc1,Dell,10.0.0.1\n',
  'Name,Model,OS Version,Version,Manufacturer\npc1,7490,10,1,Dell\n',
  'Name,Company,Email\nAsh,Example GmbH,ash@example.org\n',
])('a table of devices or users is no list of programs: %j', async (content) => {
  expect(await statusOf('table.csv', content)).toBe(3);
});

test.each([
  'Name,Version,Vendor\n7-Zip,23,Igor Pavlov\n',
  'Computer,Name,Version,Manufacturer,Serial Number\npc1,7-Zip,23,Igor Pavlov,ABC\n',
  'Name,Publisher,Model\n7-Zip,Igor Pavlov,x\n',
])('a table of programs is read: %j', async (content) => {
  expect(await statusOf('table.csv', content)).toBe(0);
});

test('rows of another table of ServiceNow are refused', async () => {
  const row = { display_name: 'pc1', version: '', manufacturer: 'Dell', sys_class_name: 'cmdb_ci_computer' };
  expect(await statusOf('rows.json', JSON.stringify({ result: [row] }))).toBe(3);
});

const kesl = { name: 'kesl', version: '12', source: 'apt' };
const answer = (packages: unknown) => ({ ansible_facts: { packages } });

test.each([
  [
    'with a banned package',
    { h: answer({ kesl: [kesl] }), i: answer({ bash: [{ ...kesl, name: 'bash' }] }) },
    1,
  ],
  ['without one', { h: answer({ bash: [{ ...kesl, name: 'bash' }] }) }, 0],
  [
    'with a host that does not answer',
    { h: answer({ bash: [{ ...kesl, name: 'bash' }] }), i: { unreachable: true } },
    3,
  ],
])('the JSON callback of Ansible %s', async (_, hosts, status) => {
  expect(await statusOf('play.json', JSON.stringify({ plays: [{ tasks: [{ hosts }] }], stats: {} }))).toBe(
    status,
  );
});

test('two tables of osquery one behind the other are both read', async () => {
  const row = (name: string) =>
    JSON.stringify([
      {
        name,
        version: '5',
        source: '',
        size: '1',
        arch: 'amd64',
        revision: '',
        status: 'install ok installed',
        maintainer: 'x',
        section: 'x',
        priority: 'x',
      },
    ]);
  expect(await statusOf('rows.json', `${row('bash')}\n${row('kesl')}\n`)).toBe(1);
});
