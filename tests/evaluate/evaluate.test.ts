/** What a judge says of sightings: conditions, days, exceptions, traces, duplicates, doubts, exit status. */
import { describe, expect, test } from 'vitest';
import { cleanRun } from '../../fixtures/reports/run.ts';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { catalogueOf, pathFingerprints } from '../../src/catalogue/index.ts';
import {
  citedBan,
  createEvaluator,
  type EvaluateOptions,
  type Evaluation,
  exitCodeOf,
  severityOn,
  verdictOf,
} from '../../src/evaluate/index.ts';
import { programs } from '../../src/evaluate/same-program.ts';
import { mayHold } from '../../src/matching/prefix-filter.ts';
import { diffReports } from '../../src/report-files/diff.ts';
import { junit } from '../../src/reporters/junit.ts';
import type { Ban, Match, Vendor } from '../../src/schema/index.ts';
import type { Finding, Sighting, SourceResult } from '../../src/types.ts';

const vendors: Vendor[] = [
  {
    id: 'example-av',
    name: 'Example AV',
    country: 'DE',
    categories: ['antivirus'],
    'controlled-from': [
      { country: 'FR', from: '2000-01-01', to: '2019-12-31' },
      { country: 'DE', from: '2020-01-01' },
    ],
    'sanctioned-by': [{ list: 'us-list', from: '2021-01-01', to: '2023-12-31' }],
    publishers: ['Example AV GmbH', { value: 'Example', confidence: 'low' }],
    signers: { 'apple-team-id': ['ABCDE12345'] },
    ids: { 'registry-key': ['HKLM\\SOFTWARE\\ExampleAV'], path: ['/etc/opt/example-av'] },
    products: [
      {
        id: 'example-server',
        name: 'Example Server Guard',
        categories: ['antivirus'],
        'without-entry': true,
        names: ['Example Server Guard *'],
        ids: {
          deb: ['example-guard', 'example-guard-*'],
          systemd: ['example-guard.service'],
          path: ['/opt/example-av'],
        },
      },
      {
        id: 'example-desktop',
        name: 'Example Desktop',
        categories: ['antivirus', 'firewall'],
        names: ['Example Desktop *', { value: 'Example', with: 'publisher' }],
        ids: {
          service: [{ value: 'EXSVC#' }],
          driver: [
            { value: 'tracker.sys', with: 'publisher' },
            { value: 'exlow.sys', confidence: 'low' },
          ],
          'product-code': ['{00000000-0000-0000-0000-000000000001}'],
          path: ['%ProgramFiles%\\Example AV', '~/Library/Example AV'],
        },
      },
      {
        id: 'example-passwords',
        name: 'Example Passwords',
        categories: ['password-manager'],
        names: ['Example Passwords'],
      },
      {
        id: 'example-old',
        name: 'Example Old',
        categories: ['vpn'],
        names: ['Example Old'],
        to: '2015-12-31',
      },
    ],
  },
  {
    id: 'other',
    name: 'Other',
    country: 'US',
    categories: ['backup'],
    publishers: ['Other Inc.'],
    'successor-of': ['example-av'],
    products: [
      {
        id: 'other-suite',
        name: 'Other Suite',
        categories: ['antivirus'],
        names: ['Other Suite'],
        embeds: [
          { vendor: 'example-av', to: '2022-12-31' },
          { vendor: 'third', confidence: 'low' },
        ],
      },
    ],
  },
  { id: 'third', name: 'Third', country: 'CH', categories: ['vpn'] },
];

function ban(match: Match, more: Partial<Ban> = {}): Ban {
  return { id: 'x', title: 'X', why: 'Y.', severity: 'ban', match, ...more };
}

function seen(name: string, more: Partial<Sighting> = {}): Sighting {
  return { name, reader: 'test', path: 'list', ...more };
}

async function said(
  bans: Ban | Ban[],
  sightings: Sighting[],
  day = '2026-11-24',
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const judge = await createEvaluator(catalogueOf(vendors, day), [bans].flat(), options);
  return judge.evaluate({ name: 'alder' }, sightings);
}

const guard = seen('example-guard', {
  ids: ['deb:example-guard'],
  version: '2.0-1',
  reader: 'dpkg-status',
  path: 'var/lib/dpkg/status',
});
const desktop = seen('Example Desktop 12', {
  publisher: 'Example AV GmbH',
  ids: ['uninstall-key:Example'],
  version: '12.1',
});

