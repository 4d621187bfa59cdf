/** The collectors and the engines of shards in `examples/fleet`, where this machine has what they need. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const isBuilt = existsSync('dist/cli.js');
const hasParallel = spawnSync('parallel', ['--version']).status === 0;
const hasDpkg = existsSync('/var/lib/dpkg/status');
if (!isBuilt) console.log('skipped: dist is not built');
if (!hasParallel) console.log('skipped: there is no GNU parallel');
if (!hasDpkg) console.log('skipped: this machine has no database of dpkg to collect');

let folder: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'interdict'),
    `#!/bin/sh\nexec '${process.execPath}' '${resolve('bin/interdict.js')}' "$@"\n`,
  );
  chmodSync(join(bin, 'interdict'), 0o755);
  env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` };
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(!isBuilt || !hasDpkg)('what the Linux collector gathers here is judged whole', () => {
  const hosts = join(folder, 'hosts');
  const collected = run('examples/fleet/collect-linux.sh', hosts, 'alder');
  expect([collected.status, collected.stderr]).toEqual([0, '']);
  const { stdout } = run('interdict', 'sweep', hosts, '-o', 'ndjson', '--no-progress');
  const [host] = stdout.split('\n').map((line) => line && JSON.parse(line));
  expect(host).toMatchObject({ name: 'alder', kind: 'folder' });
  // What is damaged on this machine itself may be reported; what only the collecting mutated may not.
  const [here] = run('interdict', '-o', 'ndjson').stdout.split('\n');
  // `/lib` may be a link to `/usr/lib`: one file by two paths.
  const bare = ({ path }: { path: string }) => path.replace(/^usr\//u, '');
  const damaged = JSON.parse(here ?? '{}').unread.map(bare);
  const spoiled = host.unread.filter((it: { path: string }) => !damaged.includes(bare(it)));
  expect(spoiled).toEqual([]);
  const installed = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}\n'], {
    encoding: 'utf8',
  }).stdout;
  const count = installed.split('\n').filter((line) => line === 'installed').length;
  const status = host.manifests.find(({ path }: { path: string }) => path === 'var/lib/dpkg/status');
  expect(status.programs).toBeGreaterThanOrEqual(count);
});

test.skipIf(!isBuilt || !hasParallel)('shards by GNU parallel are the whole', () => {
  const hosts = join(folder, 'hosts');
  mkdirSync(hosts);
  for (let at = 0; at < 60; at++) {
    const name = at === 7 ? 'kesl' : 'bash';
    const text = `Package: ${name}\nStatus: install ok installed\nVersion: 1\nDescription: x\n\n`;
    writeFileSync(join(hosts, `host-${at}.status`), text);
  }
  const { status, stdout } = run('examples/fleet/parallel.sh', hosts, '3', join(folder, 'out'));
  expect(status).toBe(1);
  expect(stdout).toContain('BANNED');
  const { summary } = JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8'));
  expect(summary).toMatchObject({ sources: 60, banned: 1, unread: 0 });
});

test.each(['collect-linux.sh', 'collect-macos.sh', 'parallel.sh', 'slurm.sbatch'])(
  '%s is sound shell',
  (name) => {
    expect(spawnSync('bash', ['-n', join('examples/fleet', name)], { encoding: 'utf8' }).stderr).toBe('');
  },
);

test.each(['fleet/kubernetes.yaml', 'github/sweep.yml'])('%s is sound YAML', (name) => {
  expect(parse(readFileSync(join('examples', name), 'utf8'))).toBeTypeOf('object');
});

function run(command: string, ...args: readonly string[]) {
  return spawnSync(command, args, { encoding: 'utf8', env, timeout: 200_000 });
}

describe.skipIf(!hasDpkg)('a collector that fails leaves no host', () => {
  /** Puts a command before that of the system. */
  function command(name: string, script: string): void {
    const file = join(folder, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  const whole = 'PATH=${PATH#*:}; exec tar "$@"';
  test.each<[what: string, name: string, script: string]>([
    [
      'a file that cannot be read',
      'tar',
      `case "$1 $2" in "-cf -") PATH=\${PATH#*:}; tar "$@"; exit 2 ;; *) ${whole} ;; esac`,
    ],
    ['a full disk', 'tar', `case $1 in -xf) cat >/dev/null; exit 2 ;; *) ${whole} ;; esac`],
    ['a command that breaks off', 'snap', 'echo Name Version; exit 1'],
    ['a search that breaks off', 'find', 'exit 1'],
    ['a command that is killed', 'flatpak', 'kill -9 $$'],
    ['a kill in the middle', 'flatpak', 'kill -9 $PPID'],
  ])('%s', (_, name, script) => {
    command(name, script);
    const hosts = join(folder, 'hosts');
    const { status, signal } = run('examples/fleet/collect-linux.sh', hosts, 'alder');
    expect(status === 0 && signal === null).toBe(false);
    expect(readdirSync(hosts).filter((entry) => !entry.startsWith('.'))).toEqual([]);
  });

  test('and the next call makes it whole', () => {
    command('flatpak', 'exit 1');
    const hosts = join(folder, 'hosts');
    expect(run('examples/fleet/collect-linux.sh', hosts, 'alder').status).not.toBe(0);
    rmSync(join(folder, 'bin/flatpak'));
    expect(run('examples/fleet/collect-linux.sh', hosts, 'alder').status).toBe(0);
    expect(readdirSync(hosts)).toEqual(['alder']);
    expect(readFileSync(join(hosts, 'alder/collected'), 'utf8')).toMatch(
      /^name=alder\ntime=\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z\n$/u,
    );
  });

  test.each(['', '../x', '.x', 'a/b'])('the name %j is refused', (name) => {
    expect(run('examples/fleet/collect-linux.sh', join(folder, 'hosts'), name || '.').status).toBe(2);
  });

  test('a Mac whose list of applications is truncated is no host', () => {
    command('system_profiler', 'echo "{"; exit 1');
    command('pkgutil', 'echo com.example.alder');
    command('scutil', 'echo mac-1');
    const hosts = join(folder, 'hosts');
    expect(run('examples/fleet/collect-macos.sh', hosts).status).not.toBe(0);
    command(
      'system_profiler',
      'echo "{\\"SPApplicationsDataType\\":[{\\"_name\\":\\"Alder\\",\\"version\\":\\"1\\",\\"path\\":\\"/Applications/Alder.app\\"}]}"',
    );
    expect(run('examples/fleet/collect-macos.sh', hosts).status).toBe(0);
    expect(readdirSync(hosts)).toEqual(['mac-1']);
    expect(readFileSync(join(hosts, 'mac-1/collected'), 'utf8')).toMatch(/^name=mac-1\ntime=/u);
  });
});
