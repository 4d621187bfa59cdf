/** Allow-lists and requirements: what is a finding, what is allowed, and what stays open. */
import { describe, expect, test } from 'vitest';
import { catalogueOf, indicatorsOf } from '../../src/catalogue/index.ts';
import { createEvaluator } from '../../src/evaluate/index.ts';
import type { RequiringSource } from '../../src/evaluate/requirements.ts';
import { type RuleSet, withRules } from '../../src/rules/index.ts';
import type { Ban, Match, Vendor, Waiver } from '../../src/schema/index.ts';
import type { Sighting } from '../../src/types.ts';

const acme: Vendor = {
  id: 'acme',
  name: 'Acme',
  country: 'DE',
  categories: ['software'],
  publishers: ['Acme Tools GmbH'],
  products: [
    { id: 'acme-web', name: 'Acme Web', categories: ['browser'], names: ['Acme Web *'] },
    { id: 'acme-net', name: 'Acme Net', categories: ['browser'], names: ['Acme Net *'] },
  ],
};
const VENDORS = [acme];
const seen = (more: Partial<Sighting>): Sighting => ({
  name: 'X',
  reader: 'dpkg-status',
  path: 'list',
  ...more,
});
const deb = (name: string, more: Partial<Sighting> = {}) => seen({ name, ids: [`deb:${name}`], ...more });
const web = seen({ name: 'Acme Web', publisher: 'Acme Tools GmbH' });
const net = seen({ name: 'Acme Net', publisher: 'Acme Tools GmbH' });

type Rule = Pick<Ban, 'match'> & Partial<Ban>;

/** `ban: name` for each finding and `open: reason` for each doubt. */
async function judged(
  rule: Rule,
  sightings: readonly Sighting[],
  { source = {}, waivers = [] }: { source?: Partial<RequiringSource>; waivers?: Waiver[] } = {},
) {
  const ban: Ban = { id: 'own', title: 'Own', why: 'A test.', severity: 'ban', ...rule };
  const catalogue = catalogueOf(VENDORS, '2026-01-01', indicatorsOf(VENDORS));
  const evaluator = await createEvaluator(catalogue, [ban], { waivers });
  const kept = sightings.filter((it) => evaluator.isRelevant(it, it));
  const { findings, gaps } = evaluator.evaluate({ name: 'host', ...source }, kept);
  return [
    ...findings.map((it) => `${it.waiver ? 'waived' : it.severity}: ${it.program.name}`),
    ...gaps.map(({ reason }) => `open: ${reason}`),
  ];
}