describe('a match means', () => {
  test.each<[Match, Sighting, 'yes' | 'no' | 'maybe']>([
    [{ vendor: 'example-av' }, guard, 'yes'],
    [{ vendor: ['third', 'example-av'] }, guard, 'yes'],
    [{ vendor: 'other' }, guard, 'no'],
    [{ vendor: { country: 'DE' } }, guard, 'yes'],
    [{ vendor: { country: ['RU', 'FR'] } }, guard, 'no'],
    [{ vendor: { country: 'DE', 'sanctioned-by': 'us-list' } }, guard, 'no'],
    [{ vendor: { 'controlled-from': 'DE' } }, guard, 'yes'],
    [{ vendor: { id: 'example-av', successors: true } }, seen('Other Suite'), 'yes'],
    [{ vendor: { id: 'example-av' } }, seen('Other Suite'), 'no'],
    [{ product: 'example-server' }, guard, 'yes'],
    [{ product: 'example-desktop' }, guard, 'no'],
    [{ category: 'firewall' }, desktop, 'yes'],
    [{ category: ['vpn', 'firewall'] }, guard, 'no'],
    [{ embeds: 'example-av' }, seen('Other Suite'), 'no'],
    [{ embeds: 'third' }, seen('Other Suite'), 'no'],
    [{ name: 'example guard' }, guard, 'yes'],
    [{ name: 'Other*' }, seen('Others'), 'yes'],
    [{ name: 'Other *' }, seen('Other'), 'yes'],
    [{ name: 'Other *' }, seen('Others'), 'no'],
    [{ name: 'Strange Tool' }, seen('Strange Tool 3.1 (x64)'), 'yes'],
    [{ name: 'Strange Tool' }, seen('Strange Tool 3', { version: '3.0.1' }), 'yes'],
    [{ name: 'Strange Tool' }, seen('Strange Tool 3', { version: '4.0.1' }), 'no'],
    [{ name: 'Strange Tool' }, seen('Strange Toolbox'), 'no'],
    [{ name: { regex: 'Strange (Tool|Thing) [0-9]+' } }, seen('STRANGE thing 7'), 'yes'],
    [{ name: { regex: 'Strange Tool' } }, seen('A Strange Tool'), 'no'],
    [{ publisher: 'Strange' }, seen('X', { publisher: 'Strange, Inc.' }), 'yes'],
    [{ publisher: 'Strange' }, seen('X', { publisher: 'Stranger, Inc.' }), 'no'],
    [{ id: 'deb:example-*' }, guard, 'yes'],
    [{ id: ['rpm:example-guard', 'npm:example-guard'] }, guard, 'no'],
    [{ id: 'deb:left-pad' }, seen('x', { ids: ['purl:pkg:deb/debian/left-pad@1?arch=all'] }), 'yes'],
    [{ purl: 'pkg:npm/left-pad' }, seen('left-pad', { ids: ['purl:pkg:npm/left-pad@1.3.0'] }), 'yes'],
    [{ purl: 'pkg:npm/@scope/*' }, seen('x', { ids: ['purl:pkg:npm/%40scope/pad@1.3.0'] }), 'yes'],
    [{ purl: 'pkg:npm/left-pad' }, seen('x', { ids: ['purl:pkg:npm/left-pad-more@1'] }), 'no'],
    [{ vendor: 'example-av', version: '<2.1' }, guard, 'yes'],
    [{ vendor: 'example-av', version: '>=2.1' }, guard, 'no'],
    [{ vendor: 'example-av', version: '<2.0-2' }, guard, 'yes'],
    [{ vendor: 'example-av', version: { range: '<2.0-2', scheme: 'rpm' } }, guard, 'yes'],
    [{ vendor: 'example-av', version: '<3' }, seen('example-guard', { ids: ['deb:example-guard'] }), 'maybe'],
    [{ vendor: 'example-av', version: '<3' }, { ...guard, marks: ['truncated-version'] }, 'maybe'],
    [{ path: '/opt/strange' }, seen('x', { ids: ['path:/opt/strange/bin/x'] }), 'yes'],
    [{ path: '/opt/strange' }, seen('x', { folder: '/opt/strange' }), 'yes'],
    [{ path: '/opt/strange' }, seen('x', { folder: '/opt/stranger' }), 'no'],
    [{ path: 'C:\\Program Files\\Strange' }, seen('x', { folder: 'c:\\program files\\strange\\' }), 'yes'],
    [{ path: '/home/*/strange' }, seen('x', { path: 'home/ann/strange/x.plist' }), 'yes'],
    [{ vendor: 'example-av', reader: 'dpkg-status' }, guard, 'yes'],
    [{ vendor: 'example-av', reader: 'rpm-database' }, guard, 'no'],
    [{ vendor: 'example-av', state: ['residue'] }, { ...guard, state: 'residue' }, 'yes'],
    [{ vendor: 'example-av', state: 'installed' }, guard, 'yes'],
    [{ vendor: 'example-av', kind: 'trace' }, guard, 'no'],
    [{ any: [{ vendor: 'other' }, { id: 'deb:example-guard' }] }, guard, 'yes'],
    [{ all: [{ vendor: 'example-av' }, { category: 'vpn' }] }, guard, 'no'],
    [{ vendor: 'example-av', not: { category: 'antivirus' } }, guard, 'no'],
    [{ vendor: 'example-av', not: [{ category: 'vpn' }, { state: 'residue' }] }, guard, 'yes'],
    [
      { vendor: 'example-av', not: { version: '<3' } },
      seen('example-guard', { ids: ['deb:example-guard'] }),
      'maybe',
    ],
  ])('%j of %j: %s', async (match, sighting, expected) => {
    const { findings, gaps: unread } = await said(ban(match), [sighting]);
    expect(findings.length > 0 ? 'yes' : unread.length > 0 ? 'maybe' : 'no').toBe(expected);
  });
});

