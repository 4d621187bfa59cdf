/** Rule files: what is refused, where, and in which words. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { serialised } from '../../scripts/build/compile-rules.ts';
import {
  catalogueOf,
  indicatorsByBucket,
  indicatorsOf,
  pathFingerprints,
} from '../../src/catalogue/index.ts';
import { createEvaluator } from '../../src/evaluate/index.ts';
import { emptyFilter, mayHold } from '../../src/matching/prefix-filter.ts';
import { configIn } from '../../src/policy/config.ts';
import { digestOf } from '../../src/rules/compile.ts';
import { DEFAULT_BANS, defaultRules, type RuleSet, selectBans, withRules } from '../../src/rules/index.ts';
import { readRules } from '../../src/rules/serialised.ts';
import type { Ban } from '../../src/schema/index.ts';
import type { Sighting } from '../../src/types.ts';
import { builtInRules } from '../support/built-in.ts';

const VENDOR = 'name: Example AV\ncountry: DE\ncategories: [antivirus]\n';
const BAN = 'title: Example\nwhy: A reason.\nseverity: ban\nmatch: { vendor: example-av }\n';
const EMPTY: RuleSet = { vendors: [], bans: [], marks: indicatorsOf([]), digests: {} };

/** What is said of a ban beside the vendor example-av. */
async function saidOf(text: string, name = 'bans/x.yaml', vendor = VENDOR): Promise<string> {
  const files = [
    { path: 'vendors/example-av.yaml', text: vendor },
    ...(text === '' ? [] : [{ path: name, text }]),
  ];
  try {
    await withRules(EMPTY, files);
    return 'fine';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a ban that is wrong is reported with its place', () => {
  test.each([
    [BAN.replace('severity', 'sevrity'), 'bans/x.yaml:3:1: unknown key "sevrity": did you mean "severity"?'],
    [BAN.replace('ban', 'bann'), 'bans/x.yaml:3:11: severity: unknown severity "bann": did you mean "ban"?'],
    [
      BAN.replace('vendor:', 'vendr:'),
      'bans/x.yaml:4:10: match: unknown key "vendr": did you mean "vendor"?',
    ],
    [
      BAN.replace('example-av', 'exampel-av'),
      'bans/x.yaml:4:18: match.vendor: unknown vendor "exampel-av": did you mean "example-av"?',
    ],
    [BAN.replace('{ vendor: example-av }', '{ vendor: { contry: DE } }'), 'did you mean "country"?'],
    [
      BAN.replace('{ vendor: example-av }', '{ vendor: { country: Germany } }'),
      'bans/x.yaml:4:29: match.vendor.country: "Germany" is not a country',
    ],
    [
      BAN.replace('{ vendor: example-av }', '{ product: nothing }'),
      'match.product: unknown product "nothing": there is no file of that name',
    ],
    [
      BAN.replace('{ vendor: example-av }', '{ category: antivirs }'),
      'unknown category "antivirs": did you mean "antivirus"?',
    ],
    [BAN.replace('{ vendor: example-av }', '{}'), 'match: this matches everything'],
    [BAN.replace('{ vendor: example-av }', '[]'), 'bans/x.yaml:4:8: match: this matches everything'],
    [BAN.replace('{ vendor: example-av }', ''), 'match: a mapping is expected here, not null'],
    [BAN.replace('match: { vendor: example-av }', ''), 'the key match is missing'],
    [`${BAN}${BAN}`, 'bans/x.yaml:5:1: the key "title" stands here twice'],
    [`${BAN}\tnote: 1\n`, 'bans/x.yaml:5:1:'],
    [
      `${BAN}phases: [{ from: 2017-01-01, severity: note }]\n`,
      'give `severity` (ban, warn, note) or `phases` with their days, and not both',
    ],
    [
      BAN.replace('severity: ban', 'phases: [{ from: 2017-02-30, severity: note }]'),
      '"2017-02-30" is not a day: write YYYY-MM-DD',
    ],
    [
      BAN.replace(
        'severity: ban',
        'phases:\n  - { from: 2018-01-01, severity: note }\n  - { from: 2017-01-01, severity: ban }',
      ),
      'bans/x.yaml:5:13: phases.1.from: phases go forward: 2017-01-01 is not after 2018-01-01',
    ],
    [`${BAN}remedy: []\n`, 'bans/x.yaml:5:9: a mapping is expected here, not a list'],
    ['', 'fine'],
    [BAN, 'fine'],
  ])('%#: %s', async (text, expected) => {
    expect(await saidOf(text)).toContain(expected);
  });

  test('all problems of all files are reported at once', async () => {
    const said = await saidOf(
      BAN.replace('title', 'titel').replace('ban', 'bann'),
      'bans/x.yaml',
      VENDOR.replace('DE', 'Germany'),
    );
    expect(said.split('\n')).toHaveLength(4);
  });
});

