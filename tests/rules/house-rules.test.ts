/** Seventeen rules that administrators write, each by the page on the rule language: their examples are run. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

const FOLDER = 'examples/house-rules';
const names = readdirSync(FOLDER);
const folder = mkdtempSync(join(tmpdir(), 'interdict-house-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('there are seventeen, and the examples of all hold', async () => {
  const { status, stdout } = await interdict(['check-rules', FOLDER]);
  expect(status).toBe(0);
  expect(stdout).toContain('17 bans');
});

describe.each(names)('%s', (name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');

  test('has examples of both sides, and they are held to the rule', async () => {
    expect(text).toMatch(/^ {2}banned:/mu);
    expect(text).toMatch(/^ {2}allowed:/mu);
    const swapped = text
      .replace('  banned:', '  was:')
      .replace('  allowed:', '  banned:')
      .replace('  was:', '  allowed:');
    writeFileSync(join(folder, name), swapped);
    const { status, stdout, stderr } = await interdict(['check-rules', join(folder, name)]);
    expect(status).not.toBe(0);
    expect(`${stdout}${stderr}`).toContain('this should be banned and is allowed');
  });

  test('says nothing of other programs', async () => {
    const list = join(folder, 'list.csv');
    writeFileSync(
      list,
      'Name,Version,Publisher\n7-Zip 24.08,24.08,Igor Pavlov\nGit,2.47,The Git Development Community\n',
    );
    const { status, stdout } = await interdict([
      list,
      '-b',
      join(FOLDER, name),
      '--source-name',
      'printer-1',
    ]);
    // The list shows no licences.
    const others: Readonly<Record<string, RegExp>> = { '15': /^2 /u, '17': /^3 INCOMPLETE/u };
    expect(`${status} ${stdout}`).toMatch(others[name.slice(0, 2)] ?? /^0 CLEAN/u);
  });
});

test('a package of which no list shows the maintainer is undecided, and no finding', async () => {
  const rule = join(FOLDER, '03-only-debian-in-this-image.yaml');
  const { status, stdout } = await interdict([
    'fixtures/readers/dpkg-list/normal/packages.txt',
    '-b',
    rule,
    '-o',
    'json',
  ]);
  expect(status).toBe(3);
  expect(JSON.parse(stdout).summary.banned).toBe(0);
});

test('examples say what a list of hosts and the records of a machine say', async () => {
  const rules = {
    'on-tagged-hosts': `match: { id: 'kernel-module:usb_storage', kind: trace }
applies-to: { who: The vault., sources: { tag: vault, site: 'b*' } }
examples:
  banned: [{ name: usb_storage, ids: ['kernel-module:usb_storage'], kind: trace, tag: [lab, vault], site: Bern }]
  allowed: [{ name: usb_storage, ids: ['kernel-module:usb_storage'], kind: trace, tag: lab, site: Bern }]
  undecided: [{ name: usb_storage, ids: ['kernel-module:usb_storage'], kind: trace }]`,
    'ran-lately': `match: { name: mimikatz, last-seen: { within: 90d } }
examples:
  banned: [{ name: mimikatz, state: residue, kind: trace, last-seen: 2026-11-01, as-of: 2026-11-24 }]
  allowed:
    - { name: mimikatz, state: residue, kind: trace, last-seen: 2026-08-01, as-of: 2026-11-24 }
    - { name: mimikatz }`,
  };
  for (const [name, text] of Object.entries(rules)) {
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, `title: Own\nwhy: A test.\nseverity: ban\n${text}\n`);
    expect(await interdict(['check-rules', file])).toMatchObject({ status: 0, stderr: '' });
  }
});