describe('the day decides', () => {
  test.each([
    ['2010-01-01', { vendor: { country: 'FR' } }, 1],
    ['2010-01-01', { vendor: { country: 'DE' } }, 0],
    ['2020-01-01', { vendor: { country: 'DE' } }, 1],
    ['1999-01-01', { vendor: { country: 'DE' } }, 1],
    ['2022-06-01', { vendor: { 'sanctioned-by': 'us-list' } }, 1],
    ['2024-01-01', { vendor: { 'sanctioned-by': 'us-list' } }, 0],
  ] as const)('on %s %j finds %i', async (day, match, count) => {
    expect((await said(ban(match), [guard], day)).findings).toHaveLength(count);
  });

  test('an engine inside counts while it was inside', async () => {
    const embedding = ban({ embeds: { country: ['DE', 'FR'] } });
    const [finding] = (await said(embedding, [seen('Other Suite')], '2022-12-31')).findings;
    expect(finding?.reasons).toContain('it has an engine of Example AV inside');
    expect((await said(embedding, [seen('Other Suite')], '2023-01-01')).findings).toEqual([]);
  });

  test('a product is one of its vendor while it was', async () => {
    const vpn = ban({ category: 'vpn' });
    expect((await said(vpn, [seen('Example Old')], '2015-12-31')).findings).toHaveLength(1);
    expect((await said(vpn, [seen('Example Old')], '2016-01-01')).findings).toHaveLength(0);
  });

  const phased = ban(
    { vendor: 'example-av' },
    {
      phases: [
        { from: '2017-09-13', severity: 'note', duty: 'Find it.' },
        { from: '2017-12-12', severity: 'ban' },
        { from: '2030-01-01', severity: 'none' },
      ],
    },
  );
  delete (phased as { severity?: unknown }).severity;
  test.each([
    ['2017-09-12', undefined],
    ['2017-09-13', 'note'],
    ['2017-12-11', 'note'],
    ['2017-12-12', 'ban'],
    ['2029-12-31', 'ban'],
    ['2030-01-01', undefined],
  ])('phases make the severity: %s %s', async (day, severity) => {
    expect((await said(phased, [guard], day)).findings[0]?.severity).toBe(severity);
    expect(severityOn(phased, day)?.severity).toBe(severity);
    expect(citedBan(phased, 'sha256:0', day)?.severity).toBe(severity);
  });

  test('the phase that follows is cited with its day', () => {
    const next = (day: string) => citedBan(phased, 'sha256:0', day)?.next;
    expect(next('2017-12-11')).toEqual({ from: '2017-12-12', severity: 'ban' });
    expect(next('2017-12-12')).toEqual({ from: '2030-01-01', severity: 'none' });
    expect(citedBan(ban({ category: 'vpn' }), 'sha256:0', '2026-01-01')).not.toHaveProperty('next');
  });
});