describe('a pattern that would match half of the world is refused', () => {
  test.each([
    ['name: a', 'is short'],
    ['name: kav', 'is short'],
    ['name: { value: kav, exact: true }', 'fine'],
    ['name: "*"', 'has no letter or digit'],
    ['name: "a*"', 'needs at least 5 letters before its first wildcard'],
    ['name: "kav*"', 'needs at least 5 letters'],
    ['name: "*kaspersky*"', 'needs at least 5 letters'],
    ['name: "Microsoft*"', 'matches too much'],
    ['name: "Example*"', 'fine'],
    ['name: 微信', 'fine'],
    ['name: "   "', 'this text is empty'],
    ['name: { regex: ".*" }', 'matches nothing at all, and so everything'],
    ['name: { regex: ".+" }', 'matches too much'],
    ['name: { regex: "[a-z]+" }', 'matches too much'],
    ['name: { regex: "(" }', 'cannot be used'],
    ['name: { regex: "(?=x)y" }', 'cannot be used'],
    ['name: { regex: "(x)\\\\1" }', 'cannot be used'],
    ['name: { regex: "Example (Pro|Home) [0-9]+" }', 'fine'],
    ['publisher: a', 'is short'],
    ['publisher: ESET', 'fine'],
    ['publisher: LLC', 'fine'],
    ['id: "deb:*"', 'has no letter or digit'],
    ['id: "deb:a*"', 'needs at least 3 letters'],
    ['id: "deb:drweb-*"', 'fine'],
    ['id: "firefox-addon:*@kaspersky.com"', 'fine'],
    ['id: "deb:*a"', 'ends in fewer than 5 letters'],
    ['id: kesl', 'has no kind'],
    ['id: "dep:kesl"', 'unknown kind of id "dep": did you mean "deb"?'],
    ['purl: left-pad', 'begins with pkg:'],
    ['purl: "pkg:npm/left-pad"', 'fine'],
    ['path: /opt', 'holds the programs of everybody'],
    ['path: /', 'has no letter or digit'],
    ['path: "C:\\\\Program Files"', 'holds the programs of everybody'],
    ['path: opt/x', 'is not an absolute path'],
    ['path: "/*/x"', 'needs a folder without wildcard'],
    ['path: /opt/example', 'fine'],
    ['state: installed', 'matches too much'],
    ['version: ">1"', 'matches too much'],
    ['not: { vendor: example-av }', 'matches too much'],
    ['any: [{ vendor: example-av }, { reader: dpkg-status }]', 'matches too much'],
    ['any: [{ vendor: example-av }, { id: "deb:example" }]', 'fine'],
    ['all: [{ state: installed }, { vendor: example-av }]', 'fine'],
    ['vendor: example-av, version: "between 1 and 2 <"', 'is not a range of versions'],
    ['vendor: { successors: true }', 'no attribute is given'],
    ['vendor: { country: DE, successors: true }', 'successors needs an id'],
  ])('%s: %s', async (match, expected) => {
    expect(await saidOf(BAN.replace('{ vendor: example-av }', `{ ${match} }`))).toContain(expected);
  });
});

