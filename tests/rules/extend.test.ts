/** Files that add to vendors and bans of others: what they add counts everywhere, and nothing is taken away. */
import { describe, expect, test } from 'vitest';
import { catalogueOf } from '../../src/catalogue/index.ts';
import { createEvaluator } from '../../src/evaluate/index.ts';
import { checkRules } from '../../src/rules/check.ts';
import { compiledRuleSet, type RuleFile, type RuleSet, withRules } from '../../src/rules/index.ts';
import type { Sighting } from '../../src/types.ts';

const DAY = '2026-11-01';

function file(path: string, ...lines: string[]): RuleFile {
  return { path: `/nowhere/${path}.yaml`, text: `${lines.join('\n')}\n` };
}

async function bansOn(rules: RuleSet, ids: readonly string[], sighting: Partial<Sighting>) {
  const bans = rules.bans.filter(({ id }) => ids.includes(id));
  const evaluator = await createEvaluator(catalogueOf(rules.vendors, DAY, rules.marks), bans);
  const whole: Sighting = { name: 'x', reader: 'table', path: 'a.csv', ...sighting };
  return evaluator.evaluate({ name: 'a' }, [whole]).findings.map(({ ban }) => ban);
}

async function refusal(...files: RuleFile[]): Promise<string> {
  try {
    await withRules(await compiledRuleSet(), files);
    return 'fine';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a file that extends a vendor', () => {
  const facts = [
    'publishers: [Acme Rebranding GmbH]',
    'ids: { deb: [acme-clips] }',
    'products:',
    '  - { id: tiktok, names: [Acme Clip Viewer] }',
    '  - { id: acme-clips, name: Acme Clips, categories: [video], names: [Acme Clips Studio] }',
  ];

  test.each(['vendors/bytedance', 'vendors/our-bytedance', 'ours'])(
    'counts under the name %s',
    async (path) => {
      const rules = await withRules(await compiledRuleSet(), [file(path, 'extends: bytedance', ...facts)]);
      const before = (await compiledRuleSet()).vendors.length;
      expect(rules.vendors).toHaveLength(before);
      const bans = ['us-tx', 'us-omb-m-23-13'];
      expect(await bansOn(rules, bans, { ids: ['deb:acme-clips'] })).toEqual(['us-tx']);
      expect(await bansOn(rules, bans, { publisher: 'Acme Rebranding GmbH' })).toEqual(['us-tx']);
      expect(await bansOn(rules, bans, { name: 'Acme Clips Studio' })).toEqual(['us-tx']);
      expect((await bansOn(rules, bans, { name: 'Acme Clip Viewer' })).sort()).toEqual([
        'us-omb-m-23-13',
        'us-tx',
      ]);
      expect(await bansOn(rules, bans, { ids: ['winget:ByteDance.Lark'] })).toEqual(['us-tx']);
    },
  );

  test('needs no extends where it has the ID, the name and the country of the vendor', async () => {
    const whole = ['name: ByteDance', 'country: CN', 'categories: [software]'];
    const added = file('vendors/bytedance', ...whole, 'ids: { deb: [acme-clips] }');
    const rules = await withRules(await compiledRuleSet(), [added]);
    expect(await bansOn(rules, ['us-tx'], { ids: ['deb:acme-clips'] })).toEqual(['us-tx']);
    expect(await bansOn(rules, ['us-tx'], { ids: ['winget:ByteDance.Lark'] })).toEqual(['us-tx']);
    const other = file(
      'vendors/bytedance',
      ...whole.map((line) => line.replace('CN', 'DE')),
      'ids: { deb: [acme-clips] }',
    );
    expect(await refusal(other)).toContain('the vendor bytedance is in ');
    const moved = file('vendors/bytedance', ...whole, 'domicile: Elsewhere.', 'ids: { deb: [acme-clips] }');
    expect(await refusal(moved)).toContain('the vendor bytedance is in ');
  });

  test('may extend a vendor of its own rules, and several may', async () => {
    const files = [
      file('vendors/a', 'extends: example-av', 'ids: { deb: [example-one] }'),
      file('vendors/b', 'extends: example-av', 'ids: { deb: [example-two] }'),
      file('vendors/example-av', 'name: Example AV', 'country: DE', 'categories: [antivirus]'),
      file('bans/no-av', 'title: X', 'why: Y.', 'severity: ban', 'match: { vendor: example-av }'),
    ];
    const rules = await withRules(await compiledRuleSet(), files);
    for (const id of ['deb:example-one', 'deb:example-two'])
      expect(await bansOn(rules, ['no-av'], { ids: [id] })).toEqual(['no-av']);
  });

  test.each([
    [['extends: bytedanse'], '1:10: extends: unknown vendor "bytedanse": did you mean "bytedance"?'],
    [['extends: bytedance', 'country: CN'], 'unknown key "country"'],
    [['extends: bytedance', 'ids: { deb: [a] }'], '2:14: ids.deb.0: "a" is short'],
    [
      ['extends: bytedance', 'products: [{ id: acme-clips, names: [Acme Clips Studio] }]'],
      'the key name is missing: bytedance has no product acme-clips yet',
    ],
    [
      ['extends: bytedance', 'products: [{ id: wechat, name: W, categories: [video] }]'],
      'the product wechat is in the vendor tencent already',
    ],
    [
      ['extends: bytedance', 'products: [{ id: tiktok, categories: [driver], names: [Acme Clips Studio] }]'],
      'the product tiktok is known: it keeps its own categories',
    ],
  ])('%j is refused with its place', async (lines, message) => {
    expect(await refusal(file('vendors/ours', ...lines))).toContain(message);
  });
});