describe('a finding shows', () => {
  test('the chain from the program to the ban, the authorities and what to do', async () => {
    const full = ban(
      { vendor: { country: 'DE' }, category: 'antivirus' },
      {
        remedy: { any: 'Replace it.', linux: 'Purge it.', windows: 'Uninstall it.' },
        authorities: [{ id: 'law', title: 'Law', issuer: 'State', jurisdiction: 'DE' }],
      },
    );
    const { findings } = await said(full, [guard]);
    expect(findings).toEqual([
      {
        ban: 'x',
        severity: 'ban',
        program: guard,
        vendor: 'example-av',
        product: 'example-server',
        reasons: [
          'deb:example-guard is Example Server Guard',
          'its vendor Example AV is based in DE',
          'its category is antivirus',
        ],
        authorities: ['law'],
        remedy: 'Replace it. Purge it.',
      },
    ]);
  });

  test('an unknown product counts as what the vendor makes', async () => {
    const { findings } = await said(ban({ category: 'antivirus' }), [
      seen('Brand New', { publisher: 'Example AV GmbH' }),
    ]);
    expect(findings[0]?.reasons).toContain('unknown product: it gets the categories of Example AV');
    expect(findings[0]?.product).toBeUndefined();
  });
});

describe('marks that do not decide alone', () => {
  test.each<[string, Sighting, number]>([
    ['a common name needs the publisher', seen('Example'), 0],
    ['and has it', seen('Example', { publisher: 'Example AV GmbH' }), 1],
    ['or the team that signed it', seen('Example', { ids: ['team-id:ABCDE12345'] }), 1],
    ['a common file needs the publisher', seen('tracker', { ids: ['driver:tracker.sys'] }), 0],
    ['and not another one', seen('tracker', { ids: ['driver:tracker.sys'], publisher: 'Other Inc.' }), 0],
    [
      'and has it by its certificate',
      seen('tracker', { ids: ['driver:tracker.sys', 'signer:CN=Example AV GmbH, C=DE'] }),
      1,
    ],
    ['a doubtful mark needs another', seen('exlow', { ids: ['driver:exlow.sys'] }), 0],
    ['the same mark twice is not another', seen('exlow', { ids: ['driver:exlow', 'driver:exlow.sys'] }), 0],
    ['a second id is', seen('exlow', { ids: ['driver:exlow.sys', 'service:EXSVC21.3'] }), 1],
    ['two doubtful ones are enough', seen('x', { ids: ['driver:exlow.sys'], publisher: 'Example' }), 1],
    ['a doubtful publisher alone is not', seen('x', { publisher: 'Example' }), 0],
    [
      'a known name by another known vendor is not a match',
      seen('Example Desktop 5', { publisher: 'Other Inc.' }),
      0,
    ],
    ['by an unknown one it is a maybe', seen('Example Desktop 5', { publisher: 'Reseller Ltd' }), 0],
    ['by one of the same name it is', seen('Example Desktop 5', { publisher: 'Example Asia Ltd' }), 1],
    [
      'a service by another known vendor is not a match',
      seen('s', { ids: ['service:EXSVC1'], publisher: 'Other Inc.' }),
      0,
    ],
    [
      'a product code is given out once',
      seen('p', { ids: ['product-code:{00000000-0000-0000-0000-000000000001}'], publisher: 'Other Inc.' }),
      1,
    ],
    ['a folder alone is not enough', seen('plug-in', { folder: '/opt/example-av/plug-ins' }), 0],
    ['a maintainer never decides', seen('x', { maintainer: 'Example AV GmbH' }), 0],
    ['a package is not its display name', seen('Example Desktop', { ids: ['deb:example-desktop'] }), 0],
    [
      'a signing key is not the software',
      seen('gpg-pubkey', { publisher: 'Example AV GmbH', marks: ['signing-key'] }),
      0,
    ],
    ['a version in a service is one', seen('EXSVC21.3', { ids: ['service:EXSVC21.3'] }), 1],
    ['a word is none', seen('EXSVCPlayer', { ids: ['service:EXSVCPlayer'] }), 0],
  ])('%s', async (_, sighting, count) => {
    const { findings } = await said(ban({ vendor: 'example-av' }), [sighting]);
    expect(findings).toHaveLength(count);
  });

  test('a common name without a publisher in the Windows list is undecided', async () => {
    const { findings, gaps: unread } = await said(ban({ vendor: 'example-av' }), [
      seen('Example', { ids: ['uninstall-key:Example'] }),
    ]);
    expect(findings).toEqual([]);
    expect(unread).toEqual([
      {
        path: 'list',
        reader: 'test',
        reason:
          'cannot decide whether Example violates x: no publisher in the manifest; it may be Example Desktop',
        kind: 'undecided',
        severity: 'ban',
      },
    ]);
  });
});

