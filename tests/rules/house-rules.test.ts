/** Sixteen rules that administrators write, each by the page on the rule language: their examples are run. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

const FOLDER = 'examples/house-rules';
const names = readdirSync(FOLDER);
const folder = mkdtempSync(join(tmpdir(), 'interdict-house-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('there are sixteen, and the examples of all hold', async () => {
  const { status, stdout } = await interdict(['check-rules', FOLDER]);
  expect(status).toBe(0);
  expect(stdout).toContain('16 bans');
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
    expect(`${status} ${stdout}`).toMatch(name.startsWith('15-') ? /^2 / : /^0 CLEAN/u);
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
