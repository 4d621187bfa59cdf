/** Every report says what of an authority's list a ban cannot find. */
import { describe, expect, test } from 'vitest';
import { citedBan } from '../../src/evaluate/severity.ts';
import { banCoverage } from '../../src/report/ban-coverage.ts';
import type { Run } from '../../src/report/run.ts';
import { reporters } from '../../src/reporters/index.ts';
import type { Ban } from '../../src/schema/index.ts';
import { bans } from '../support/built-in.ts';

const ban: Ban = {
  id: 'own',
  title: 'Own',
  why: 'A test.',
  severity: 'ban',
  match: { vendor: 'kaspersky' },
  listed: [
    { from: '2020-01-01', names: ['A', 'B'] },
    { from: '2021-01-01', to: '2021-12-31', names: ['C'] },
    { from: '2022-01-01', names: ['D'] },
  ],
  'not-encoded': ['B', 'C'],
};
const digest = `sha256:${'0'.repeat(64)}`;
const cited = (rule: Ban, day: string) => {
  const found = citedBan(rule, digest, day);
  if (!found) throw new Error('not in force');
  return found;
};

describe('the coverage of a ban', () => {
  test.each([
    ['2020-06-01', 'own covers 1 of 2 listed items; not encoded: B'],
    ['2021-06-01', 'own covers 1 of 3 listed items; not encoded: B; C'],
    ['2022-06-01', 'own covers 2 of 3 listed items; not encoded: B'],
    ['2019-06-01', undefined],
  ])('on %s: %s', (day, sentence) => {
    expect(banCoverage(cited(ban, day))).toBe(sentence);
  });

  test('of a list that nobody has read names what is missing', () => {
    const { listed: _, ...unread } = ban;
    expect(banCoverage(cited(unread, '2022-06-01'))).toBe('own does not cover: B; C');
  });

  test('many missing items are cut to six', () => {
    const texas = bans.find(({ id }) => id === 'us-tx');
    expect(texas && banCoverage(cited(texas, '2026-11-24'))).toMatch(
      /^us-tx covers \d\d of 50 listed items; not encoded: (?:[^;]+; ){5}[^;]+ and \d+ more$/u,
    );
  });
});

test.each(['text', 'json', 'markdown', 'html', 'sarif'])('%s shows it', async (id) => {
  const run: Run = {
    tool: { name: 'interdict', version: '0.0.0' },
    command: 'scan',
    asOf: '2022-06-01',
    bans: [cited(ban, '2022-06-01')],
    verdict: 'clean',
    exitCode: 0,
    summary: {
      sources: 0,
      programs: 0,
      findings: 0,
      banned: 0,
      warned: 0,
      residue: 0,
      waived: 0,
      unread: 0,
    },
    results: [],
    notices: [],
  };
  const report = await reporters[id]?.();
  let text = '';
  for (const part of report?.render(run, { width: 200 } as never) ?? []) text += part;
  expect(text).toContain(id === 'json' ? '"notEncoded"' : '2 of 3 listed items');
});