describe('a package of which only the name is reported', () => {
  test.each<[string, Sighting, 'banned' | 'undecided' | 'fine']>([
    ['is the package of that name', seen('example-guard'), 'banned'],
    ['in small letters or not', seen('Example-Guard'), 'banned'],
    [
      'is so with a package URL of no kind',
      seen('example-guard', { ids: ['purl:pkg:generic/example-guard@2'] }),
      'banned',
    ],
    ['may be what a pattern means', seen('example-guard-gui'), 'undecided'],
    ['is another thing in another world', seen('example-guard', { ids: ['npm:example-guard'] }), 'fine'],
    ['is another thing by its publisher', seen('example-guard', { publisher: 'Reseller Ltd' }), 'fine'],
    ['is not a trace', seen('example-guard', { kind: 'trace' }), 'fine'],
    ['is not what it begins with', seen('example-guardian'), 'fine'],
    ['is what its name says as a display name', seen('example-desktop'), 'banned'],
    ['may be an addition of others to a product', seen('example-desktop-indicator'), 'undecided'],
    ['is a display name with spaces', seen('Example Desktop Indicator'), 'banned'],
  ])('%s', async (_, sighting, expected) => {
    const { findings, gaps: unread } = await said(ban({ category: 'antivirus' }), [sighting]);
    expect(findings.length > 0 ? 'banned' : unread.length > 0 ? 'undecided' : 'fine').toBe(expected);
    if (expected === 'undecided') expect(unread[0]?.reason).toMatch(/no package type in the manifest/u);
  });
});

describe('a name that a list has cut', () => {
  const cut = (name: string, more: Partial<Sighting> = {}) =>
    seen(name, { marks: ['truncated-name'], line: 7, ...more });
  test.each<[string, Sighting, 'banned' | 'undecided' | 'fine']>([
    ['is found when a pattern lets the rest be anything', cut('Example Server Guard fo'), 'banned'],
    [
      'is found when it is a whole package name',
      cut('example-guard', { ids: ['deb:example-guard'] }),
      'banned',
    ],
    [
      'is undecided when a banned package goes on',
      cut('example-gu', { ids: ['deb:example-gu'] }),
      'undecided',
    ],
    ['is undecided when a banned name goes on', cut('Example Serv'), 'undecided'],
    ['is fine when nothing banned goes on', cut('example-xy', { ids: ['deb:example-xy'] }), 'fine'],
    ['is fine when it is longer than what is banned', cut('Example Passwords and mo'), 'fine'],
  ])('%s', async (_, sighting, expected) => {
    const { findings, gaps: unread } = await said(ban({ category: 'antivirus' }), [sighting]);
    expect(findings.length > 0 ? 'banned' : unread.length > 0 ? 'undecided' : 'fine').toBe(expected);
    if (expected === 'undecided') expect(unread[0]?.reason).toMatch(/^line 7: .* its name was cut/u);
  });

  test('is no matter where the ban is only a note', async () => {
    const { gaps: unread } = await said(ban({ category: 'antivirus' }, { severity: 'note' }), [
      cut('Example Serv'),
    ]);
    expect(unread).toEqual([]);
  });

  test('is undecided by the name of a ban too', async () => {
    const named = ban({ name: 'Strange Tool' });
    expect((await said(named, [cut('Strange T')])).gaps).toHaveLength(1);
    expect((await said(named, [cut('Strange X')])).gaps).toEqual([]);
  });
});

describe('exceptions', () => {
  const excepting = ban(
    { vendor: 'example-av' },
    { except: [{ category: 'password-manager' }, { version: '>=3' }] },
  );
  test('let off what they mean', async () => {
    expect((await said(excepting, [seen('Example Passwords')])).findings).toEqual([]);
    expect((await said(excepting, [{ ...guard, version: '3.0' }])).findings).toEqual([]);
    expect((await said(excepting, [guard])).findings).toHaveLength(1);
  });

  test('do not help when they cannot be decided', async () => {
    expect((await said(excepting, [seen('x', { ids: ['deb:example-guard'] })])).findings).toHaveLength(1);
  });
});

