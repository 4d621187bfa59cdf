/** Accepted exceptions: what they must say, what they cover, and what is said of them. */
import { describe, expect, test } from 'vitest';
import { createEvaluator, exitCodeOf } from '../../src/evaluate/index.ts';
import { loadWaivers } from '../../src/rules/load.ts';
import type { Waiver } from '../../src/schema/index.ts';
import type { Sighting } from '../../src/types.ts';
import { bans, builtInCatalogue, vendors } from '../support/built-in.ts';

const DAY = '2026-11-24';
const kesl: Sighting = {
  name: 'kesl',
  version: '12.2.0-2412',
  ids: ['deb:kesl'],
  reader: 'dpkg-status',
  path: 'var/lib/dpkg/status',
};
const good = `- ban: russia-based-av-vendor
  program: { id: 'deb:kesl' }
  reason: Malware lab
  owner: security@example.org
  expires: 2027-03-31
`;

async function loaded(text: string): Promise<Waiver[]> {
  return loadWaivers([{ path: 'waivers.yaml', text }], { vendors, bans });
}

describe('a waiver that is wrong is refused with its place', () => {
  test.each([
    [good.replace(/ {2}reason.*\n/u, ''), 'waivers.yaml:1:3: 0: the key reason is missing'],
    [good.replace(/ {2}owner.*\n/u, ''), 'the key owner is missing'],
    [good.replace(/ {2}expires.*\n/u, ''), 'the key expires is missing'],
    [good.replace('2027-03-31', '2027-02-30'), 'waivers.yaml:5:12: 0.expires: "2027-02-30" is not a day'],
    [good.replace('2027-03-31', 'never'), '"never" is not a day'],
    [good.replace('2027-03-31', '31.03.2027'), '"31.03.2027" is not a day'],
    [
      good.replace('russia-based-av-vendor', 'russia-based'),
      'waivers.yaml:1:8: 0.ban: unknown ban "russia-based"',
    ],
    [good.replace('deb:kesl', 'kesl'), 'waivers.yaml:2:18: 0.program.id: "kesl" has no kind'],
    [good.replace("{ id: 'deb:kesl' }", '{}'), 'this matches everything'],
    [good.replace("{ id: 'deb:kesl' }", '{ vendor: kaspersk }'), 'did you mean "kaspersky"?'],
    [
      good.replace("{ id: 'deb:kesl' }", "{ name: { regex: '(' } }"),
      'waivers.yaml:2:12: 0.program: the regular expression ( cannot be used',
    ],
    [good.replace('reason', 'reasons'), 'unknown key "reasons": did you mean "reason"?'],
    [good.replace('Malware lab', '" "'), 'this text is empty'],
    ['', 'a list is expected here, not null'],
    ['[]', 'this list is empty'],
    ['ban: x', 'a list is expected here, not a mapping'],
  ])('%#: %s', async (text, expected) => {
    await expect(loaded(text)).rejects.toThrow(expected);
  });
});

describe('a waiver', () => {
  async function said(text: string, day = DAY, source = 'lab-3', sighting = kesl) {
    const catalogue = builtInCatalogue(day);
    const judge = await createEvaluator(
      catalogue,
      bans.filter(({ id }) => id === 'russia-based-av-vendor'),
      { waivers: await loaded(text) },
    );
    const { findings, gaps: unread } = judge.evaluate({ name: source }, [sighting]);
    return { findings, status: exitCodeOf([{ findings, gaps: unread }]), notices: judge.notices() };
  }

  test('marks the finding and lets the run pass', async () => {
    const { findings, status, notices } = await said(good);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.waiver).toEqual({
      reason: 'Malware lab',
      owner: 'security@example.org',
      expires: '2027-03-31',
      file: 'waivers.yaml',
    });
    expect(status).toBe(0);
    expect(notices).toEqual([]);
  });

  test.each([
    ['2027-03-31', 0],
    ['2027-04-01', 1],
  ])('holds through its last day: %s gives %i', async (day, expected) => {
    expect((await said(good, day)).status).toBe(expected);
  });

  test('that has expired is reported and no longer applies', async () => {
    const { findings, notices } = await said(good, '2027-04-01');
    expect(findings[0]?.waiver).toBeUndefined();
    expect(notices).toEqual([
      'the waiver of security@example.org for russia-based-av-vendor (waivers.yaml:1) expired on 2027-03-31 and no longer applies',
    ]);
  });

  test('that matched nothing is reported', async () => {
    const { notices } = await said(good.replace('deb:kesl', 'deb:other'));
    expect(notices).toEqual([
      'the waiver of security@example.org for russia-based-av-vendor (waivers.yaml:1) matched nothing',
    ]);
  });

  test('covers the sources that it names', async () => {
    const text = good.replace('  reason', '  sources: [lab-*, bench]\n  reason');
    expect((await said(text, DAY, 'lab-3')).status).toBe(0);
    expect((await said(text, DAY, 'bench')).status).toBe(0);
    expect((await said(text, DAY, 'lab')).status).toBe(1);
    expect((await said(text, DAY, 'mail-lab-3')).status).toBe(1);
  });

  test('covers only the program and the ban that it names', async () => {
    const other: Sighting = { ...kesl, name: 'kav4fs', ids: ['deb:kav4fs'] };
    expect((await said(good, DAY, 'lab-3', other)).status).toBe(1);
    expect((await said(good.replace('russia-based-av-vendor', 'us-bod-17-01'))).status).toBe(1);
  });

  test('by version ends with the version', async () => {
    const text = good.replace("'deb:kesl'", "'deb:kesl', version: '<12.3'");
    expect((await said(text)).status).toBe(0);
    expect((await said(text, DAY, 'lab-3', { ...kesl, version: '12.3.0-1' })).status).toBe(1);
    expect(
      (await said(text, DAY, 'lab-3', { name: 'kesl', ids: ['deb:kesl'], reader: 'x', path: 'x' })).status,
    ).toBe(1);
  });

  test('of use in one source is of use', async () => {
    const catalogue = builtInCatalogue(DAY);
    const judge = await createEvaluator(catalogue, bans, { waivers: await loaded(good) });
    judge.evaluate({ name: 'a' }, []);
    judge.evaluate({ name: 'b' }, [kesl]);
    judge.evaluate({ name: 'c' }, []);
    expect(judge.waiversUsed).toEqual(new Set([0]));
    expect(judge.notices()).toEqual([]);
    expect(judge.notices(new Set())).toHaveLength(1);
  });
});