describe('a file that extends a ban', () => {
  const own = file(
    'bans/ours',
    'extends: us-tx',
    'match: { any: [{ name: Acme Clips Studio }, { id: "deb:acme-*" }] }',
    'examples:',
    '  banned: [{ name: Acme Clips Studio }, { ids: ["deb:acme-clips"] }]',
    '  allowed: [{ name: Acme Notes }]',
  );

  test('adds its alternatives and takes none away', async () => {
    const rules = await withRules(await compiledRuleSet(), [own]);
    expect(await bansOn(rules, ['us-tx'], { name: 'Acme Clips Studio' })).toEqual(['us-tx']);
    expect(await bansOn(rules, ['us-tx'], { ids: ['deb:acme-clips'] })).toEqual(['us-tx']);
    expect(await bansOn(rules, ['us-tx'], { ids: ['winget:ByteDance.Lark'] })).toEqual(['us-tx']);
    expect(await bansOn(rules, ['us-tx'], { name: 'Acme Notes' })).toEqual([]);
    const { digests } = await compiledRuleSet();
    expect(rules.digests['us-tx']).not.toBe(digests['us-tx']);
    expect({ ...rules.digests, 'us-tx': '' }).toEqual({ ...digests, 'us-tx': '' });
  });

  test('is checked with its examples, and only with those', async () => {
    const right = await checkRules([own], [], await compiledRuleSet(), { day: DAY });
    expect(right).toMatchObject({ bans: 1, examples: 3, problems: [] });
    const text = own.text.replace('{ name: Acme Notes }', '{ name: Acme Clips Studio, version: "2" }');
    const { problems } = await checkRules([{ ...own, text }], [], await compiledRuleSet(), { day: DAY });
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('this should be allowed and is banned'),
    ]);
  });

  test.each([
    [['extends: us-tz', 'match: { name: Acme Clips Studio }'], 'unknown ban "us-tz"'],
    [['extends: us-tx'], 'the key "match" is missing'.replaceAll('"', '')],
    [['extends: us-tx', 'match: { vendor: acme-nobody }'], 'match.vendor: unknown vendor "acme-nobody"'],
    [['extends: us-tx', 'match: { name: "A *" }'], 'needs at least 3 letters'],
    [['extends: us-tx', 'match: { name: Acme Clips Studio }', 'severity: note'], 'unknown key "severity"'],
  ])('%j is refused with its place', async (lines, message) => {
    expect(await refusal(file('bans/ours', ...lines))).toContain(message);
  });
});
