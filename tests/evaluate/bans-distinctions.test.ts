/** The eight ways in which instruments differ, each shown on bans that come with interdict. */
import { describe, expect, test } from 'vitest';
import { createEvaluator, type EvaluateOptions } from '../../src/evaluate/index.ts';
import type { Ban } from '../../src/schema/index.ts';
import type { Finding, Sighting } from '../../src/types.ts';
import { bans, builtInCatalogue } from '../support/built-in.ts';

const endpoint = program('Kaspersky Endpoint Security for Windows', 'AO Kaspersky Lab');
const passwords = program('Kaspersky Password Manager', 'AO Kaspersky Lab');
const intelligence = program('Kaspersky Threat Intelligence Portal', 'AO Kaspersky Lab');
const drweb = program('Dr.Web Security Space', 'Doctor Web, Ltd.');
const embedding = program('Parallels Internet Security Powered by Kaspersky', 'Parallels');

describe('what instruments differ in', () => {
  test('1: the brand alone, or an engine inside another product too', async () => {
    expect(await bansOn(embedding, 'us-*')).toEqual([
      'us-bis-icts-kaspersky-2024',
      'us-far-52.204-23',
      'us-fcc-covered-list',
      'us-ndaa-fy18-1634',
    ]);
    expect(await bansOn(embedding, 'au-pspf-002-2025')).toEqual([]);
    const [brand] = await judged(endpoint, 'us-ndaa-fy18-1634');
    const [engine] = await judged(embedding, 'us-ndaa-fy18-1634');
    expect([brand?.severity, engine?.severity]).toEqual(['ban', 'warn']);
  });

  test('2: a ban on use, an end by a date, advice, or a ban on sale that software only hints at', () => {
    const effects = new Map(bans.map(({ id, effect }) => [id, effect]));
    expect(effects.get('us-bod-17-01')).toBe('prohibit');
    expect(effects.get('it-acn-2025')).toBe('replace');
    expect(effects.get('de-bsi-2022')).toBe('discourage');
    expect(effects.get('us-bis-icts-kaspersky-2024')).toBe('indicate');
  });

  test('3: a named company, or a class of them', async () => {
    expect(await bansOn(drweb, 'uk-ncsc-2017')).toEqual(['uk-ncsc-2017']);
    expect(await bansOn(drweb, 'us-bod-17-01')).toEqual([]);
    expect(await bansOn(program('Group-IB EDR', 'Group-IB LTD'), 'it-*')).toEqual(['it-acn-2025']);
  });

  test('4: mobile devices alone, or all', async () => {
    const wechat = program('WeChat', undefined, ['android:com.tencent.mm']);
    expect(await bansOn(wechat, 'ca-*', { deviceClass: 'mobile' })).toEqual(['ca-2023-kaspersky-wechat']);
    expect(await bansOn(wechat, 'ca-*', { deviceClass: 'desktop' })).toEqual([]);
  });

  test('5: products that are left out by name or by what they are for', async () => {
    expect(await bansOn(intelligence, 'us-bod-17-01')).toEqual([]);
    expect(await bansOn(passwords, 'us-bod-17-01')).toEqual(['us-bod-17-01']);
    expect(await bansOn(passwords, 'nl-2018')).toEqual([]);
    expect(
      await bansOn(program('deepseek-r1:7b', undefined, ['ollama:deepseek-r1']), 'au-pspf-001-2025'),
    ).toEqual([]);
  });

  test.each([
    ['2017-09-12', undefined],
    ['2017-09-13', 'note'],
    ['2017-10-13', 'note'],
    ['2017-11-12', 'warn'],
    ['2017-12-11', 'warn'],
    ['2017-12-12', 'ban'],
    ['2026-11-24', 'ban'],
  ])('6: phases; on %s the directive of 2017 weighs %s', async (day, severity) => {
    const findings = await judged(endpoint, 'us-bod-17-01', {}, day);
    expect(findings[0]?.severity).toBe(severity);
  });

  test.each([
    ['Kaspersky Lab ZAO', 'kaspersky'],
    ['Kaspersky Lab UK Limited', 'kaspersky'],
    ['F.A.C.C.T.', 'f6'],
    ['SecurIT', 'zecurion'],
    ['Mail.ru Group Limited', 'vk'],
    ['Security Gen', 'positive-technologies'],
  ])('7: predecessors and affiliates; %s is %s', (publisher, vendor) => {
    const { identities } = builtInCatalogue('2026-11-24').identify(program('Some Program', publisher));
    expect(identities.map((it) => it.vendor.id)).toEqual([vendor]);
  });

  test.each([
    ['Group-IB EDR', 'Group-IB LTD', '2018-06-01', '2022-06-01'],
    ['ABBYY FineReader 15', 'ABBYY', '2022-05-01', '2024-10-01'],
    ['Cloud CLI', 'Nebius Group N.V.', '2024-07-15', '2024-07-16'],
  ])(
    '7: control is dated; %s is Russian on one day and not on another',
    async (name, publisher, russian, not) => {
      const russia: Ban = {
        id: 'russia',
        title: 'Russia',
        why: 'A test.',
        severity: 'ban',
        match: { vendor: { country: 'RU' } },
      };
      for (const [day, count] of [
        [russian, 1],
        [not, 0],
      ] as const) {
        const judge = await createEvaluator(builtInCatalogue(day), [russia]);
        expect(judge.evaluate({ name: 'alder' }, [program(name, publisher)]).findings).toHaveLength(count);
      }
    },
  );

  test('8: a waiver with reason, owner and last day', async () => {
    const waiver = {
      ban: 'us-bod-17-01',
      program: { vendor: 'kaspersky' },
      reason: 'Malware laboratory',
      owner: 'security@example.org',
      expires: '2026-12-31',
    };
    const [waived] = await judged(endpoint, 'us-bod-17-01', { waivers: [waiver] });
    expect(waived?.waiver).toMatchObject({ owner: 'security@example.org', expires: '2026-12-31' });
    const [expired] = await judged(endpoint, 'us-bod-17-01', {
      waivers: [{ ...waiver, expires: '2026-11-23' }],
    });
    expect(expired?.waiver).toBeUndefined();
  });
});

async function bansOn(sighting: Sighting, which: string, options: EvaluateOptions = {}): Promise<string[]> {
  return (await judged(sighting, which, options)).map(({ ban }) => ban);
}

async function judged(
  sighting: Sighting,
  which: string,
  options: EvaluateOptions = {},
  day = '2026-11-24',
): Promise<readonly Finding[]> {
  const meant = which.endsWith('*')
    ? bans.filter(({ id }) => id.startsWith(which.slice(0, -1)))
    : bans.filter(({ id }) => id === which);
  expect(meant.length).toBeGreaterThan(0);
  const judge = await createEvaluator(builtInCatalogue(day), meant, options);
  return judge.evaluate({ name: 'alder' }, [sighting]).findings;
}

function program(name: string, publisher?: string, ids?: string[]): Sighting {
  return {
    name,
    ...(publisher === undefined ? {} : { publisher }),
    ...(ids === undefined ? {} : { ids }),
    reader: 'registry-uninstall',
    path: 'export.reg',
  };
}
