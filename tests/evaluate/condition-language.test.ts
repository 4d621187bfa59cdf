/** What the rule language means: paths with variables, dated alternatives, severities of their own, open questions. */
import { describe, expect, test } from 'vitest';
import { catalogueOf, indicatorsOf } from '../../src/catalogue/index.ts';
import { createEvaluator } from '../../src/evaluate/index.ts';
import type { Ban, Vendor, Waiver } from '../../src/schema/index.ts';
import type { Sighting } from '../../src/types.ts';

const acme: Vendor = {
  id: 'acme',
  name: 'Acme',
  country: 'DE',
  categories: ['software'],
  publishers: ['Acme Tools GmbH'],
  products: [
    { id: 'acme-one', name: 'Acme One', categories: ['software'], names: ['Acme One *'] },
    { id: 'acme-two', name: 'Acme Two', categories: ['browser'], names: ['Acme Two *'] },
  ],
};
const seen = (more: Partial<Sighting> = {}): Sighting => ({ name: 'X', reader: 'r', path: 'list', ...more });
const one = seen({ name: 'Acme One', publisher: 'Acme Tools GmbH' });
const two = seen({ name: 'Acme Two', publisher: 'Acme Tools GmbH' });
const other = seen({ name: 'Acme Three', publisher: 'Acme Tools GmbH' });

async function judged(
  rule: Pick<Ban, 'match'> & Partial<Ban>,
  sighting: Sighting,
  { day = '2026-01-01', waivers = [] }: { day?: string; waivers?: Waiver[] } = {},
) {
  const ban: Ban = { id: 'own', title: 'Own', why: 'A test.', severity: 'ban', ...rule };
  const evaluator = await createEvaluator(catalogueOf([acme], day, indicatorsOf([acme])), [ban], { waivers });
  const { findings, gaps } = evaluator.evaluate({ name: 'host' }, [sighting]);
  const [finding] = findings;
  if (finding) return finding.waiver ? 'waived' : finding.severity;
  return gaps.length > 0 ? `undecided: ${gaps[0]?.reason}` : 'allowed';
}

describe('variables mean the same', () => {
  const paths = [
    ['~/.foo', '/home/bob/.foo'],
    ['%ProgramFiles%\\Foobar', 'C:\\Program Files (x86)\\Foobar\\bin'],
    ['%LocalAppData%\\Foo', 'C:\\Users\\a\\AppData\\Local\\Foo'],
  ] as const;

  test.each(paths)('in match: %s is %s', async (path, folder) => {
    expect(await judged({ match: { path } }, seen({ folder }))).toBe('ban');
    expect(await judged({ match: { id: `path:${path}` } }, seen({ ids: [`path:${folder}`] }))).toBe('ban');
    expect(await judged({ match: { path } }, seen({ folder: `${folder}x` }))).toBe(
      folder.endsWith('bin') ? 'ban' : 'allowed',
    );
  });

  test.each(paths)('in except and in waivers: %s is %s', async (path, folder) => {
    const sighting = { ...one, folder };
    const match = { vendor: 'acme' };
    expect(await judged({ match, except: { path } }, sighting)).toBe('allowed');
    const waiver: Waiver = { ban: 'own', program: { path }, reason: 'r', owner: 'o', expires: '2999-01-01' };
    expect(await judged({ match }, sighting, { waivers: [waiver] })).toBe('waived');
  });
});

describe('alternatives of any', () => {
  const match = {
    any: [
      { product: 'acme-one', to: '2025-12-31' },
      { product: 'acme-two', from: '2026-01-01', severity: 'warn' as const },
    ],
  };
  test.each([
    [one, '2025-12-31', 'ban'],
    [one, '2026-01-01', 'allowed'],
    [two, '2025-12-31', 'allowed'],
    [two, '2026-01-01', 'warn'],
  ])('%o on %s: %s', async (sighting, day, answer) => {
    expect(await judged({ match }, sighting, { day })).toBe(answer);
  });

  test('the heaviest one that holds counts', async () => {
    const both = { any: [{ vendor: 'acme', severity: 'note' as const }, { product: 'acme-two' }] };
    expect(await judged({ match: both }, one)).toBe('note');
    expect(await judged({ match: both }, two)).toBe('ban');
  });
});

describe('what is not decided', () => {
  test('an unknown product of the vendor may be the one that is named', async () => {
    const match = { product: 'acme-one' };
    expect(await judged({ match }, one)).toBe('ban');
    expect(await judged({ match }, two)).toBe('allowed');
    expect(await judged({ match }, other)).toContain('may be Acme One');
    expect(await judged({ match: { vendor: 'acme', not: { product: 'acme-two' } } }, other)).toBe('ban');
    expect(await judged({ match: { vendor: 'acme' }, except: { product: 'acme-two' } }, other)).toBe('ban');
  });

  test('what the authority leaves open is undecided, unless it is excepted', async () => {
    const rule = { match: { vendor: 'acme' }, undecided: { category: 'browser' as const } };
    expect(await judged(rule, one)).toBe('ban');
    expect(await judged(rule, two)).toContain('leaves it open');
    expect(await judged({ ...rule, except: { product: 'acme-two' } }, two)).toBe('allowed');
    expect(await judged({ ...rule, severity: 'note' }, two)).toBe('allowed');
  });
});