describe('an allow-list', () => {
  const browsers: Rule = { match: { category: 'browser' }, only: [{ product: 'acme-web' }] };

  test('forbids what is of its kind and not on it, and nothing else', async () => {
    expect(await judged(browsers, [web, net, deb('bash')])).toEqual(['ban: Acme Net']);
    const ban: Ban = { id: 'own', title: 'Own', why: 'A test.', severity: 'ban', ...browsers };
    const evaluator = await createEvaluator(
      catalogueOf(VENDORS, '2026-01-01', indicatorsOf(VENDORS)),
      [ban],
      {},
    );
    const [finding] = evaluator.evaluate({ name: 'host' }, [net]).findings;
    expect(finding?.reasons.at(-1)).toBe('it is not on the list of what own allows');
  });

  test('may be on a whole kind of package: none slips through for having no known name', async () => {
    const rule: Rule = { match: { id: 'deb:*' }, only: [{ id: ['deb:bash', 'deb:lib*'] }] };
    const list = [deb('bash'), deb('libc6'), deb('stranger'), seen({ name: 'x', ids: ['rpm:x'] })];
    expect(await judged(rule, list)).toEqual(['ban: stranger']);
    expect(await judged({ match: { reader: 'dpkg-status' }, only: [{ id: 'deb:bash' }] }, list)).toEqual([
      'ban: libc6',
      'ban: stranger',
      'ban: x',
    ]);
  });

  test('remembers from host to host what it allows, and nothing that differs', async () => {
    const rule: Rule = {
      match: { reader: 'registry' },
      only: [{ name: 'Example' }, { purl: 'pkg:npm/x@1.0.0' }],
    };
    const ban: Ban = { id: 'own', title: 'Own', why: 'A test.', severity: 'ban', ...rule };
    const evaluator = await createEvaluator(catalogueOf(VENDORS, '2026-01-01', indicatorsOf(VENDORS)), [ban]);
    const found = (more: Partial<Sighting>) => {
      const sighting = seen({ name: 'Example', reader: 'registry', publisher: 'P', ...more });
      return evaluator.evaluate({ name: 'host' }, [sighting]).findings.length;
    };
    const ids = ['purl:pkg:npm/x'];
    for (let host = 0; host < 2; host += 1) {
      expect(found({})).toBe(0);
      expect(found({ name: 'Other', reader: 'elsewhere' })).toBe(0);
      expect(found({ name: 'Other' })).toBe(1);
      expect(found({ name: 'x', ids, version: '1.0.0' })).toBe(0);
      expect(found({ name: 'x', ids, version: '2.0.0' })).toBe(1);
    }
  });

  test('knows maintainers, days of installation and accounts', async () => {
    const debian = deb('vim', {
      maintainer: 'Vim Team <team+vim@LISTS.debian.org>',
      installedOn: '2025-05-05',
    });
    const rule: Rule = { match: { id: 'deb:*' }, only: [{ maintainer: '*@lists.debian.org>' }] };
    expect(await judged(rule, [debian, deb('own-tool', { maintainer: 'me' }), deb('none')])).toEqual([
      'ban: own-tool',
      expect.stringMatching(/^open: .*none.*no maintainer in the manifest/u),
    ]);
    expect(await judged({ match: { id: 'deb:vim', installed: { from: '2025-05-05' } } }, [debian])).toEqual([
      'ban: vim',
    ]);
    expect(await judged({ match: { id: 'deb:vim', installed: { to: '2025-05-04' } } }, [debian])).toEqual([]);
    expect(await judged({ match: { id: 'deb:vim', installed: { to: '2025-05-04' } } }, [deb('vim')])).toEqual(
      [expect.stringMatching(/^open: .*no day of installation/u)],
    );
    const own = deb('vim', { user: 'ann' });
    expect(await judged({ match: { id: 'deb:vim', 'per-user': true } }, [debian])).toEqual([]);
    expect(await judged({ match: { id: 'deb:vim', 'per-user': true } }, [own])).toEqual(['ban: vim']);
    expect(await judged({ match: { id: 'deb:vim', 'per-user': false } }, [own])).toEqual([]);
  });

  test('knows the day on which a record shows a program, and counts what is gone by then', async () => {
    const record = (lastSeen?: string) =>
      seen({
        name: 'Acme Web',
        publisher: 'Acme Tools GmbH',
        kind: 'trace',
        state: 'residue',
        ...(lastSeen ? { lastSeen } : {}),
      });
    const within = (days: string): Rule => ({ match: { vendor: 'acme', 'last-seen': { within: days } } });
    expect(await judged(within('30d'), [record('2025-12-20')])).toEqual(['ban: Acme Web']);
    expect(await judged(within('12d'), [record('2025-12-20')])).toEqual(['ban: Acme Web']);
    expect(await judged(within('11d'), [record('2025-12-20')])).toEqual([]);
    expect(await judged(within('30d'), [record()])).toEqual([]);
    const days: Rule = { match: { vendor: 'acme', 'last-seen': { from: '2025-12-01', to: '2025-12-19' } } };
    expect(await judged(days, [record('2025-12-20')])).toEqual([]);
    expect(await judged(days, [record('2025-12-19')])).toEqual(['ban: Acme Web']);
  });

  test('leaves open what it may allow', async () => {
    const rule: Rule = { match: { id: 'deb:*' }, only: [{ id: 'deb:tool', version: '>=2' }] };
    expect(await judged(rule, [deb('tool', { version: '2.1' })])).toEqual([]);
    expect(await judged(rule, [deb('tool', { version: '1.9' })])).toEqual(['ban: tool']);
    expect(await judged(rule, [deb('tool')])).toEqual([expect.stringMatching(/^open: .*own may allow it/u)]);
  });

  test('takes dates and waivers as bans do', async () => {
    const only = [{ product: 'acme-web' }, { product: 'acme-net', to: '2025-12-31' }];
    expect(await judged({ ...browsers, only }, [net])).toEqual(['ban: Acme Net']);
    const program = { product: 'acme-net' };
    const waiver: Waiver = { ban: 'own', program, reason: 'r', owner: 'o', expires: '2999-01-01' };
    expect(await judged(browsers, [net], { waivers: [waiver] })).toEqual(['waived: Acme Net']);
  });

  test('is on programs: the traces of what it allows are no findings', async () => {
    const trace = seen({ name: 'acme.service', ids: ['systemd:acme.service'], kind: 'trace' });
    expect(await judged({ match: { reader: 'dpkg-status' }, only: [{ id: 'deb:bash' }] }, [trace])).toEqual(
      [],
    );
  });
});