describe('a match that nothing can meet is refused', () => {
  test.each([
    ['name: Alder Tools, all: [{ name: Birch Tools }]', 'no program has the name'],
    ['all: [{ publisher: Alder GmbH }, { publisher: Birch GmbH }]', 'no program has the publisher'],
    ['name: Alder Tools, not: { name: Alder Tools }', 'what is asked for is excluded here'],
    [
      'vendor: example-av, name: Alder Tools, not: [{ vendor: example-av }]',
      'match.not.0: what is asked for',
    ],
    ['vendor: example-av, state: installed, all: [{ state: residue }]', 'no program has the state'],
    ['vendor: example-av, any: [{ kind: trace, all: [{ kind: program }] }]', 'match.any.0: no program'],
    ['id: "deb:alder", all: [{ id: "rpm:alder" }]', 'no program is a package of deb and of rpm'],
    ['id: "pip:alder", purl: "pkg:npm/alder"', 'no program is a package of pip and of npm'],
    ['id: "deb:alder tools"', 'is not a valid deb'],
    ['id: "rpm:alder=1.2"', 'a version belongs into version'],
    ['id: "npm:alder@1.2.3"', 'is not a valid npm'],
    ['id: "chrome-extension:alder"', 'expected 32 letters'],
    ['id: "team-id:ALDER"', 'expected ten letters'],
    ['id: "product-code:123"', 'expected {GUID}'],
    ['id: "android:alder"', 'expected words between dots'],
    ['id: "sha256:12"', 'expected 64 hexadecimal digits'],
    ['id: "registry-key:HKXX/Alder"', 'expected a hive first'],
    ['id: "winget:alder"', 'expected Publisher.Program'],
    ['id: "vscode-extension:alder"', 'expected publisher.name'],
    ['id: "flatpak:com.alder"', 'expected at least three words'],
    ['id: "firefox-addon:alder"', 'expected name@example.com'],
    ['id: "cpe:2.3:q:alder:tools"', 'expected cpe:2.3:a:vendor:product'],
    ['purl: "pkg:npm"', 'names no package'],
    ['purl: "pkg:nmp/alder"', 'unknown type of package URL "nmp": did you mean "npm"?'],
    ['purl: "pkg:debian/alder"', 'did you mean "deb"?'],
    ['id: "pkg:python/alder"', 'did you mean "pypi"?'],
    ['purl: "pkg:npm/%zzalder"', 'write %25'],
    ['purl: "pkg:npm/alder", version: "<1.2.3.4"', '"1.2.3.4" is not a version of this kind of package'],
    ['id: "pip:alder", version: ">=1.2.3.beta.x_y"', 'expected a version of PEP 440'],
    ['id: "deb:alder", version: "<1_2"', 'expected [epoch:]version[-revision]'],
    ['id: "rpm:alder", version: "<1-2-3"', 'expected [epoch:]version[-release]'],
    ['purl: "pkg:nuget/Alder", version: "<1.2.3.4.5"', 'expected up to four numbers'],
    [
      'any: [{ any: [{ name: Alder Tools, to: 2026-02-01 }], from: 2026-03-01 }]',
      'match.any.0.any.0: it ends on 2026-02-01, and what it is a part of begins on 2026-03-01',
    ],
    ['purl: "pkg:npm/alder@^1.0"', 'a range belongs into version'],
    ['path: /opt/../alder', 'goes through . or ..'],
    ['purl: "pkg:npm/alder", version: "1.x 2.x"', 'is empty: no version begins with'],
    ['purl: "pkg:npm/alder", version: "^1 ^2"', 'is empty'],
    ['purl: "pkg:pypi/alder", version: "==1.*,!=1.*"', 'is empty: no version begins with 1 and not with 1'],
    ['purl: "pkg:npm/alder", version: "1.x >=2"', 'is empty: no version begins with 1 and is >=2'],
    ['purl: "pkg:npm/alder", version: "2.x <1.5"', 'is empty'],
    ['purl: "pkg:gem/alder", version: "= 1.2, = 1.3"', 'write = 1.2 || = 1.3'],
  ])('%s: %s', async (match, expected) => {
    expect(await saidOf(BAN.replace('{ vendor: example-av }', `{ ${match} }`))).toContain(expected);
  });

  test.each([
    'name: Alder Tools, all: [{ name: "Alder *" }]',
    'name: Alder Tools 2, all: [{ name: Alder Tools }]',
    'name: Alder Tools, all: [{ name: { regex: "Birch.*" } }]',
    'name: Alder Tools, not: { name: Alder Tools, version: "<2" }',
    'name: [Alder Tools, Birch Tools], not: { name: Alder Tools }',
    'id: "deb:alder", all: [{ id: ["rpm:alder", "deb:alder"] }]',
    'id: "deb:alder", purl: "pkg:deb/debian/alder"',
    'id: "cpe:cpe:2.3:a:alder:tools", purl: "pkg:npm/alder"',
    'id: "npm:@alder/tools"',
    'id: "npm:@alder/*"',
    'id: "rpm:alder_tools"',
    'purl: "pkg:npm/@alder/tools"',
    'purl: "pkg:npm/%40alder/tools@1.0.0"',
    'purl: "pkg:npm/alder", version: "1.x >=1.2"',
    'purl: "pkg:npm/alder", version: "1.x <1.2"',
    'purl: "pkg:npm/alder", version: "1.x <2"',
    'purl: "pkg:npm/alder", version: ">=1.2 1.x"',
    'purl: "pkg:npm/alder", version: "1.x !=1.2.3"',
    'purl: "pkg:npm/alder", version: "1.x 1.2.x"',
    'purl: "pkg:gem/alder", version: "~>1.2 <1.4"',
  ])('%s: fine', async (match) => {
    expect(await saidOf(BAN.replace('{ vendor: example-av }', `{ ${match} }`))).toContain('fine');
  });

  test('an exception of all that it means is refused too', async () => {
    expect(await saidOf(`${BAN}except: { vendor: example-av }\n`)).toContain(
      'it excepts all that match means',
    );
    expect(await saidOf(`${BAN}except: { vendor: example-av, category: vpn }\n`)).toContain('fine');
  });
});