describe('a class of devices', () => {
  const mobile = ban({ vendor: 'example-av' }, { 'applies-to': { who: 'All.', 'device-class': 'mobile' } });
  test.each([
    ['mobile', 'ban'],
    ['desktop', undefined],
    [undefined, 'warn'],
  ])('%s: %s', async (deviceClass, severity) => {
    const options = deviceClass === undefined ? {} : { deviceClass };
    const { findings } = await said(mobile, [guard], '2026-11-24', options);
    expect(findings[0]?.severity).toBe(severity);
  });
});

describe('traces', () => {
  const unit = seen('example-guard.service', {
    kind: 'trace',
    ids: ['systemd:example-guard.service'],
    reader: 'systemd',
    path: 'etc/systemd/x',
  });
  const service = seen('EXSVC21.3', {
    kind: 'trace',
    ids: ['service:EXSVC21.3'],
    reader: 'windows-services',
    path: 'services.reg',
  });
  const key = seen('HKLM\\SOFTWARE\\ExampleAV', {
    kind: 'trace',
    ids: ['registry-key:HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\ExampleAV\\Setup'],
    reader: 'registry',
  });
  const any = ban({ vendor: 'example-av', category: 'antivirus' });
  const shown = ({ findings }: Evaluation) =>
    findings.map(({ program, evidence = [] }) => [
      program.name,
      program.state ?? 'installed',
      ...evidence.map(({ name }) => name),
    ]);

  test('support the program that they belong to', async () => {
    expect(shown(await said(any, [unit, guard, key]))).toEqual([
      ['example-guard', 'installed', 'example-guard.service', key.name],
    ]);
  });

  test('of a program that was removed are left with it', async () => {
    const removed: Sighting = { ...guard, state: 'residue' };
    expect(shown(await said(any, [removed, unit]))).toEqual([
      ['example-guard', 'residue', 'example-guard.service'],
    ]);
  });

  test('alone mean installed where the product can come without an entry', async () => {
    expect(shown(await said(any, [unit]))).toEqual([['example-guard.service', 'installed']]);
  });

  test('alone mean left behind where it cannot', async () => {
    expect(shown(await said(any, [service, key]))).toEqual([['EXSVC21.3', 'residue', key.name]]);
    expect(shown(await said(any, [key]))).toEqual([[key.name, 'residue']]);
  });

  test('that a ban names itself mean installed', async () => {
    expect(shown(await said(ban({ id: 'service:EXSVC#' }), [service]))).toEqual([['EXSVC21.3', 'installed']]);
    const strange = seen('/opt/strange', {
      kind: 'trace',
      ids: ['path:/opt/strange'],
      reader: 'path',
      path: 'opt/strange',
    });
    expect(shown(await said(ban({ path: '/opt/strange' }), [strange]))).toEqual([
      ['/opt/strange', 'installed'],
    ]);
  });

  test('are not made installed by a ban on something else', async () => {
    const other = ban(
      { any: [{ id: 'service:EXSVC#', reader: 'nothing' }, { name: { regex: '.*strange.*' } }] },
      { id: 'y' },
    );
    expect(shown(await said([any, other], [service]))).toEqual([['EXSVC21.3', 'residue']]);
  });

  test('several of one product are one finding', async () => {
    const folder = seen('/opt/example-av', {
      kind: 'trace',
      ids: ['path:/opt/example-av'],
      reader: 'path',
      path: 'opt/example-av',
    });
    expect(shown(await said(any, [folder, unit]))).toEqual([
      ['/opt/example-av', 'installed', 'example-guard.service'],
    ]);
  });

  test('of the vendor belong to a program of an unknown product', async () => {
    const unknown = seen('Brand New', { publisher: 'Example AV GmbH' });
    expect(shown(await said(any, [service, unknown]))).toEqual([['Brand New', 'installed', 'EXSVC21.3']]);
  });

  test('do not accuse when the program that they belong to is allowed', async () => {
    const old = ban({ vendor: 'example-av', version: '<2' });
    expect(await said(old, [guard, unit])).toEqual({ findings: [], gaps: [] });
    expect(await said(any, [seen('Example Passwords'), key])).toEqual({ findings: [], gaps: [] });
  });

  test('alone of an unknown version are undecided', async () => {
    const { findings, gaps: unread } = await said(ban({ vendor: 'example-av', version: '<2' }), [unit]);
    expect(findings).toEqual([]);
    expect(unread).toHaveLength(1);
  });
});

