/** Licences as a condition: what a rule finds, what it allows, and what stays open. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { catalogueOf, indicatorsOf } from '../../src/catalogue/index.ts';
import { createEvaluator } from '../../src/evaluate/index.ts';
import type { Ban, Match, Waiver } from '../../src/schema/index.ts';
import type { Sighting } from '../../src/types.ts';
import { interdict } from '../support/io.ts';
import { tar } from '../support/tar-writer.ts';

const seen = (name: string, licence?: string, more: Partial<Sighting> = {}): Sighting => ({
  name,
  ids: [`rpm:${name}`],
  ...(licence === undefined ? {} : { licence }),
  reader: 'rpm-database',
  path: 'list',
  ...more,
});

async function judged(
  rule: Pick<Ban, 'match'> & Partial<Ban>,
  sightings: readonly Sighting[],
  waivers: Waiver[] = [],
) {
  const ban: Ban = { id: 'own', title: 'Own', why: 'A test.', severity: 'ban', ...rule };
  const catalogue = catalogueOf([], '2026-01-01', indicatorsOf([]));
  const evaluator = await createEvaluator(catalogue, [ban], { waivers });
  const kept = sightings.filter((it) => evaluator.isRelevant(it, it));
  const { findings, gaps } = evaluator.evaluate({ name: 'host' }, kept);
  return [
    ...findings.map((it) => `${it.waiver ? 'waived' : it.severity}: ${it.program.name}`),
    ...gaps.map(({ reason }) => `open: ${reason}`),
  ];
}

const AGPL: Match = { licence: 'AGPL-*' };

describe('a licence that is forbidden', () => {
  test('is a finding where nobody can use the program without it', async () => {
    const list = [
      seen('a', 'AGPL-3.0-only'),
      seen('b', 'MIT AND AGPLv3+'),
      seen('c', 'MIT OR AGPL-3.0-only'),
      seen('d', 'GPL-3.0-or-later'),
    ];
    expect(await judged({ match: AGPL }, list)).toEqual(['ban: a', 'ban: b']);
  });

  test('is open where the list does not show it, and the rule says otherwise if it wants', async () => {
    const list = [seen('bare'), seen('odd', 'see COPYING')];
    expect(await judged({ match: AGPL }, list)).toEqual([
      'open: cannot decide whether bare violates own: no licence in the manifest',
      'open: cannot decide whether odd violates own: its licence "see COPYING" does not show whether it is one of them',
    ]);
    const asked = (unknown: 'matches' | 'differs'): Match => ({ licence: { is: 'AGPL-*', unknown } });
    expect(await judged({ match: asked('differs') }, list)).toEqual([]);
    expect(await judged({ match: asked('matches') }, list)).toEqual(['ban: bare', 'ban: odd']);
  });

  test('says nothing of a trace, which has no licence of its own', async () => {
    expect(await judged({ match: AGPL }, [seen('unit', undefined, { kind: 'trace' })])).toEqual([]);
  });

  test('leaves a whole list open with one gap', async () => {
    const list = Array.from({ length: 200 }, (_, index) => seen(`package-${index}`));
    const [gap, ...more] = await judged({ match: AGPL }, list);
    expect(more).toEqual([]);
    expect(gap).toBe(
      'open: cannot decide whether 200 programs violate own: no licence in the manifest ' +
        '(package-0, package-1, package-2, package-3, package-4 and 195 more)',
    );
  });
});

describe('licences that are allowed', () => {
  const rule = {
    match: { reader: 'rpm-database' },
    only: [{ licence: ['MIT', 'Apache-2.0', 'GPL-3.0-only'] }],
  };

  test('have to be enough to use the program', async () => {
    const list = [
      seen('a', 'MIT OR AGPL-3.0-only'),
      seen('b', 'MIT AND AGPL-3.0-only'),
      seen('c', 'GPLv2+'),
      seen('d', 'GPL-2.0-only'),
      seen('e'),
    ];
    expect(await judged(rule, list)).toEqual([
      'ban: b',
      'ban: d',
      'open: cannot decide whether e violates own: its reader is rpm-database; its kind is program; own may allow it; no licence in the manifest',
    ]);
  });

  test('are asked likewise below except, not and in waivers', async () => {
    const both = [seen('a', 'MIT AND AGPL-3.0-only'), seen('b', 'MIT OR AGPL-3.0-only')];
    const match: Match = { id: ['rpm:a', 'rpm:b'] };
    expect(await judged({ match, except: { licence: 'MIT' } }, both)).toEqual(['ban: a']);
    expect(await judged({ match: { ...match, not: { licence: 'MIT' } } }, both)).toEqual(['ban: a']);
    const waiver = {
      ban: 'own',
      program: { licence: 'MIT' },
      reason: 'r',
      owner: 'o',
      expires: '2999-01-01',
    };
    expect(await judged({ match }, both, [waiver])).toEqual(['ban: a', 'waived: b']);
  });
});

describe('packages whose licence is in a file of their own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'interdict-licences-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const root = join(folder, 'root');
  const files: { name: string; content: string }[] = [];
  const put = (path: string, text: string) => {
    files.push({ name: path, content: text });
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const copyright = (licence: string) =>
    `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: ${licence}\n Text.\n`;
  const status = (name: string) =>
    `Package: ${name}\nStatus: install ok installed\nArchitecture: all\nVersion: 1-1\nDescription: x\n\n`;
  put('var/lib/dpkg/status', `${status('free')}${status('caught')}${status('plain')}${status('bare')}`);
  put('etc/os-release', 'ID=debian\n');
  put('usr/share/doc/free/copyright', copyright('Expat'));
  put('usr/share/doc/caught/copyright', copyright('AGPL-3+'));
  put('usr/share/doc/plain/copyright', 'This is free software.\n');
  const rule = join(folder, 'no-agpl.yaml');
  writeFileSync(rule, "title: AGPL\nwhy: A test.\nseverity: ban\nmatch: { licence: 'AGPL-*' }\n");

  test.each(['folder', 'archive'])('are read where a rule asks: %s', async (kind) => {
    const archive = join(folder, 'root.tar');
    writeFileSync(archive, tar(files));
    const source = kind === 'folder' ? root : archive;
    const { status: code, stdout } = await interdict([source, '-b', rule, '-o', 'json']);
    const [result] = JSON.parse(stdout).sources;
    expect(code).toBe(1);
    expect(
      result.findings.map(({ program }: { program: Sighting }) => [program.name, program.licence]),
    ).toEqual([['caught', 'AGPL-3+']]);
    const open = result.unread.map(({ reason }: { reason: string }) => reason);
    expect(open).toEqual(
      [
        expect.stringContaining('whether plain 1-1 violates no-agpl: no licence'),
        expect.stringContaining('whether bare 1-1 violates no-agpl: no licence'),
      ].sort(),
    );
  });
});

test.each([
  ["licence: 'GPL-2.0'", /licence: "GPL-2\.0" is not an identifier of SPDX: write GPL-2\.0-only/u],
  ['licence: { is: [MIT, Apache2] }', /"Apache2" is not an identifier of SPDX: write Apache-2\.0/u],
  ['licence: { is: MIT, unknown: maybe }', /unknown answer "maybe"/u],
  ["licence: 'GPL-*'", /this forbids parts of an operating system or this program: deb:dpkg and \d+ more/u],
])('%s is an error', async (condition, message) => {
  const folder = mkdtempSync(join(tmpdir(), 'interdict-licence-rule-'));
  const rule = join(folder, 'own.yaml');
  writeFileSync(rule, `title: Own\nwhy: A test.\nseverity: ban\nmatch: { ${condition} }\n`);
  const { status, stderr, stdout } = await interdict(['check-rules', rule]);
  rmSync(folder, { recursive: true });
  expect(status).toBe(1);
  expect(`${stdout}${stderr}`).toMatch(message);
});