describe('a vendor that is wrong is reported with its place', () => {
  test.each([
    [
      'publishers: [{ value: Example AV GmbH, source: nowhere }]\nsources: { here: { what: x } }\n',
      'publishers.0: unknown source "nowhere"',
    ],
    [
      'publishers: [{ value: Example, from: 2020-01-01, to: 2019-01-01 }]\n',
      'it ends on 2019-01-01, before it begins',
    ],
    ['publishers: [Ex*]\n', 'needs at least 5 letters before its first wildcard'],
    ['successor-of: [nobody]\n', 'successor-of.0: unknown vendor "nobody"'],
    [
      'products: [{ id: x, name: x, categories: [vpn], embeds: [{ vendor: nobody }] }]\n',
      'unknown vendor "nobody"',
    ],
    [
      'products: [{ id: x, name: x, categories: [vpn] }, { id: x, name: y, categories: [vpn] }]\n',
      'vendors/example-av.yaml:4:57: products.1.id: the product x is in the vendor example-av already',
    ],
    ['products: [{ id: x, name: x, categories: [vpn], ids: { dep: [x] } }]\n', 'unknown kind of id "dep"'],
    [
      'products: [{ id: x, name: x, categories: [vpn], ids: { path: [/usr/bin] } }]\n',
      'holds the programs of everybody',
    ],
    ['products: [{ id: X y, name: x, categories: [vpn] }]\n', 'is not an ID'],
    ['products: []\n', 'this list is empty'],
    ['controlled-from: [{ country: XX }]\n', '"XX" is not a country'],
    ['__proto__: { polluted: yes }\n', 'unknown key "__proto__"'],
    ['constructor: { x: y }\n', 'unknown key "constructor"'],
  ])('%s', async (more, expected) => {
    expect(await saidOf('', '', VENDOR + more)).toContain(expected);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('YAML is read without what makes it dangerous', () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefgh'.replace(/./gu, (key) => `${key}: &${key} [*a, *a, *a, *a]\n`)}`;
  test.each([
    ['an alias bomb', bomb, 'anchors are not allowed'],
    ['an alias', 'title: *x\n', 'x.yaml:1:8:'],
    ['a tag', 'title: !!python/object x\n', 'tag'],
    ['a known tag', 'title: !!str x\n', 'the tag'],
    ['a directive', '%YAML 1.1\n---\ntitle: yes\n', 'directives are not allowed'],
    ['a second document', `${BAN}---\n${BAN}`, 'x.yaml:5:'],
    ['a merge', 'title: x\n<<: { why: y }\n', 'unknown key "<<"'],
    ['a key that is a list', '? [a]\n: b\n', 'a key is a word'],
    ['brackets without end', '['.repeat(100_000), 'x.yaml:1:'],
    ['brackets with an end', `a: ${'['.repeat(60)}${']'.repeat(60)}\n`, 'nested deeper than 40'],
    ['five megabytes', `title: ${'x'.repeat(5_000_000)}\n`, 'larger than 4 MB'],
    ['nothing', '', 'fine'],
    ['a text', 'title', 'a mapping is expected here'],
    ['bytes of something else', '\u0000\u0001\u0002', 'x.yaml:1:'],
  ])('%s', async (_, text, expected) => {
    const took = stopwatch();
    expect(await saidOf(text)).toContain(expected);
    expect(took()).toBeLessThan(3000);
  });

  test('32,000 keys in one mapping take no longer than they should', async () => {
    const text = Array.from({ length: 32_000 }, (_, i) => `k${i}: ${i}`).join('\n');
    const took = stopwatch();
    expect(await saidOf(text)).toContain('unknown key "k0"');
    expect(took()).toBeLessThan(4000);
  });

  test('a number is the text that was written', async () => {
    const book = await withRules(EMPTY, [
      { path: 'vendors/example-av.yaml', text: VENDOR },
      { path: 'bans/x.yaml', text: BAN.replace('example-av }', 'example-av, version: 1.10 }') },
    ]);
    expect(book.bans[0]?.match.version).toBe('1.10');
  });

  test('the country Norway is no falsehood', async () => {
    const book = await withRules(EMPTY, [
      { path: 'vendors/example-av.yaml', text: VENDOR.replace('DE', 'NO') },
    ]);
    expect(book.vendors[0]?.country).toBe('NO');
  });
});

describe('ids', () => {
  test('two files may not have one', async () => {
    const files = [
      { path: 'a/bans/x.yaml', text: BAN },
      { path: 'b/bans/x.yaml', text: BAN.replace('A reason', 'Another') },
      { path: 'vendors/example-av.yaml', text: VENDOR },
    ];
    await expect(withRules(EMPTY, files)).rejects.toThrow(
      'b/bans/x.yaml:1:1: the ban x is in a/bans/x.yaml already',
    );
  });

  test('nor one of the built-in rules', async () => {
    const { files: _, ...book } = await withRules(EMPTY, [{ path: 'vendors/example-av.yaml', text: VENDOR }]);
    const other = { path: 'vendors/example-av.yaml', text: VENDOR.replace('DE', 'FR') };
    await expect(withRules(book, [other])).rejects.toThrow('is in the built-in rules already');
  });

  test('a file that is named twice is one rule, and another of its name is distinguished', async () => {
    const file = { path: 'vendors/example-av.yaml', text: VENDOR };
    const book = await withRules(EMPTY, [file]);
    expect((await withRules(book, [file, file])).vendors).toHaveLength(1);
    const copy = { path: 'copy/vendors/example-av.yaml', text: `# The same.\n${VENDOR}` };
    expect((await withRules(book, [copy])).vendors).toHaveLength(1);
    const other = { path: 'other/vendors/example-av.yaml', text: VENDOR.replace('DE', 'FR') };
    await expect(withRules(book, [other])).rejects.toThrow(/is in \S*vendors\/example-av\.yaml already/u);
  });

  test('come from file names, which must be ids', async () => {
    expect(await saidOf(BAN, 'bans/Über uns.yaml')).toContain('the name of the file is the id');
  });

  test('a digest does not depend on how a ban is written', () => {
    const ban: Ban = {
      id: 'x',
      title: 'x',
      why: 'y.',
      severity: 'ban',
      match: { vendor: 'v', category: 'vpn' },
    };
    const same: Ban = {
      match: { category: 'vpn', vendor: 'v' },
      severity: 'ban',
      why: 'y.',
      title: 'x',
      id: 'x',
    };
    expect(digestOf(ban)).toBe(digestOf(same));
    expect(digestOf(ban)).toMatch(/^sha256:[0-9a-f]{64}$/u);
    expect(digestOf({ ...ban, why: 'z.' })).not.toBe(digestOf(ban));
  });
});

describe('choosing bans', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'interdict-'));
    mkdirSync(join(folder, 'own/bans'), { recursive: true });
    mkdirSync(join(folder, 'own/vendors'), { recursive: true });
    writeFileSync(join(folder, 'own/vendors/example-av.yaml'), VENDOR);
    writeFileSync(join(folder, 'own/bans/own-ban.yaml'), BAN);
    writeFileSync(join(folder, 'own/waivers.yaml'), '- nonsense\n');
    writeFileSync(join(folder, 'single.yaml'), BAN.replace('vendor: example-av', 'id: "deb:single"'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function chosen(...selectors: string[]): Promise<string[]> {
    const { bans } = await selectBans(await builtInRules(), selectors);
    return bans.map(({ id }) => id);
  }

  test('by id, glob, jurisdiction, all', async () => {
    expect(await chosen('us-bod-17-01')).toEqual(['us-bod-17-01']);
    expect(await chosen('us-*')).toContain('us-ndaa-fy18-1634');
    expect((await chosen('us-*')).every((id) => id.startsWith('us-'))).toBe(true);
    expect(await chosen('jurisdiction:gb')).toContain('russia-based-av-vendor');
    expect((await chosen('all')).length).toBeGreaterThanOrEqual(25);
    expect(await chosen('us-bod-17-01', 'uk-*', 'us-bod-17-01')).toContain('uk-ncsc-2017');
  });

  test('by file and folder, which add their vendors too', async () => {
    expect(await chosen(join(folder, 'single.yaml'))).toEqual(['single']);
    expect(await chosen(join(folder, 'own'), 'us-bod-17-01')).toEqual(['own-ban', 'us-bod-17-01']);
  });

  test('what names nothing is an error', async () => {
    await expect(chosen('us-bod-17-1')).rejects.toThrow(
      'unknown ban "us-bod-17-1": did you mean "us-bod-17-01"?',
    );
    await expect(chosen('zz-*')).rejects.toThrow('no ban is meant by "zz-*"');
    await expect(chosen('jurisdiction:ZZ')).rejects.toThrow('no ban is meant');
    await expect(chosen(join(folder, 'nothing.yaml'))).rejects.toThrow('there is no such file or folder');
    await expect(chosen(join(folder, 'own/vendors'))).rejects.toThrow('there is no ban in there');
  });

  test('paths in a configuration are from its folder', async () => {
    writeFileSync(
      join(folder, 'interdict.yaml'),
      'rules: own\nbans: [own-ban, own/bans]\nwaivers: [w.yaml]\n',
    );
    const { config } = await configIn(join(folder, 'interdict.yaml'));
    expect(config).toEqual({
      rules: 'own',
      bans: ['own-ban', join(folder, 'own/bans')],
      waivers: [join(folder, 'w.yaml')],
    });
  });

  test('a configuration that is wrong is reported with its place', async () => {
    writeFileSync(join(folder, 'interdict.yaml'), 'bans: all\nfail_on: warn\n');
    await expect(configIn(join(folder, 'interdict.yaml'))).rejects.toThrow(
      'interdict.yaml:2:1: unknown key "fail_on": did you mean "fail-on"?',
    );
    writeFileSync(join(folder, 'interdict.yaml'), 'fail-on: never\n');
    await expect(configIn(join(folder, 'interdict.yaml'))).rejects.toThrow(
      'interdict.yaml:1:10: fail-on: unknown value "never"',
    );
    writeFileSync(join(folder, 'interdict.yaml'), '# nothing yet\n');
    expect((await configIn(join(folder, 'interdict.yaml'))).config).toEqual({});
    await expect(configIn(join(folder, 'missing.yaml'))).rejects.toThrow('there is no such file');
  });

  test('a file that is not UTF-8 is reported', async () => {
    writeFileSync(join(folder, 'single.yaml'), Buffer.from([0x74, 0x3a, 0x20, 0xff]));
    await expect(chosen(join(folder, 'single.yaml'))).rejects.toThrow('it is not UTF-8');
  });
});

test('the compiled rule book is what the YAML says', async () => {
  const book = await builtInRules();
  const { whole, judging } = serialised(book);
  const stale = 'dist is older than the rules: npm run build';
  expect(readFileSync('dist/rulebook.jsonl', 'utf8'), stale).toBe(whole);
  expect(readFileSync('dist/judging.jsonl', 'utf8'), stale).toBe(judging);
  const { marks, ...rest } = readRules(whole);
  expect([...marks]).toEqual([...book.marks]);
  const { vendors, bans, digests, reviewed } = book;
  const { build } = readRules(judging);
  expect(rest).toEqual({ vendors, bans, digests, reviewed, build });
  expect(whole).toMatch(/^\p{ASCII}*$/u);
});

test('a compiled rule book shows what it was made from, until own rules are added', async () => {
  const book = await builtInRules();
  const other = { ...book, vendors: book.vendors.slice(1) };
  const [one, two] = [book, other].map((rules) => readRules(serialised(rules).judging).build);
  expect(one?.sha256).not.toBe(two?.sha256);
  const named = JSON.stringify([book.vendors, book.bans]).match(/\d{4}-\d{2}-\d{2}/gu);
  expect(new Set(one?.days)).toEqual(new Set(named));
  const own = [{ path: 'vendors/example-av.yaml', text: VENDOR }];
  expect((await withRules(readRules(serialised(book).whole), own)).build).toBeUndefined();
});

test.each(['deb', 'rpm', 'apk', 'pacman'] as const)(
  'the compiled rule book lets no package of %s pass that a mark may mean',
  async (kind) => {
    const { marks, vendors } = await builtInRules();
    const written = catalogueOf(
      vendors,
      '2026-01-01',
      readRules(serialised(await builtInRules()).judging).marks,
    );
    const made = catalogueOf(
      vendors,
      '2026-01-01',
      indicatorsByBucket(new Map(marks.buckets.map((bucket) => [bucket, marks.of(bucket)]))),
    );
    const [table, whole] = [emptyFilter(), emptyFilter()];
    expect(written.addBeginnings(table, kind)).toBe(true);
    expect(made.addBeginnings(whole, kind)).toBe(true);
    // Dates are left open when the book is compiled, so it has no fewer.
    const names = [...vendors].flatMap(({ products = [] }) =>
      products.flatMap(({ packages = [] }) => packages),
    );
    const plain = names.map((name) => (typeof name === 'string' ? name : name.value));
    expect(plain.filter((name) => mayHold(whole, name) && !mayHold(table, name))).toEqual([]);
    expect(plain.filter((name) => mayHold(whole, name)).length).toBeGreaterThan(100);
    expect(mayHold(table, 'libc6') || mayHold(table, 'coreutils')).toBe(false);
    // These begin with four letters of a key, and their next letters share a place with those of another.
    const near = ['golang-go', 'ruby-rubygems', 'cryptsetup-bin', 'linux-perf', 'squashfs-tools'];
    expect(near.filter((name) => mayHold(table, name))).toEqual([]);
    const filled = (one: Uint8Array) => one.reduce((sum, has) => sum + (has === 0 ? 0 : 1), 0);
    expect(filled(whole.map((has, at) => (has !== 0 && table[at] === 0 ? 1 : 0)))).toBe(0);
    expect(filled(table)).toBeLessThan(filled(whole) * 1.1);
  },
);

describe('what is kept of the rule book for judging', () => {
  test('judges every example and every fact as the whole does', async () => {
    const whole = await builtInRules();
    const sightings = [...examplesOf(whole), ...factsOf(whole)];
    const judgements = await Promise.all(
      [whole, defaultRules(whole)].map(async ({ vendors, bans, marks }) => {
        const chosen = bans.filter(({ id }) => DEFAULT_BANS.includes(id));
        const judge = await createEvaluator(catalogueOf(vendors, '2026-01-01', marks), chosen);
        return judge.evaluate({ name: 'alder' }, sightings);
      }),
    );
    expect(judgements[0]?.findings.length).toBeGreaterThan(100);
    expect(judgements[1]).toEqual(judgements[0]);
  });

  test('looks for the same places', async () => {
    const whole = await builtInRules();
    const short = defaultRules(whole);
    expect(short.fingerprints).toEqual(pathFingerprints({ ...whole, bans: short.bans }));
    expect(short.fingerprints?.length).toBeGreaterThan(10);
  });

  test('is less than half of it', async () => {
    const { whole, judging } = serialised(await builtInRules());
    expect(judging.length).toBeLessThan(whole.length / 2);
  });
});

function examplesOf({ bans }: RuleSet): Sighting[] {
  return bans.flatMap(({ id, examples = {} }) =>
    [...(examples.banned ?? []), ...(examples.allowed ?? [])].map(
      ({ name = id, 'as-of': _, 'device-class': __, severity: ___, note: ____, ...told }, index) => ({
        reader: 'example',
        path: `${id}/${index}`,
        ...told,
        name,
      }),
    ),
  );
}

/** A program for each mark: its id, its name, or its publisher. */
function factsOf({ marks }: RuleSet): Sighting[] {
  return [...marks].map(([kind, key], index) => {
    const place = { reader: 'example', path: `marks/${index}` };
    if (kind === 'name') return { ...place, name: key };
    if (kind === 'publisher') return { ...place, name: `program ${index}`, publisher: key };
    return { ...place, name: `program ${index}`, ids: [`${kind}:${key}`] };
  });
}

describe('an alternative that holds on no day of its ban is refused', () => {
  const phases = 'phases:\n  - { from: 2026-01-01, severity: ban, duty: Remove it. }\n';
  const ended = `${phases}  - { from: 2026-06-01, severity: none, duty: It ended. }\n`;
  const dated = (dates: string, text = phases) =>
    `title: Example\nwhy: A reason.\n${text}match: { any: [{ name: Alder Tools, ${dates} }] }\n`;

  test.each([
    ['to: 2025-12-31', phases, 'match.any.0: it ends on 2025-12-31, and the ban begins on 2026-01-01'],
    ['from: 2026-07-01', ended, 'match.any.0: it begins on 2026-07-01, and the ban ends on 2026-06-01'],
    ['from: 2025-01-01, to: 2026-03-01', ended, 'fine'],
  ])('%s', async (dates, text, expected) => {
    expect(await saidOf(dated(dates, text))).toContain(expected);
  });
});

test('a jurisdiction that is no code of a country says which is meant', async () => {
  const authority =
    'authorities:\n  - { id: x, title: X, issuer: Y, jurisdiction: UK, issued: 2026-01-01 }\n';
  expect(await saidOf(`${BAN}${authority}`)).toContain('did you mean "GB"?');
});
