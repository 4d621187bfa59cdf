/** Readers and reports from outside, through every verb that reads or reports. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPlugins, pluginsFrom, samePlugins } from '../../src/plugins/index.ts';
import { tryPlugin } from '../../src/plugins/trial.ts';
import { interdict } from '../support/io.ts';

const call = (...args: string[]) => interdict(args);
const isBuilt = existsSync('dist/cli.js');
if (!isBuilt) console.log('skipped: dist/ is not built, so no command has a folder of its own');
const home = mkdtempSync(join(tmpdir(), 'interdict-plugins-'));
const at = (name: string) => join(home, name);
const put = (name: string, text: string) => {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), text);
  return at(name);
};

const ACME = `export default ({ numberedLines }) => ({
  readers: [{
    id: 'acme-list',
    title: 'list of Acme Deploy',
    paths: ['opt/acme/packages.txt'],
    recognises(head) {
      if (head[0] === 0x21) throw new Error('an exclamation');
      return Buffer.from(head).toString('latin1').startsWith('Acme packages');
    },
    *read(bytes) {
      for (const { text, number } of numberedLines(bytes)) {
        if (text === 'boom') throw new Error('line ' + number + ': boom');
        if (text === 'number') yield { name: 7 };
        if (number > 1 && text !== '') yield { name: text, line: number };
      }
    },
  }],
  reporters: [{
    id: 'one-line',
    title: 'one line',
    *render(run) {
      if (run.summary.programs === 3) throw new Error('three is too many');
      yield run.verdict + ' ' + run.summary.programs + '\\n';
    },
  }],
});
`;
const BANNED = 'Kaspersky Endpoint Security';

beforeAll(() => {
  put('acme.mjs', ACME);
  put('banned.txt', `Acme packages\n${BANNED}\nfoo\n`);
  put('boom.txt', 'Acme packages\nfoo\nboom\n');
  put('number.txt', 'Acme packages\nfoo\nnumber\n');
  put('three.txt', 'Acme packages\na\nb\nc\n');
  put('odd.txt', '! what is this\n');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const plugin = ['--plugin', at('acme.mjs'), '--no-config'];

describe('a reader of a plugin', () => {
  test('finds a banned program in a file that is passed', async () => {
    const { status, stdout } = await call('scan', at('banned.txt'), ...plugin, '-o', 'json');
    expect(status).toBe(1);
    const report = JSON.parse(stdout);
    expect(report['plugins']).toEqual([
      {
        file: at('acme.mjs'),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/u),
        readers: ['acme-list'],
        reporters: ['one-line'],
      },
    ]);
    expect(report['sources'][0]['findings'][0]['program']).toMatchObject({
      reader: 'acme-list',
      name: BANNED,
      line: 2,
    });
  });

  test('finds it on a machine by its path, with --as, and in the text its name and digest', async () => {
    put('machine/opt/acme/packages.txt', `Acme packages\n${BANNED}\n`);
    put('machine/etc/os-release', 'ID=example\n');
    const machine = await call('scan', at('machine'), ...plugin);
    expect(machine.status).toBe(1);
    expect(machine.stdout).toMatch(/Plugin: .*acme\.mjs\s+\(SHA-256\s+[0-9a-f]{16}…\)\./u);
    const named = await call('scan', put('list.dat', `x\n${BANNED}\n`), '--as', 'acme-list', ...plugin);
    expect(named.status).toBe(1);
  });

  test.each([
    ['boom.txt', /line 3: boom/u],
    ['number.txt', /acme-list: program 2: name has to be a text that is not empty, and is\s+7/u],
    ['odd.txt', /acme-list: recognises failed: an exclamation/u],
  ])('%s is a coverage gap', async (file, reason) => {
    const { status, stdout } = await call('scan', at(file), ...plugin);
    expect(status).toBe(3);
    expect(stdout).toMatch(reason);
  });

  test('that cannot say whether a file at the top of a machine is its own leaves the machine incomplete', async () => {
    put('top/etc/os-release', 'ID=example\n');
    put('top/odd', '! what is this\n');
    const { status, stdout } = await call('scan', at('top'), ...plugin, '--allow-empty');
    expect(stdout).toContain('an exclamation');
    expect(status).toBe(3);
  });

  test('takes part in a sweep, in threads too, and in its journal', async () => {
    for (const host of ['one', 'two', 'three']) put(`hosts/${host}/list.txt`, `Acme packages\n${BANNED}\n`);
    for (const jobs of ['1', '2']) {
      const swept = await call('sweep', at('hosts'), ...plugin, '--jobs', jobs, '-o', 'one-line', '-q');
      expect(swept.stderr).toContain('three is too many');
      const { status, stdout } = await call(
        'sweep',
        at('hosts'),
        ...plugin,
        '--jobs',
        jobs,
        '-o',
        'json',
        '-q',
      );
      expect(status).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ summary: { sources: 3, banned: 3, unread: 0 } });
    }
    const without = await call('sweep', at('hosts'), '--no-config', '-q', '-o', 'json');
    expect(without.status).toBe(3);
  });

  test('is listed, inventoried, verified and merged', async () => {
    expect((await call('formats', '--plugin', at('acme.mjs'))).stdout).toMatch(/^acme-list: list of Acme/mu);
    const list = await call('inventory', at('banned.txt'), ...plugin, '-o', 'one-line');
    expect([list.status, list.stdout]).toEqual([0, 'clean 2\n']);
    await call('scan', at('banned.txt'), ...plugin, '-o', `json=${at('saved.json')}`);
    expect((await call('verify', at('saved.json'), '--plugin', at('acme.mjs'))).status).toBe(0);
    const blind = await call('verify', at('saved.json'));
    expect(blind.stdout + blind.stderr).toContain('no reader "acme-list"'.slice(3, 9));
    expect(blind.status).not.toBe(0);
    const merged = await call('merge', at('saved.json'), '--plugin', at('acme.mjs'), '-o', 'json');
    expect(JSON.parse(merged.stdout).plugins).toHaveLength(1);
  });

  test('may be named by the bans of a house', async () => {
    const ban = put(
      'own/acme.yaml',
      `title: Acme\nwhy: It is.\nseverity: ban\nmatch: { reader: acme-list, name: { value: foo, exact: true } }\n`,
    );
    const args = ['scan', at('banned.txt'), '-b', ban, '--no-config'];
    expect((await call(...args, '--plugin', at('acme.mjs'))).status).toBe(1);
    const { status, stderr } = await call(...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining('acme-list')]);
    expect((await call('check-rules', ban, '--plugin', at('acme.mjs'))).stdout).not.toContain(
      'unknown reader',
    );
  });
});

describe('a configuration', () => {
  test('loads plugins where it was named, from its own folder', async () => {
    const config = put('interdict.yaml', 'plugins: acme.mjs\n');
    const { status, stdout } = await call('scan', at('banned.txt'), '-c', config, '-o', 'one-line');
    expect([status, stdout]).toEqual([1, 'banned 2\n']);
  });

  test.skipIf(!isBuilt)('that was only found loads none, and says so', async () => {
    put('interdict.yaml', 'plugins: acme.mjs\n');
    const command = resolve('bin/interdict.js');
    for (const verb of ['scan', 'inventory']) {
      const { status, stderr } = spawnSync(process.execPath, [command, verb, 'banned.txt'], {
        cwd: home,
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([2, expect.stringMatching(/interdict\.yaml: plugins: .*--config/u)]);
    }
  });

  test('pins plugins by their digests', async () => {
    const args = ['scan', at('banned.txt'), ...plugin, '--policy-sha256'];
    const { stderr } = await call(...args, '0');
    const digest = /sha256:[0-9a-f]{64}/u.exec(stderr)?.[0] ?? '';
    expect((await call(...args, digest)).status).toBe(1);
    const without = await call('scan', at('banned.txt'), '--no-config', '--policy-sha256', digest);
    expect(without.status).toBe(2);
  });
});

describe('a plugin that cannot be used ends with 2 and a line that names it', () => {
  test.each([
    ['thrown', 'throw new Error("hm")', 'thrown.mjs:1: hm'],
    ['seven', 'throw 7', 'seven.mjs: 7'],
    ['syntax', 'export default {', 'syntax.mjs: Unexpected end of input (node --check'],
    ['exit', 'process.exit(0)', 'exit.mjs: it ends the process'],
    [
      'never',
      'await new Promise(() => {}); export default {}',
      'never.mjs: it ends the process when it is loaded, or never',
    ],
    ['none', 'export const a = 1', 'none.mjs: the default export has to be'],
    ['empty', 'export default { readers: [] }', 'empty.mjs: the default export has to be'],
    ['key', 'export default { reader: [] }', 'did you mean "readers"?'],
    [
      'failing',
      'export default () => { throw new Error("hm") }',
      'failing.mjs: the default export failed: hm',
    ],
    ['glob', READER("paths: ['/etc/x']"), 'readers[0]: paths has to be a list of globs'],
    ['climb', READER("paths: ['etc/../x']"), 'readers[0]: paths has to be a list of globs'],
    ['id', READER("id: 'Acme List'"), 'readers[0]: id has to be small letters'],
    ['code', READER('read: 7'), 'readers[0]: read has to be a function'],
    ['built-in', READER("id: 'dpkg-status'"), 'the reader dpkg-status is there already, in interdict itself'],
    [
      'json',
      "export default { reporters: [{ id: 'json', title: 'x', render() {} }] }",
      'the report json is there already',
    ],
    ['missing', undefined, 'missing.mjs: the plugin cannot be read: there is no such file'],
  ])('%s', async (name, code, said) => {
    if (code !== undefined) put(`bad/${name}.mjs`, code);
    const { status, stderr } = await call('scan', at('banned.txt'), '--plugin', at(`bad/${name}.mjs`));
    expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('one that hangs when it is loaded', async () => {
    const file = put('bad/hang.mjs', 'for (;;);');
    await expect(tryPlugin('hang.mjs', new URL(`file://${file}`).href, 500)).rejects.toThrow(
      'hang.mjs: it takes more than 0.5 seconds to load',
    );
  });

  test('two of one id, a folder, and one that changed during a run', async () => {
    await expect(loadPlugins([at('acme.mjs'), at('acme.mjs')])).rejects.toThrow(
      'acme-list is there already, in',
    );
    await expect(loadPlugins([home])).rejects.toThrow('it is a folder');
    const changing = put('changing.mjs', READER(''));
    const { records } = await loadPlugins([changing]);
    put('changing.mjs', `${READER('')}\n`);
    await expect(samePlugins(records)).rejects.toThrow('the plugin changed during the run');
  });
});

function READER(more: string): string {
  return `export default { readers: [{ id: 'own', title: 'own', paths: ['opt/own'], *read() {}, ${more} }] }`;
}

describe('a report of a plugin', () => {
  const reporter = (render: () => unknown) =>
    pluginsFrom([{ reporters: [{ id: 'own', title: 'own', render: render as never }] }]).reporters[0];

  test.each([
    ['gives no text', () => [7]],
    ['gives nothing', () => undefined],
  ])('that %s fails by its name', (_, render) => {
    expect(() => [...(reporter(render)?.render({} as never, { color: false, width: 80 }) ?? [])]).toThrow(
      'the report own failed',
    );
  });

  test('leaves no half file where it fails', async () => {
    const out = at('out.txt');
    const { status, stderr } = await call('scan', at('three.txt'), ...plugin, '-o', `one-line=${out}`);
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('the report one-line failed: three is too many'),
    ]);
    expect(existsSync(out)).toBe(false);
  });

  test('is suggested where its name is misspelt', async () => {
    const { status, stderr } = await call('scan', at('banned.txt'), ...plugin, '-o', 'one-lin');
    expect([status, stderr]).toEqual([2, expect.stringContaining('did you mean "one-line"?')]);
    expect(readFileSync(at('banned.txt'), 'utf8')).toContain(BANNED);
  });
});
