/** How the command behaves towards shells, cron, log shippers, locales and clocks. */
import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manPage } from '../../scripts/docs/man-page.ts';
import { main } from '../../src/cli/main.ts';
import { reporters } from '../../src/reporters/index.ts';
import { interdict } from '../support/io.ts';

const CLEAN = 'fixtures/machines/alder';
const BANNED = 'fixtures/machines/birch';
const room = mkdtempSync(join(tmpdir(), 'interdict-manners-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

describe('help', () => {
  test('fits a screen', async () => {
    const { stdout } = await interdict(['--help']);
    const lines = stdout.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(stdout).toContain('Examples:');
  });

  test('of a verb fits its width, and shows calls with options that it has', async () => {
    const verbs = [...(await interdict(['--help'])).stdout.matchAll(/^ {2}(?<verb>[a-z]+(?:-[a-z]+)?) /gmu)]
      .map(({ groups }) => groups?.['verb'] ?? '')
      .filter((verb) => verb !== 'interdict');
    expect(verbs).toHaveLength(18);
    for (const verb of verbs) {
      const { stdout } = await interdict([verb, '--help']);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect(stdout).not.toContain('[]');
      const calls = [...stdout.matchAll(/^ {2}interdict(?: (?<call>.*?))?(?: {2}.*)?$/gmu)];
      expect(calls.length, verb).toBeGreaterThan(0);
      for (const [, call = ''] of calls) {
        if (verb !== 'scan') expect(call.split(' ')[0]).toBe(verb);
        const listed = stdout.slice(0, stdout.indexOf('Examples:'));
        for (const [option] of call.matchAll(/(?<= )--?[a-z-]+/gu)) expect(listed, call).toContain(option);
      }
    }
  });
});

test('the version stands alone on the first line, and the second names the rules', async () => {
  const { stdout, status } = await interdict(['--version']);
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^\S+\nrules [0-9a-f]{12}: \d+ bans, \d+ vendors, instruments up to 20\d\d-\d\d-\d\d\n$/u,
  );
});

describe('--quiet', () => {
  test('says nothing when all is well', async () => {
    expect(await interdict([CLEAN, '--quiet'])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('says everything when something banned is there', async () => {
    const { status, stdout } = await interdict([BANNED, '-q']);
    expect(status).toBe(1);
    expect(stdout).toContain('kesl');
  });

  test('leaves formats for machines alone', async () => {
    const { stdout } = await interdict([CLEAN, '-q', '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'clean' });
  });
});

describe('--log json', () => {
  test('writes standard error as JSON lines, the last one with the exit status', async () => {
    const { status, stderr } = await interdict(['--log', 'json', 'no-such-place']);
    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(status).toBe(2);
    expect(lines[0]).toMatchObject({
      message: 'no-such-place: no such file or folder; commands: interdict --help',
    });
    expect(lines.at(-1)).toMatchObject({ level: 'error', message: 'failed', exitCode: 2 });
    for (const { time } of lines) expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
  });

  test('leaves the report as it is', async () => {
    const plain = await interdict([BANNED, '--as-of', '2026-11-24']);
    const logged = await interdict([BANNED, '--as-of', '2026-11-24', '--log=json']);
    expect(logged.stdout).toBe(plain.stdout);
    expect(JSON.parse(logged.stderr)).toMatchObject({ level: 'error', message: 'banned', exitCode: 1 });
  });

  test('refuses other formats', async () => {
    const { status, stderr } = await interdict(['--log', 'xml', CLEAN]);
    expect(status).toBe(2);
    expect(stderr).toContain(
      "interdict: option '--log <format>' argument 'xml' is invalid. Allowed choices are text, json.",
    );
  });

  test.each([
    ['scan', '--log', 'json', CLEAN],
    ['--log', 'json', 'scan', CLEAN],
    ['--log=json', 'bans'],
    ['bans', '--log=json'],
    ['--no-such-option', '--log', 'json'],
  ])('is an option of every command: %s %s %s', async (...args) => {
    const { stderr } = await interdict(args);
    const lines = stderr.trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toHaveProperty('exitCode');
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('message');
  });

  test('after -- it is the name of a source', async () => {
    const { status, stderr } = await interdict(['--', '--log', 'json']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^interdict: .*--log/u);
  });
});

describe('the manual page', () => {
  test('says what the commands declare: npm run generate', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(readFileSync('man/interdict.1', 'utf8')).toBe(await manPage(version));
  });

  const hasGroff = needs('groff');
  test.skipIf(!hasGroff)('is good roff', () => {
    const { stdout, stderr } = spawnSync('groff', ['-man', '-ww', '-Tascii', 'man/interdict.1'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toContain('jurisdiction:GB');
  });
});

describe('completions', () => {
  const hasBash = needs('bash');
  test.skipIf(!hasBash).each([
    ['sw', ['sweep']],
    ['scan --fail', ['--fail-on']],
    ['--fail', ['--fail-on']],
    ['scan --fail-on ', ['ban', 'warn', 'residue']],
    ['scan -o sar', ['sarif']],
    ['--as dpkg-s', ['dpkg-status']],
    ['bans us-bod', ['us-bod-17-01']],
    ['export osq', ['osquery']],
    ['completion z', ['zsh']],
    ['help check', ['check-rules']],
  ])('bash completes %j', async (line, expected) => {
    const file = join(room, 'interdict.bash');
    writeFileSync(file, (await interdict(['completion', 'bash'])).stdout);
    const words = ['interdict', ...line.split(' ')];
    const script = `source ${file}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _interdict; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-uc', script, 'bash', ...words], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n')).toEqual(expected);
  });

  const hasFish = needs('fish');
  test.skipIf(!hasFish).each([
    ['interdict sw', 'sweep'],
    ['interdict scan --fail', '--fail-on'],
    ['interdict scan --fail-on ', 'residue'],
    ['interdict bans us-bod', 'us-bod-17-01'],
  ])('fish completes %j', async (line, expected) => {
    const file = join(room, 'interdict.fish');
    writeFileSync(file, (await interdict(['completion', 'fish'])).stdout);
    const { stdout, stderr } = spawnSync(
      'fish',
      ['--no-config', '-c', `source ${file}; complete -C '${line}'`],
      {
        encoding: 'utf8',
        env: { ...process.env, HOME: room },
      },
    );
    expect(stderr).toBe('');
    expect(stdout.split('\n').map((each) => each.split('\t')[0])).toContain(expected);
  });

  const hasZsh = needs('zsh');
  test.skipIf(!hasZsh)('zsh takes its script and knows every verb', async () => {
    const file = join(room, '_interdict');
    writeFileSync(file, (await interdict(['completion', 'zsh'])).stdout);
    // Completion itself needs a terminal; what its functions are called with does not.
    const script = `
      _describe() { print -l -- \${(P)4}; }; _files() { :; }; _arguments() { print -l -- "$@"; }
      _interdict_file() { source ${file}; }
      words=(interdict sw); CURRENT=2; PREFIX=sw; _interdict_file
      words=(interdict scan --f); CURRENT=3; PREFIX=--f; _interdict_file`;
    const { stdout, stderr } = spawnSync('zsh', ['-fc', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^sweep:check many hosts/mu);
    expect(stdout).toMatch(/^\*--fail-on\[.*\]:value:\(ban warn residue\)$/mu);
  });

  test('PowerShell gets one table entry a verb', async () => {
    const { stdout } = await interdict(['completion', 'powershell']);
    expect(stdout).toContain('Register-ArgumentCompleter -Native -CommandName interdict');
    for (const verb of ['scan', 'sweep', 'completion']) expect(stdout).toContain(`'${verb}' = @{`);
    expect(stdout.split('{').length).toBe(stdout.split('}').length);
  });
});

describe('the surroundings do not change the answer', () => {
  const call = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    spawnSync(process.execPath, ['bin/interdict.js', ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
  const args = [BANNED, CLEAN, '--as-of', '2026-11-24', '-o', 'json'];
  let usual: string;
  beforeAll(() => {
    usual = call(args).stdout;
    expect(usual).toContain('"verdict"');
  });

  test.each(['tr_TR.UTF-8', 'C', 'ru_RU.KOI8-R', 'no_SUCH'])('locale %s', (locale) => {
    expect(call(args, { LC_ALL: locale, LANG: locale }).stdout).toBe(usual);
  });

  test.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu'])('time zone %s', (zone) => {
    const { asOf } = JSON.parse(call([BANNED, '-o', 'json'], { TZ: zone }).stdout) as { asOf: string };
    // The day may turn between the call and here.
    expect([Date.now(), Date.now() - 60_000].map((at) => new Date(at).toISOString().slice(0, 10))).toContain(
      asOf,
    );
    expect(call(args, { TZ: zone }).stdout).toBe(usual);
  });

  const hasHead = needs('head');
  test.skipIf(!hasHead)('a reader that has seen enough ends nothing but itself', () => {
    const script = '"$0" bin/interdict.js formats | head -1; exit "${PIPESTATUS[0]}"';
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toHaveLength(2);
  });

  test.skipIf(!hasHead)('a pipe that is full is waited for, whoever made it not wait', () => {
    // The writer of another shell has left the pipe so that writing gives up when it is full.
    const reader = 'sleep 0.5; wc -c';
    const nonblocking =
      'import fcntl, os, sys; fcntl.fcntl(1, fcntl.F_SETFL, os.O_NONBLOCK); os.execvp(sys.argv[1], sys.argv[1:])';
    const script = `python3 -c "$1" "$0" bin/interdict.js vendors -o json | (${reader})`;
    const { stdout } = spawnSync('bash', ['-c', script, process.execPath, nonblocking], { encoding: 'utf8' });
    const whole = call(['vendors', '-o', 'json']).stdout;
    expect(whole.length).toBeGreaterThan(100_000);
    expect(Number(stdout)).toBe(Buffer.byteLength(whole));
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk is an error, not a verdict', () => {
    const script = '"$0" bin/interdict.js fixtures/machines/birch > /dev/full';
    const { status, stderr } = spawnSync('bash', ['-c', script, process.execPath], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, expect.stringContaining('no space left on device')]);
  });

  test('a file has what a pipe has', () => {
    const file = join(room, 'report.txt');
    const to = openSync(file, 'w');
    spawnSync(process.execPath, ['bin/interdict.js', 'vendors'], { stdio: ['ignore', to, 'inherit'] });
    closeSync(to);
    expect(readFileSync(file, 'utf8')).toBe(call(['vendors']).stdout);
  });
});

if (!existsSync('/dev/full')) console.log('skipped: no /dev/full, so a full disk is not met');

function needs(tool: string): boolean {
  const isThere = spawnSync(tool, ['--version']).error === undefined;
  if (!isThere) console.log(`skipped: ${tool} is not installed`);
  return isThere;
}

describe('what is reported on standard error acts on no terminal', () => {
  const ACTS = '\u001b[31m\u202e';
  const folder = mkdtempSync(join(room, 'acts-'));
  const at = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const report = at(`report${ACTS}.json`, `{"${ACTS}"${ACTS}`);
  const rule = at(`rule${ACTS}.yaml`, `title: ${ACTS}\n`);
  const duplicates = join(folder, 'twins');
  for (const name of [`host${ACTS}`, `HOST${ACTS}`]) mkdirSync(join(duplicates, name), { recursive: true });

  test.each([
    ['a report that is read back', ['diff', report, report]],
    ['a report that is verified', ['verify', report]],
    ['a report that is merged', ['merge', report]],
    ['a rule', ['--bans', rule]],
    ['a configuration', ['--config', rule]],
    ['a source', [join(folder, `nothing${ACTS}`)]],
    ['a format', ['-o', `text${ACTS}`]],
    ['an option', [`--${ACTS}`]],
    ['names of hosts', ['sweep', duplicates, '--allow-empty', '-o', 'prometheus']],
  ])('%s', async (_, args) => {
    const { stdout, stderr } = await interdict(args);
    expect(stdout + stderr).toMatch(/\\u(?:\{1b\}|001b)\[31m/u);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for
    expect(stdout + stderr).not.toMatch(/[\u001b\u202e]/u);
  });
});

describe('a mistake is named with what it is like', () => {
  test.each([
    [['help', 'nonsense'], 'unknown command "nonsense": known are scan, '],
    [['help', 'swep'], 'unknown command "swep": did you mean "sweep"?'],
    [['nonsense'], 'nonsense: no such file or folder; commands: interdict --help'],
    [['-o', 'sarf', CLEAN], '-o: unknown report "sarf": did you mean "sarif"?'],
    [['--as', 'dpkg-stat', CLEAN], 'unknown reader "dpkg-stat": did you mean "dpkg-status"?'],
    [['inventory', '--bans', 'x'], '--bans is an option of: scan, sweep, verify, bans, explain, export\n'],
    [['--banns', 'x'], 'did you mean --bans?'],
  ])('%j', async (args, part) => {
    const { status, stdout, stderr } = await interdict(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(part);
    expect(stderr).not.toContain('Did you mean --as');
  });

  test('a ban that nothing is near to gets the nearest few', async () => {
    const { status, stderr } = await interdict(['bans', 'kapsersky']);
    expect(status).toBe(2);
    const [, offered = ''] = /the nearest are (.*)\n$/u.exec(stderr) ?? [];
    expect(offered.split(', ')).toHaveLength(3);
    for (const id of offered.split(', ')) expect(id).toContain('kaspersky');
  });
});

describe('-o', () => {
  test.each(['scan', 'inventory', 'sweep', 'merge'])('of %s lists its formats in help', async (verb) => {
    const { stdout } = await interdict([verb, '--help']);
    const said = stdout.replace(/\s+/gu, ' ');
    expect(said).toContain(Object.keys(reporters).join(', '));
  });
});

describe('colours', () => {
  const colored = (args: readonly string[], env: Readonly<Record<string, string>>, isTTY = false) => {
    let text = '';
    const stdout = Object.assign(new EventEmitter(), {
      isTTY,
      write: (more: string, done?: () => void) => {
        text += more;
        done?.();
        return true;
      },
    });
    const io = { stdin: process.stdin, stdout, stderr: process.stderr, env };
    return main(['node', 'interdict', CLEAN, ...args], io).then(() => text.includes('\u001b['));
  };

  test.each([
    [[], {}, false, false],
    [[], {}, true, true],
    [[], { TERM: 'dumb' }, true, false],
    [[], { NO_COLOR: '1' }, true, false],
    [[], { FORCE_COLOR: '1' }, false, true],
    [[], { FORCE_COLOR: '0' }, true, false],
    [[], { CLICOLOR_FORCE: '1' }, false, true],
    [[], { CLICOLOR_FORCE: '0' }, false, false],
    [[], { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [['--color', 'always'], { NO_COLOR: '1' }, false, true],
    [['--color', 'never'], { FORCE_COLOR: '1' }, true, false],
    [['--color', 'auto'], {}, true, true],
    [['--no-color'], { FORCE_COLOR: '1' }, true, false],
  ])('of %j with %j, on a terminal: %j', async (args, env, isTTY, expected) => {
    expect(await colored(args, env, isTTY)).toBe(expected);
  });

  test('of another word are refused', async () => {
    const { status, stderr } = await interdict(['--color', 'sometimes', CLEAN]);
    expect(status).toBe(2);
    expect(stderr).toContain('auto, always, never');
  });
});

test('an inventory that goes to no terminal is not cut', async () => {
  const name = `A program ${'with a long name '.repeat(8)}`.trim();
  const list = join(room, 'long.csv');
  writeFileSync(list, `Name,Version,Publisher\n${name},1.0,Its publisher\n`);
  const { stdout } = await interdict(['inventory', list]);
  expect(stdout).toContain(name);
  expect(stdout).not.toContain('…');
});

test('thousands are set apart in the text', async () => {
  const list = join(room, 'many.csv');
  const rows = Array.from({ length: 1234 }, (_, at) => `Program ${at},1.0,Somebody`);
  writeFileSync(list, `Name,Version,Publisher\n${rows.join('\n')}\n`);
  const { stdout } = await interdict([list]);
  expect(stdout).toContain('nothing banned among 1,234 programs.');
  expect(stdout).toContain('1 manifest, 1,234 programs.');
});