describe('one program reported twice is one finding', () => {
  const any = ban({ vendor: 'example-av' });
  const row = (id: string, more: Partial<Sighting> = {}) => ({
    ...desktop,
    ids: [id],
    reader: 'registry-uninstall',
    path: 'SOFTWARE',
    ...more,
  });
  const guid = 'uninstall-key:{11111111-1111-1111-1111-111111111111}';
  test.each<[string, Sighting[], number]>([
    ['a GUID and its twin', [row(guid), row(guid.replace('{', 'InstallWIX_{'))], 1],
    ['two views in two files', [row(guid), row(guid, { path: 'WOW6432Node.reg' })], 1],
    ['two manifests', [guard, { ...guard, reader: 'dpkg-list', path: 'dpkg.txt' }], 1],
    [
      'two architectures',
      [
        { ...guard, arch: 'amd64' },
        { ...guard, arch: 'i386' },
      ],
      1,
    ],
    ['two versions', [row(guid), row(guid, { version: '11.0' })], 2],
    ['two users', [row(guid, { user: 'ann' }), row(guid, { user: 'bob' })], 2],
    ['installed and left after removal', [guard, { ...guard, state: 'residue', reader: 'dpkg-list' }], 2],
    [
      'two places',
      [
        seen('Example Desktop', { path: 'Applications/A.app' }),
        seen('Example Desktop', { path: 'Applications/B.app' }),
      ],
      2,
    ],
  ])('%s: %#', async (_, sightings, count) => {
    const { findings } = await said(any, sightings);
    expect(findings).toHaveLength(count);
    expect(findings.flatMap(({ evidence = [] }) => evidence)).toHaveLength(sightings.length - count);
  });

  test('the first that was reported, as one by one comparing finds it', () => {
    let seed = 20261124;
    const one = <Value>(...values: readonly Value[]) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return values[Math.floor((seed / 2 ** 32) * values.length)] as Value;
    };
    const is = ({ ids = [] }: Sighting) => ids.length > 0;
    const isSame = (a: Sighting, b: Sighting) =>
      (a.state ?? 'installed') === (b.state ?? 'installed') &&
      a.user === b.user &&
      (a.version === b.version || a.version === undefined || b.version === undefined) &&
      (a.reader !== b.reader || a.path === b.path || (is(a) && is(b)));
    for (let round = 0; round < 300; round++) {
      const known = programs<Sighting>();
      const told: Sighting[] = [];
      for (let at = 0; at < 12; at++) {
        const it = seen('Example', {
          ...one({}, { version: '1' }, { version: '2' }),
          ...one({}, {}, { state: 'residue' as const }),
          ...one({}, {}, { user: 'ann' }),
          ...one({}, { ids: [guid] }),
          reader: one('a', 'b', 'c'),
          path: one('x', 'y', 'z'),
        });
        const found = known.find('example', it);
        expect(found).toBe(told.find((other) => isSame(other, it)));
        if (found) continue;
        told.push(it);
        known.add('example', it, it);
      }
    }
  });

  test('many times reported is no more work for each', async () => {
    const many = Array.from({ length: 10_000 }, (_, at) => [
      { ...guard, version: `1.${at}` },
      seen('service', { kind: 'trace', ids: ['service:EXSVC1'], path: `${at}` }),
    ]).flat();
    const spent = stopwatch();
    const { findings } = await said(any, many);
    expect(findings).toHaveLength(10_001);
    const outcome: SourceResult = {
      name: 'alder',
      kind: 'folder',
      sightings: [],
      manifests: [],
      findings,
      gaps: [],
    };
    const report = { path: 'x', command: 'scan', results: [outcome], gaps: [] } as const;
    expect(diffReports(report, report).changes.still).toHaveLength(10_001);
    const bans = cleanRun.bans.slice(0, 1).map((cited) => ({ ...cited, id: findings[0]?.ban ?? '' }));
    const text = [
      ...junit.render({ ...cleanRun, bans, results: [outcome] }, { color: false, width: 80 }),
    ].join('');
    expect(text.match(/ in [^ ]+ \(/gu)?.length).toBe(10_001);
    expect(spent()).toBeLessThan(5000);
  });
});