describe('a requirement', () => {
  const agent: Rule = {
    match: { id: 'deb:agent' },
    require: { what: 'The Agent', version: '>=7.2' },
  };
  const gap = { path: 'var/lib/dpkg/status', reason: 'cut off' };

  test.each([
    ['is met', [deb('agent', { version: '7.2' })], []],
    ['is met by one of two', [deb('agent', { version: '7.1' }), deb('agent', { version: '8' })], []],
    ['is not met by an old one', [deb('agent', { version: '7.1' })], ['ban: agent']],
    ['is not met by nothing', [deb('bash')], ['ban: The Agent']],
    [
      'is not met by what was left behind',
      [deb('agent', { version: '8', state: 'residue' })],
      ['ban: The Agent'],
    ],
    [
      'is open without a version',
      [deb('agent')],
      [expect.stringMatching(/^open: .*its version does not show whether it is enough/u)],
    ],
  ] as const)('%s', async (_, sightings, said) => {
    expect(await judged(agent, sightings)).toEqual(said);
  });

  test('is open where the list is not whole: what is missing may be in the rest', async () => {
    expect(await judged(agent, [], { source: { gaps: [gap] } })).toEqual([
      expect.stringMatching(/^open: cannot decide whether The Agent violates own: .*not read whole$/u),
    ]);
    expect(await judged(agent, [deb('agent', { version: '8' })], { source: { gaps: [gap] } })).toEqual([]);
  });

  test('is for the sources that it names', async () => {
    const on = (os: 'linux' | 'windows'): Rule => ({ ...agent, 'applies-to': { who: 'All.', os } });
    expect(await judged(on('windows'), [], { source: { os: { id: 'debian' } } })).toEqual([]);
    expect(await judged(on('linux'), [], { source: { os: { id: 'debian' } } })).toEqual(['ban: The Agent']);
    expect(await judged(on('linux'), [])).toEqual([expect.stringMatching(/^open: .*operating system/u)]);
  });

  test('is waived like a ban', async () => {
    const program = { name: 'The Agent' };
    const waiver: Waiver = { ban: 'own', program, reason: 'r', owner: 'o', expires: '2999-01-01' };
    expect(await judged(agent, [], { waivers: [waiver] })).toEqual(['waived: The Agent']);
  });
});

describe('a policy that nobody means is refused', () => {
  const EMPTY: RuleSet = { vendors: [], bans: [], marks: indicatorsOf([]), digests: {} };
  const saidOf = async (text: string) => {
    const file = { path: 'bans/x.yaml', text: `title: X\nwhy: A reason.\nseverity: ban\n${text}\n` };
    return withRules(EMPTY, [file]).then(
      () => 'fine',
      (error: unknown) => (error as Error).message,
    );
  };

  test.each([
    ["match: { reader: dpkg-status }\nonly: { id: 'deb:bash' }", 'forbids parts of an operating system'],
    ["match: { kind: program }\nonly: { id: 'deb:nothing' }", 'forbids parts of an operating system'],
    ["match: { id: 'npm:interdict' }", 'forbids parts of an operating system or this program: npm:interdict'],
    ["match: { publisher: 'Microsoft Corporation' }", 'forbids parts of an operating system'],
    [
      "match: { id: 'deb:x' }\nonly: { id: 'deb:y' }\nrequire: { what: X }",
      'give `only` or `require`, not both',
    ],
    ["match: { id: 'deb:x' }\nrequire: { what: X, version: latest }", 'require'],
    ["match: { id: 'deb:*' }", 'no letter or digit'],
    ["match: { reader: dpkg-status }\nonly: { maintainer: '*' }", 'is short'],
  ])('%s', async (text, message) => {
    expect(await saidOf(text)).toContain(message);
  });

  test.each([
    "match: { reader: dpkg-status }\nincludes-system: true\nonly: { id: 'deb:bash' }",
    "match: { id: 'deb:*' }\nonly: { maintainer: '*@lists.debian.org>' }",
    "match: { id: 'chrome-extension:*' }\nonly: { id: 'chrome-extension:aaaabbbbccccddddeeeeffffgggghhhh' }",
    "match: { id: 'deb:agent' }\nrequire: { what: Agent, version: '>=7.2' }",
  ])('%s is fine', async (text) => {
    expect(await saidOf(text)).toBe('fine');
  });
});

