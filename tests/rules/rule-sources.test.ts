/** Where own rules come from, by which digests they are pinned, and to which sources bans apply. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ageNotice } from '../../src/rules/age.ts';
import { compiledRuleSet } from '../../src/rules/index.ts';
import { interdict } from '../support/io.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
  write('list.csv', 'Name,Version\nAcme Clips Studio,1\nbash,5\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const BAN = 'title: Clips\nwhy: A reason.\nseverity: ban\nmatch: { name: Acme Clips Studio }\n';

async function call(...args: string[]) {
  const config = join(folder, 'interdict.yaml');
  return interdict([...args, '-c', config]);
}

async function scan(...more: string[]) {
  const { status, stdout, stderr } = await call(join(folder, 'list.csv'), ...more);
  return { status, text: `${stdout}${stderr}`.replace(/\s+/gu, ' ') };
}

describe('a package of rules', () => {
  beforeEach(() => {
    write('node_modules/@acme/interdict-rules/bans/no-clips.yaml', BAN);
    write('node_modules/@acme/interdict-rules/package.json', '{}');
    write('node_modules/@acme/interdict-rules/pnpm-lock.yaml', 'no: rules\n');
    write('interdict.yaml', "rules: '@acme/interdict-rules'\nbans: [no-clips]\n");
  });

  test('is found in node_modules of the folder of the configuration', async () => {
    expect(await scan()).toMatchObject({ status: 1, text: expect.stringContaining('no-clips') });
  });

  test('is found above that folder, and through a link', async () => {
    write('deep/interdict.yaml', 'rules: ["@acme/interdict-rules"]\nbans: [no-clips]\n');
    const { status } = await interdict([join(folder, 'list.csv'), '-c', join(folder, 'deep/interdict.yaml')]);
    expect(status).toBe(1);
    write('store/vendors/x/readme.txt', '');
    write('store/bans/no-clips.yaml', BAN);
    symlinkSync(join(folder, 'store'), join(folder, 'node_modules/linked'));
    write('interdict.yaml', 'rules: linked\nbans: [no-clips]\n');
    expect(await scan()).toMatchObject({ status: 1 });
  });

  test('must be there and must have rules', async () => {
    write('interdict.yaml', "rules: '@acme/other'\n");
    expect(await scan()).toMatchObject({
      status: 2,
      text: expect.stringContaining('no package of this name in node_modules'),
    });
    write('node_modules/empty/index.js', '');
    write('interdict.yaml', 'rules: empty\n');
    expect(await scan()).toMatchObject({
      status: 2,
      text: expect.stringContaining('a package of rules has a folder vendors or bans'),
    });
  });
});

describe('rules that are pinned', () => {
  const CONFIG = '# ours\nbans: [no-clips] # all\nrules: own # of us\nfail-on: ban\n';
  beforeEach(() => {
    write('own/bans/no-clips.yaml', BAN);
    write('interdict.yaml', CONFIG);
  });

  test('keep the configuration as it is, and may be pinned again', async () => {
    const { status, stdout } = await call('rules', 'lock');
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^own: sha256:[0-9a-f]{64} \(1 file\)\n$/u),
    });
    const locked = readFileSync(join(folder, 'interdict.yaml'), 'utf8');
    expect(locked).toMatch(
      /^# ours\nbans: \[no-clips\] # all\nrules: own # of us\nfail-on: ban\nrules-lock:\n {2}"own": sha256:[0-9a-f]{64}\n$/u,
    );
    expect(await scan()).toMatchObject({ status: 1 });
    write('own/bans/more.yaml', BAN.replace('Studio', 'Player'));
    const [before = '', after = ''] = locked.split('fail-on: ban\n');
    write('interdict.yaml', `${before}${after}fail-on: ban\n`);
    expect(await call('rules', 'lock')).toMatchObject({ status: 0 });
    const again = readFileSync(join(folder, 'interdict.yaml'), 'utf8');
    expect(again).not.toContain(after);
    expect(again).toMatch(
      /^# ours\n.*\nrules: own # of us\nrules-lock:\n {2}"own": sha256:[0-9a-f]{64}\nfail-on: ban\n$/u,
    );
    expect(await scan()).toMatchObject({ status: 1 });
  });

  test.each([
    [
      'another word',
      () => write('own/bans/no-clips.yaml', BAN.replace('Studio', 'Player')),
      'own has changed',
    ],
    ['one more file', () => write('own/bans/zz.yaml', BAN), 'own has changed'],
    [
      'another name',
      () => {
        rmSync(join(folder, 'own/bans/no-clips.yaml'));
        write('own/bans/no-clips2.yaml', BAN);
      },
      'own has changed',
    ],
    [
      'an entry without a digest',
      () => {
        write('more/bans/zz.yaml', BAN.replace('Studio', 'Player'));
        const text = readFileSync(join(folder, 'interdict.yaml'), 'utf8');
        write('interdict.yaml', text.replace('rules: own', 'rules: [own, more]'));
      },
      'rules-lock has no digest of more',
    ],
    [
      'a digest without an entry',
      () => {
        const text = readFileSync(join(folder, 'interdict.yaml'), 'utf8');
        write('interdict.yaml', text.replace('rules: own # of us', '').replace('[no-clips]', '[us-tx]'));
      },
      'own is not in rules any more',
    ],
  ])('refuse %s', async (_, change, message) => {
    await call('rules', 'lock');
    change();
    expect(await scan()).toMatchObject({ status: 2, text: expect.stringContaining(message) });
    expect(await call('explain', 'x')).toMatchObject({ status: 2 });
  });

  test('do not depend on line ends, and a lock is no place for other words', async () => {
    await call('rules', 'lock');
    write('own/bans/no-clips.yaml', BAN.replaceAll('\n', '\r\n'));
    expect(await scan()).toMatchObject({ status: 1 });
    write('interdict.yaml', `${CONFIG}rules-lock: { own: latest }\n`);
    expect(await scan()).toMatchObject({ status: 2, text: expect.stringContaining('is not a digest') });
  });

  test.each([
    ['{ rules: own, bans: [no-clips] }\n', 'write one key per line'],
    ['bans: [us-tx]\n', 'there are no rules in it to lock'],
    ['rules: nowhere\n', 'there is no such file or folder'],
  ])('%j cannot be locked', async (text, message) => {
    write('interdict.yaml', text);
    const { status, stderr } = await call('rules', 'lock');
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) });
    expect(readFileSync(join(folder, 'interdict.yaml'), 'utf8')).toBe(text);
  });

  test('must be valid to be locked', async () => {
    write('own/bans/no-clips.yaml', BAN.replace('severity: ban', 'severity: bann'));
    expect(await call('rules', 'lock')).toMatchObject({ status: 2 });
    expect(readFileSync(join(folder, 'interdict.yaml'), 'utf8')).toBe(CONFIG);
  });
});

describe('the age of the built-in rules', () => {
  test('is reported after 180 days, counted to the day that is asked for', async () => {
    expect(ageNotice('2026-01-01', '2026-06-30')).toBeUndefined();
    expect(ageNotice('2026-01-01', '2026-07-01')).toContain('are of 2026-01-01, 181 days before 2026-07-01');
    expect(ageNotice('2026-01-01', '2020-01-01')).toBeUndefined();
    expect(ageNotice(undefined, '2099-01-01')).toBeUndefined();
    const { reviewed = '' } = await compiledRuleSet();
    expect(reviewed).toMatch(/^\d{4}-\d{2}-\d{2}$/u);
    write('interdict.yaml', '{}\n');
    expect(await scan('--as-of', '2031-01-01')).toMatchObject({
      status: 0,
      text: expect.stringContaining(`the built-in rules are of ${reviewed}`),
    });
    expect((await scan('--as-of', reviewed)).text).not.toContain('the built-in rules are of');
  });

  test('is reported by explain, bans and verify too', async () => {
    write('interdict.yaml', '{}\n');
    write('a.csv', 'Name,Version\nbash,1\n');
    const at = (day: string) => ['--as-of', day];
    const notice = expect.stringContaining('interdict: the built-in rules are of ');
    for (const command of [['explain', 'bash'], ['bans']]) {
      const old = await interdict([...command, '-c', join(folder, 'interdict.yaml'), ...at('2031-01-01')]);
      expect(old).toMatchObject({ status: 0, stderr: notice });
      const now = await interdict([...command, '-c', join(folder, 'interdict.yaml'), ...at('2026-11-24')]);
      expect(now.stderr).toBe('');
    }
    const report = join(folder, 'report.json');
    await interdict([join(folder, 'a.csv'), '-c', '/dev/null', ...at('2031-01-01'), '-o', `json=${report}`]);
    const verified = await interdict(['verify', report, '-c', '/dev/null']);
    expect(verified).toMatchObject({ status: 0, stderr: notice });
  });

  test('is not older than the instruments that they cite', async () => {
    const { reviewed = '', bans } = await compiledRuleSet();
    const issued = bans.flatMap(({ authorities = [] }) => authorities.map((it) => it.issued ?? ''));
    expect(issued.filter((day) => day > reviewed)).toEqual([]);
  });
});

describe('sources of several kinds', () => {
  const servers = `${BAN}applies-to: { who: All., device-class: server }\n`;
  const configured = (...entries: string[]) =>
    write('interdict.yaml', ['bans: [own.yaml]', 'sources:', ...entries.map((it) => `  - ${it}`)].join('\n'));

  test('have the class of the first entry that matches their name', async () => {
    write('own.yaml', servers);
    configured('{ match: "*list*", device-class: server }', '{ match: "*", device-class: desktop }');
    expect(await scan()).toMatchObject({ status: 1 });
    configured('{ match: [other, "*.csv"], device-class: desktop }', '{ match: "*", device-class: server }');
    expect(await scan()).toMatchObject({ status: 0 });
    expect(await scan('--device-class', 'server')).toMatchObject({ status: 1 });
    configured('{ match: other, device-class: desktop }');
    expect(await scan('--fail-on', 'warn')).toMatchObject({ status: 1 });
    configured('{ match: "*", device-class: sever }');
    expect(await scan()).toMatchObject({ status: 2, text: expect.stringContaining('did you mean "server"') });
  });

  test('of one sweep are checked each by its own', async () => {
    write('own.yaml', servers);
    for (const host of ['web-1', 'desk-1'])
      write(`hosts/${host}/list.csv`, 'Name,Version\nAcme Clips Studio,1\n');
    configured('{ match: "web-*", device-class: server }', '{ match: "desk-*", device-class: desktop }');
    const { status, stdout } = await call('sweep', join(folder, 'hosts'), '-o', 'ndjson', '--jobs', '1');
    expect(status).toBe(1);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const verdicts = lines.filter(({ name }) => name).map(({ name, verdict }) => [name, verdict]);
    expect(verdicts.sort()).toEqual([
      ['desk-1', 'clean'],
      ['web-1', 'banned'],
    ]);
  });

  test('and bans may be for some of them', async () => {
    write('interdict.yaml', 'bans: [own.yaml]\n');
    const applying = (words: string) => write('own.yaml', `${BAN}applies-to: { who: All., ${words} }\n`);
    applying('sources: ["web-*", "*list.csv"]');
    expect(await scan()).toMatchObject({ status: 1 });
    applying('sources: web-*');
    expect(await scan()).toMatchObject({ status: 0 });
    applying('os: [linux, macos]');
    expect(await scan()).toMatchObject({
      status: 3,
      text: expect.stringContaining('it applies to linux and macos only, and the operating system'),
    });
    configured('{ match: "*", os: linux }');
    expect(await scan()).toMatchObject({ status: 1 });
    configured('{ match: "*", os: windows }');
    expect(await scan()).toMatchObject({ status: 0 });
  });

  test('are named by examples', async () => {
    const examples = 'banned: [{ name: Acme Clips Studio, source: web-1, os: debian }], ';
    const allowed =
      'allowed: [{ name: Acme Clips Studio, source: a, os: debian }, { name: Acme Clips Studio, source: web-1, os: windows }]';
    const path = write(
      'own.yaml',
      `${BAN}applies-to: { who: All., sources: web-*, os: linux }\nexamples: { ${examples}${allowed} }\n`,
    );
    expect(await interdict(['check-rules', path])).toMatchObject({ status: 0 });
  });
});
