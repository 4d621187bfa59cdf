/** The commands that show about rules, called as a user calls them. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function reported(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await interdict(args);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

/** The same without its line breaks. */
async function flat(...args: string[]): Promise<string> {
  return (await reported(...args)).replace(/\s+/gu, ' ');
}

describe('explain', () => {
  const av = ['-b', 'russia-based-av-vendor'];

  test('shows the chain from a package name to the ban', async () => {
    const text = await flat('explain', 'kesl', ...av);
    expect(text).toContain('kesl: banned by 1 of the selected bans also as deb:kesl, rpm:kesl,');
    for (const part of [
      'the name "kesl" is Kaspersky Endpoint Security for Linux',
      'its vendor Kaspersky is based in RU',
      'its category is antivirus',
      '(uk-ncsc-2017)',
      'remedy',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('judges for the devices that the configuration names', async () => {
    const config = join(folder, 'interdict.yaml');
    const of = async (...args: string[]) =>
      JSON.parse(
        await reported('explain', 'TikTok', '-b', 'ca-2023-tiktok', '-c', config, '-o', 'json', ...args),
      )[0].bans[0];
    writeFileSync(config, 'device-class: server\n');
    expect(await of()).toMatchObject({ verdict: 'allowed', reasons: ['it applies to mobile devices'] });
    expect(await of('--device-class', 'mobile')).toMatchObject({ verdict: 'banned', severity: 'ban' });
  });

  test('by name and publisher, by id alone', async () => {
    expect(
      await flat('explain', 'Some Program', '--publisher', 'АО «Лаборатория Касперского»', ...av),
    ).toContain('banned by 1');
    expect(await flat('explain', '--id', 'team-id:2Y8XE5CQ94', ...av)).toContain('banned by 1');
  });

  test('says why a known program does not break a ban', async () => {
    const text = await flat(
      'explain',
      'Kaspersky Password Manager',
      '--publisher',
      'AO Kaspersky Lab',
      ...av,
    );
    expect(text).toContain('not banned');
    expect(text).toContain('its category is password-manager, and the ban is on antivirus, edr');
    expect(
      await flat('explain', 'ESET Endpoint Security', '--publisher', 'ESET, spol. s r.o.', ...av),
    ).toContain('its vendor is ESET (SK)');
    expect(
      await flat(
        'explain',
        'Kaspersky Threat Intelligence',
        '--publisher',
        'Kaspersky Lab',
        '-b',
        'us-bod-17-01',
      ),
    ).toContain('it is left out: the product is');
    expect(
      await flat('explain', 'kesl', '--id', 'deb:kesl', '-b', 'us-bod-17-01', '--as-of', '2017-01-01'),
    ).toContain('it is not in force on 2017-01-01');
    expect(
      await flat('explain', 'TikTok Lite', '--publisher', 'TikTok Pte. Ltd.', '-b', 'in-69a-2020'),
    ).toContain('it cannot be decided, and a note is not shown in doubt: it is a product of ByteDance');
  });

  test('says what reads alike and why it is another', async () => {
    const text = await flat('explain', 'tiktoken');
    expect(text).toContain('not banned');
    expect(text).toContain('similar: TikTok');
    expect(text).toContain('one is only a part of the other, and names are compared whole');
    expect(await flat('explain', 'Kasperski Free')).toContain('similar: Kaspersky Free');
  });

  test('says what a common mark lacks', async () => {
    expect(await flat('explain', '--id', 'driver:tracker.sys')).toContain(
      'the publisher must be this vendor',
    );
  });

  test('of nothing like anything says so in one line', async () => {
    expect(await reported('explain', 'zzzzqqqqxxxx')).toBe('zzzzqqqqxxxx: not banned\n');
  });

  test('as JSON', async () => {
    const [answer] = JSON.parse(await reported('explain', 'kesl', '--id', 'deb:kesl', ...av, '-o', 'json'));
    expect(answer.identified[0]).toMatchObject({
      vendor: 'kaspersky',
      product: 'kaspersky-endpoint-security-linux',
      confidence: 'high',
    });
    expect(answer.bans).toEqual([
      {
        ban: 'russia-based-av-vendor',
        verdict: 'banned',
        severity: 'ban',
        reasons: expect.arrayContaining(['its category is antivirus']),
      },
    ]);
  });

  test('a name that acts on terminals is shown, not obeyed', async () => {
    expect(await reported('explain', '\u001b[31mkesl\u202e')).not.toMatch(/[\u001b\u202e]/u);
  });

  test.each([
    [[], 'explain what?'],
    [['--id', 'kesl'], '--id kesl: write kind:value'],
    [['kesl', '-o', 'yaml'], '-o yaml: the output here is text, json'],
    [['kesl', '-b', 'nothing'], 'unknown ban "nothing"'],
    [['kesl', '--as-of', '2017-02-30'], 'not a day of the calendar'],
  ])('%j is a wrong call', async (args, message) => {
    const { status, stderr } = await interdict(['explain', ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('bans and vendors', () => {
  test('are listed and reported whole', async () => {
    expect(await reported('bans')).toContain('us-bod-17-01 (ban, US)');
    const ban = await reported('bans', 'us-bod-17-01', '--as-of', '2017-10-13');
    for (const part of [
      'note on 2017-10-13',
      'phases',
      '2017-12-12: ban',
      'not verified',
      'allowed',
      'sha256:',
    ])
      expect(ban).toContain(part);
    expect(await reported('vendors')).toContain('kaspersky (RU)');
    const vendor = await reported('vendors', 'kaspersky');
    for (const part of [
      'AO Kaspersky Lab [',
      'kaspersky-endpoint-security-linux',
      'sources',
      'medium',
      'low',
    ])
      expect(vendor).toContain(part);
    expect(await reported('vendors', 'kaspersky-endpoint-security-linux')).toContain('kaspersky: Kaspersky');
  });

  test('no line of text is wider than 80 columns but where a word is', async () => {
    for (const args of [['bans'], ['vendors', 'kaspersky'], ['bans', 'us-tx'], ['explain', 'kesl']]) {
      const wide = (await reported(...args))
        .split('\n')
        .filter((line) => line.length > 80 && !/^\s*(?:\S+ +)?\S{50,}/u.test(line));
      expect(wide).toEqual([]);
    }
  });

  test('as JSON and Markdown', async () => {
    const bans = JSON.parse(await reported('bans', '-o', 'json'));
    expect(bans.length).toBeGreaterThanOrEqual(25);
    expect(JSON.parse(await reported('bans', 'us-bod-17-01', '-o', 'json'))).toMatchObject({
      id: 'us-bod-17-01',
      match: { vendor: 'kaspersky' },
    });
    expect(JSON.parse(await reported('vendors', 'kaspersky', '-o', 'json'))).toMatchObject({
      id: 'kaspersky',
      country: 'RU',
    });
    expect(await reported('bans', '-o', 'markdown')).toMatch(
      /^\| ban \| what it says \| severity \| of \|\n\| --- \|/u,
    );
    expect(await reported('vendors', '-o', 'markdown')).toContain(
      '| `kaspersky` | Kaspersky | RU | antivirus |',
    );
    expect(await reported('bans', 'us-bod-17-01', '-o', 'markdown')).toMatch(
      /^# Kaspersky-branded products/u,
    );
    expect(await reported('vendors', 'kaspersky', '-o', 'markdown')).toContain(
      '## Kaspersky Endpoint Security for Linux',
    );
  });

  test('one that there is not is a usage error that offers another', async () => {
    const ban = await interdict(['bans', 'us-bod-1701']);
    expect([ban.status, ban.stderr]).toEqual([
      2,
      'interdict: unknown ban "us-bod-1701": did you mean "us-bod-17-01"?\n',
    ]);
    const vendor = await interdict(['vendors', 'kasperski']);
    expect([vendor.status, vendor.stderr]).toEqual([
      2,
      'interdict: unknown vendor "kasperski": did you mean "kaspersky"?\n',
    ]);
  });
});

describe('check-rules', () => {
  const put = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const VENDOR = 'name: Example AV\ncountry: DE\ncategories: [antivirus]\npublishers: [Example AV GmbH]\n';
  const BAN =
    'title: Example\nwhy: A reason.\nseverity: ban\nmatch: { vendor: example-av }\nexamples:\n  banned:\n    - { name: X, publisher: Example AV GmbH }\n  allowed:\n    - { name: Y, publisher: Other GmbH }\n';

  async function checked() {
    const { status, stdout, stderr } = await interdict(['check-rules', folder]);
    expect(stderr).toBe('');
    return { status, said: stdout.replaceAll(`${folder}/`, '') };
  }

  test('the built-in rules hold, whole and each alone', async () => {
    expect(await reported('check-rules', 'rules')).toMatch(
      /^\d+ vendors, \d+ bans, \d+ examples: all hold\.\n$/u,
    );
    expect(await reported('check-rules', 'rules/bans/us-bod-17-01.yaml')).toMatch(
      /^0 vendors, 1 ban, \d+ examples: all hold\.\n$/u,
    );
    expect(await reported('check-rules', 'rules/vendors/kaspersky.yaml')).toBe(
      '1 vendor, 0 bans, 0 examples: all hold.\n',
    );
  });

  test('own rules hold', async () => {
    put('vendors/example-av.yaml', VENDOR);
    put('bans/own.yaml', BAN);
    expect(await checked()).toEqual({ status: 0, said: '1 vendor, 1 ban, 2 examples: all hold.\n' });
  });

  test('waivers and a configuration are checked where they are named, and counted', async () => {
    const waiver =
      '- { ban: us-bod-17-01, program: { id: "deb:x" }, reason: x, owner: y, expires: 2027-03-31 }\n';
    put('waivers.yaml', waiver);
    put('interdict.yaml', 'bans: all\n');
    const files = [join(folder, 'waivers.yaml'), join(folder, 'interdict.yaml')];
    expect(await reported('check-rules', ...files)).toBe(
      '0 vendors, 0 bans, 0 examples, 1 waiver: all hold.\n',
    );
    put('waivers.yaml', waiver.replace('2027-03-31', 'soon'));
    expect((await interdict(['check-rules', ...files])).stdout).toContain('"soon" is not a day');
  });

  test.each<[string, Record<string, string>, string]>([
    [
      'a misspelt key',
      { 'bans/own.yaml': BAN.replace('severity', 'sevrity') },
      'bans/own.yaml:3:1: unknown key "sevrity": did you mean "severity"?',
    ],
    [
      'an example that is not banned',
      { 'bans/own.yaml': BAN.replace('Example AV GmbH', 'Nobody') },
      'bans/own.yaml:7:7: examples.banned.0: this should be banned and is allowed: the catalogue does not know it',
    ],
    [
      'an example that is not allowed',
      { 'bans/own.yaml': BAN.replace('Other GmbH', 'Example AV GmbH') },
      'examples.allowed.0: this should be allowed and is banned',
    ],
    [
      'an example of another weight',
      { 'bans/own.yaml': BAN.replace('{ name: X', '{ severity: note, name: X') },
      'this should weigh note and weighs ban',
    ],
    [
      'no examples',
      { 'bans/own.yaml': BAN.replace(/examples:[^]*/u, '') },
      'give an example of what is banned',
    ],
    ['no sentence', { 'bans/own.yaml': BAN.replace('A reason.', 'Because') }, 'why is a sentence'],
    [
      'a mark of two vendors',
      { 'bans/own.yaml': BAN, 'vendors/second.yaml': VENDOR },
      '"Example AV GmbH" is a publisher of second too',
    ],
    [
      'a mark of a built-in vendor',
      { 'vendors/third.yaml': VENDOR.replace('Example AV GmbH', 'AO Kaspersky Lab') },
      'is a publisher of kaspersky too',
    ],
    [
      'a fact without a source',
      {
        'vendors/third.yaml': `${VENDOR.replace('Example AV GmbH', 'Third GmbH')}based-on: here\nsources: { here: { what: x } }\n`,
      },
      'say where "Third GmbH" comes from',
    ],
    [
      'the id of a built-in vendor',
      { 'vendors/kaspersky.yaml': VENDOR },
      'the vendor kaspersky is in the built-in rules already',
    ],
    [
      'a reader that there is not',
      { 'bans/own.yaml': BAN.replace('example-av }', 'example-av, reader: dpkg-stats }') },
      'unknown reader "dpkg-stats": did you mean "dpkg-status"?',
    ],
    [
      'waivers that are wrong',
      {
        'bans/own.yaml': BAN,
        'waivers.yaml': '- { ban: own, program: { name: Long Name }, reason: x, owner: y, expires: soon }\n',
      },
      '"soon" is not a day',
    ],
    [
      'a configuration that is wrong',
      { 'bans/own.yaml': BAN, 'interdict.yaml': 'bns: all\n' },
      'unknown key "bns": did you mean "bans"?',
    ],
  ])('%s is reported with its place', async (_, files, expected) => {
    put('vendors/example-av.yaml', VENDOR);
    for (const [path, text] of Object.entries(files)) put(path, text);
    const { status, said } = await checked();
    expect(said).toContain(expected);
    expect(said).toMatch(/\n\n\d+ problems?\.\n$/u);
    expect(status).toBe(1);
  });

  test('as JSON', async () => {
    put('bans/own.yaml', 'title: x\n');
    const { status, stdout } = await interdict(['check-rules', folder, '-o', 'json']);
    expect(JSON.parse(stdout).problems[0]).toMatchObject({
      line: 1,
      column: 1,
      message: 'the key why is missing',
    });
    expect(status).toBe(1);
  });

  test('a folder without rules, or none at all, is a usage error', async () => {
    expect(await interdict(['check-rules', folder])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there are no rule files in there'),
    });
    expect(await interdict(['check-rules', join(folder, 'nowhere')])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there is no such file or folder'),
    });
  });
});

describe('check-rules of waivers', () => {
  test('knows them by being a list, whatever their file is called', async () => {
    const file = join(folder, 'accepted.yaml');
    const waiver = (ban: string) =>
      `# accepted\n\n- { ban: ${ban}, program: { id: "deb:kesl" }, reason: x, owner: y, expires: 2999-01-01 }\n`;
    writeFileSync(file, waiver('us-bod-17-01'));
    expect(await reported('check-rules', file)).toContain('1 waiver: all hold');
    writeFileSync(file, waiver('us-bod-1701'));
    const { status, stdout } = await interdict(['check-rules', file]);
    expect(status).toBe(1);
    expect(stdout).toContain('unknown ban "us-bod-1701": did you mean "us-bod-17-01"?');
  });
});

describe('init', () => {
  test('writes a configuration that holds, once', async () => {
    expect(await reported('init', folder)).toBe(`wrote ${join(folder, 'interdict.yaml')}\n`);
    const { status } = await interdict(['fixtures/machines/alder', '-c', join(folder, 'interdict.yaml')]);
    expect(status).toBe(0);
    const again = await interdict(['init', folder]);
    expect([again.status, again.stderr]).toEqual([
      2,
      `interdict: ${join(folder, 'interdict.yaml')} is there already; --force overwrites it\n`,
    ]);
    writeFileSync(join(folder, 'interdict.yaml'), '');
    await reported('init', folder, '--force');
    const text = readFileSync(join(folder, 'interdict.yaml'), 'utf8');
    expect(text).toContain('fail-on');
    // Editors find the schema that came with this interdict.
    const schema = /^# yaml-language-server: \$schema=(?<path>.*)$/mu.exec(text)?.groups?.['path'] ?? '';
    expect(readFileSync(resolve(folder, schema), 'utf8')).toContain('"title": "interdict.yaml"');
  });

  test('what is commented out in it holds too', async () => {
    await reported('init', folder);
    const path = join(folder, 'interdict.yaml');
    const text = readFileSync(path, 'utf8').replace(
      /^(?<space> *)# (?<rest>(?:rules|waivers|device-class|output|limits|- jurisdiction).*)$/gmu,
      '$<space>$<rest>',
    );
    mkdirSync(join(folder, 'rules'));
    writeFileSync(
      join(folder, 'waivers.yaml'),
      '- { ban: us-bod-17-01, program: { id: "deb:kesl" }, reason: x, owner: y, expires: 2999-01-01 }\n',
    );
    writeFileSync(path, text);
    expect(text).toContain('\nrules: rules');
    const { status, stderr } = await interdict([
      'fixtures/machines/alder',
      '-c',
      path,
      '-o',
      'json=' + join(folder, 'a.json'),
    ]);
    expect(stderr).not.toContain('unknown key');
    expect(status).toBe(0);
    expect(existsSync(join(folder, 'a.json'))).toBe(true);
  });

  test('into nowhere is a usage error', async () => {
    expect(await interdict(['init', join(folder, 'nowhere')])).toMatchObject({ status: 2 });
  });
});