describe('the exit status', () => {
  const finding = (more: Partial<Finding>): Finding => ({
    ban: 'x',
    severity: 'ban',
    program: guard,
    reasons: [],
    authorities: [],
    ...more,
  });
  const outcome = (findings: Finding[], unread: SourceResult['gaps'] = []) => ({ findings, gaps: unread });
  const gap = [{ path: 'x', reason: 'broken' }];
  const left: Sighting = { ...guard, state: 'residue' };
  const waiver = { reason: 'r', owner: 'o', expires: '2030-01-01' };
  test.each([
    ['nothing', [outcome([])], {}, 0],
    ['a ban', [outcome([finding({})])], {}, 1],
    ['a ban beside a gap', [outcome([finding({})], gap)], {}, 1],
    ['a gap', [outcome([], gap)], {}, 3],
    ['a gap that is allowed', [outcome([], gap)], { allowUnread: true }, 0],
    ['a gap in another source', [outcome([]), outcome([], gap)], {}, 3],
    ['a warning', [outcome([finding({ severity: 'warn' })])], {}, 0],
    ['a warning that must fail', [outcome([finding({ severity: 'warn' })])], { failOn: 'warn' }, 1],
    ['a note', [outcome([finding({ severity: 'note' })])], { failOn: 'residue' }, 0],
    ['residue', [outcome([finding({ program: left })])], {}, 0],
    ['residue with warn', [outcome([finding({ program: left })])], { failOn: 'warn' }, 0],
    ['residue that must fail', [outcome([finding({ program: left })])], { failOn: 'residue' }, 1],
    ['a warning where residue fails', [outcome([finding({ severity: 'warn' })])], { failOn: 'residue' }, 1],
    ['what is waived', [outcome([finding({ waiver })])], { failOn: 'residue' }, 0],
    ['what is waived beside a gap', [outcome([finding({ waiver })], gap)], {}, 3],
    ['half installed', [outcome([finding({ program: { ...guard, state: 'partial' } })])], {}, 1],
  ] as const)('of %s', (_, outcomes, tolerance, expected) => {
    expect(exitCodeOf(outcomes, tolerance)).toBe(expected);
    expect(verdictOf(outcomes, tolerance)).toBe({ 0: 'clean', 1: 'banned', 3: 'incomplete' }[expected]);
  });
});

test('places to look for are globs from the root, for every home and both program folders', () => {
  const bans = [ban({ path: '/srv/strange-#' }), ban({ any: [{ id: 'path:/opt/other' }] })];
  expect(pathFingerprints({ vendors: vendors.slice(0, 1), bans })).toEqual([
    'Files/Program Files (x86)/Example AV',
    'Files/Program Files/Example AV',
    'Files/Users/*/Library/Example AV',
    'Program Files (x86)/Example AV',
    'Program Files/Example AV',
    'Users/*/Library/Example AV',
    'etc/opt/example-av',
    'home/*/Library/Example AV',
    'opt/example-av',
    'opt/other',
    'root/Library/Example AV',
    'srv/strange-*',
  ]);
});

test('a thousand findings of one source take no longer than a thousand programs should', async () => {
  const many = Array.from({ length: 20_000 }, (_, i) =>
    seen(`example-guard-${i}`, { ids: [`deb:example-guard-${i}`], path: 'status' }),
  );
  const spent = stopwatch();
  expect((await said(ban({ vendor: 'example-av' }), many)).findings).toHaveLength(20_000);
  expect(spent()).toBeLessThan(5000);
});

describe('packages are irrelevant by how their names begin', () => {
  const day = '2026-11-25';
  const isDull = async (match: Match, name: string) => {
    const ban: Ban = { id: 'own', title: 'Own', why: 'Because.', severity: 'ban', match };
    const table = (await createEvaluator(catalogueOf(vendors, day), [ban])).prefixes('deb');
    return table !== undefined && !mayHold(table, name);
  };

  test.each(['example-guard', 'EXAMPLE-GUARD', 'example-guard-agent', 'exampleguard', 'example.great'])(
    '%s may be one',
    async (name) => {
      expect(await isDull({ category: 'vpn' }, name)).toBe(false);
    },
  );
  test.each(['coreutils', 'lib-example-guard', 'exim4', 'example', 'example-bard'])(
    '%s is none',
    async (name) => {
      expect(await isDull({ category: 'vpn' }, name)).toBe(true);
    },
  );
  test.each<Match>([
    { id: 'deb:coreutils' },
    { name: 'coreutils' },
    { name: 'core*' },
    { name: '/^core/' },
    { path: '/opt/x' },
  ])('not when a ban may look at it: %j', async (match) => {
    expect(await isDull(match, 'coreutils')).toBe(false);
  });
  test('nor what is no package', async () => {
    const ban: Ban = {
      id: 'own',
      title: 'Own',
      why: 'Because.',
      severity: 'ban',
      match: { category: 'vpn' },
    };
    expect((await createEvaluator(catalogueOf(vendors, day), [ban])).prefixes('systemd')).toBeUndefined();
  });
});