describe('an allow-list of 10,000 entries is looked up, whatever they name', () => {
  const numbers = Array.from({ length: 10_000 }, (_, index) => index);
  const each = (entry: (index: number) => string) => numbers.map(entry);
  const digest = (index: number) => `a${index}`.padEnd(64, '0');
  const member = (index: number) =>
    deb(`package-${index}`, {
      version: '1',
      publisher: `Publisher ${index} GmbH`,
      maintainer: `Someone <package-${index}@example.org>`,
      folder: `/opt/package-${index}/bin`,
      ids: [`deb:package-${index}`, `purl:pkg:deb/debian/package-${index}@1`, `sha256:${digest(index)}`],
    });
  const stranger = deb('stranger', {
    version: '1',
    publisher: 'Stranger',
    maintainer: 'x',
    folder: '/opt/x',
    ids: ['deb:stranger', `sha256:${'f'.repeat(64)}`],
  });
  const lists: [string, Match | Match[]][] = [
    ['ids', { id: each((index) => `deb:package-${index}`) }],
    ['globs', { id: each((index) => `deb:package-${index}*`) }],
    ['endings', { id: each((index) => `deb:*age-${index}`) }],
    ['ids with versions', numbers.map((index) => ({ id: `deb:package-${index}`, version: '<2' }))],
    ['alternatives', { any: numbers.map((index) => ({ id: `deb:package-${index}` })) }],
    [
      'alternatives of more',
      { version: '<2', any: numbers.map((index) => ({ id: `deb:package-${index}` })) },
    ],
    ['package URLs', { purl: each((index) => `pkg:deb/debian/package-${index}`) }],
    ['names', { name: each((index) => `package-${index}`) }],
    ['publishers', { publisher: each((index) => `Publisher ${index} Ltd`) }],
    ['maintainers', { maintainer: each((index) => `*<PACKAGE-${index}@example.org>`) }],
    ['maintainers one by one', numbers.map((index) => ({ maintainer: `*<package-${index}@example.org>` }))],
    ['folders', { path: each((index) => `/opt/package-${index}`) }],
    ['digests', { sha256: each(digest) }],
  ];

  test.each(lists)('%s', async (_, only) => {
    const host = [...numbers.filter((index) => index % 10 === 7).map(member), stranger];
    expect(await judged({ match: { id: 'deb:*' }, only }, host)).toEqual(['ban: stranger']);
  });
});

describe('what a list allows is remembered from host to host', () => {
  /** What the findings of one host after the other are. */
  async function inTurn(rule: Rule, ...hosts: readonly Sighting[][]) {
    const ban: Ban = { id: 'own', title: 'Own', why: 'A test.', severity: 'ban', ...rule };
    const catalogue = catalogueOf(VENDORS, '2026-01-01', indicatorsOf(VENDORS));
    const evaluator = await createEvaluator(catalogue, [ban]);
    return hosts.map((host, at) => {
      const source = { name: `host-${at}`, os: { id: at === 0 ? 'windows' : 'debian' } };
      const kept = host.filter((it) => evaluator.isRelevant(it, it));
      const { findings, gaps } = evaluator.evaluate(source, kept);
      return [...findings.map((it) => it.program.name), ...gaps.map(() => 'open')];
    });
  }

  test.each<[string, Rule, Sighting, Sighting]>([
    [
      'of another version',
      { match: { id: 'deb:*' }, only: [{ id: 'deb:tool', version: '<2' }] },
      deb('tool', { version: '1' }),
      deb('tool', { version: '2' }),
    ],
    [
      'of another maintainer',
      { match: { id: 'deb:*' }, only: [{ maintainer: '*@example.org>' }] },
      deb('tool', { maintainer: 'A <a@example.org>' }),
      deb('tool', { maintainer: 'A <a@example.com>' }),
    ],
    [
      'of another list',
      { match: { reader: 'rpm-database' }, only: [{ id: 'deb:other' }] },
      deb('tool'),
      deb('tool', { reader: 'rpm-database' }),
    ],
    [
      'for one account',
      { match: { id: 'deb:*', 'per-user': true }, only: [{ id: 'deb:other' }] },
      deb('tool'),
      deb('tool', { user: 'ann' }),
    ],
    [
      'that is a program and no trace',
      { match: { id: 'deb:*' }, only: [{ id: 'deb:other' }] },
      deb('tool', { kind: 'trace' }),
      deb('tool'),
    ],
    [
      'that is a trace',
      { match: { id: 'deb:*', kind: 'trace' }, only: [{ id: 'deb:other' }] },
      deb('tool'),
      deb('tool', { kind: 'trace' }),
    ],
    [
      'on a host that the list is for',
      { match: { id: 'deb:*' }, only: [{ id: 'deb:other' }], 'applies-to': { who: 'All.', os: 'linux' } },
      deb('tool'),
      deb('tool'),
    ],
  ])('and not what is %s', async (_, rule, allowed, other) => {
    expect(await inTurn(rule, [allowed], [other], [other])).toEqual([[], ['tool'], ['tool']]);
  });
});
