/** The package as somebody has it who installs it. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SLUG } from '../../scripts/release/publisher.ts';
import { isHindered, version } from '../support/release-harness.ts';
import { freePort } from '../support/wait.ts';

describe.skipIf(isHindered('the package, installed', 'npm', 'npx'))('the package, installed', () => {
  const home = mkdtempSync(join(tmpdir(), 'interdict-'));
  const call = (command: string, ...args: string[]) =>
    spawnSync(command, args, { cwd: home, encoding: 'utf8' });

  beforeAll(() => {
    const packed = spawnSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', home], {
      encoding: 'utf8',
    });
    expect(packed.status, packed.stderr).toBe(0);
    writeFileSync(join(home, 'package.json'), '{"type":"module","private":true}');
    const installed = call('npm', 'install', '--no-fund', '--no-audit', `./${packed.stdout.trim()}`);
    expect(installed.status, installed.stderr).toBe(0);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test('runs, with all that it says it depends on', () => {
    expect(call('npx', 'interdict', '--version').stdout.split('\n')[0]).toBe(version);
    expect(call('npx', 'interdict', resolve('fixtures/machines/alder')).status).toBe(0);
    expect(call('npx', 'interdict', resolve('fixtures/machines/birch')).status).toBe(1);
    const swept = call('npx', 'interdict', 'sweep', resolve('fixtures/machines'), '--jobs', '2');
    expect(swept.status, swept.stderr).toBe(1);
    expect(readdirSync(join(home, 'node_modules'))).not.toContain('bullmq');
  });

  test('is a library with types', () => {
    const program = `import { evaluate, exitCodeOf, loadPolicy, openSource, scanSource } from 'interdict';
      import type { SourceResult } from 'interdict';
      const policy = await loadPolicy({});
      const source = await openSource(${JSON.stringify(resolve('fixtures/machines/birch'))});
      const result: SourceResult = evaluate(await scanSource(source, { fingerprints: policy.fingerprints }), policy);
      const wrong: number = result.name;
      console.log(result.findings.length > 0, typeof exitCodeOf, wrong);`;
    writeFileSync(join(home, 'program.ts'), program);
    const strict = [
      '--noEmit',
      '--strict',
      '--target',
      'es2023',
      '--module',
      'nodenext',
      '--types',
      'node',
      '--typeRoots',
      resolve('node_modules/@types'),
    ];
    const checked = call(
      process.execPath,
      resolve('node_modules/typescript/bin/tsc'),
      ...strict,
      'program.ts',
    );
    // The one mistake in it is found, so what is imported has types; and there is no other.
    expect(checked.stdout.match(/error TS\d+/gu), checked.stdout).toEqual(['error TS2322']);
    writeFileSync(
      join(home, 'program.mjs'),
      program.replace(/import type .*/u, '').replaceAll(/: (?:SourceResult|number) =/gu, ' ='),
    );
    expect(call(process.execPath, 'program.mjs').stdout).toMatch(/^true function .*birch$/mu);
  });

  test('holds the types of its face alone', () => {
    const types = readdirSync(join(home, 'node_modules/interdict/dist/types'), { recursive: true }).map(
      String,
    );
    expect(types).toContain('index.d.ts');
    expect(types.filter((path) => /^(?:commands|reports|cli)/u.test(path))).toEqual([]);
  });

  test('is the same, byte for byte, when it is built elsewhere', () => {
    const digests = ['one', 'two'].map((name) => {
      const tree = join(home, name);
      mkdirSync(tree);
      const listed = spawnSync('git', ['ls-files'], { encoding: 'utf8' }).stdout.trim().split('\n');
      for (const file of listed) if (existsSync(file)) cpSync(file, join(tree, file));
      symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
      const built = spawnSync(process.execPath, ['scripts/run.js', 'build'], { cwd: tree, encoding: 'utf8' });
      expect(built.status, built.stderr).toBe(0);
      const dist = join(tree, 'dist');
      const files = readdirSync(dist, { recursive: true }).map(String).sort();
      return files
        .filter((file) => statSync(join(dist, file)).isFile())
        .map((file) => [
          file,
          createHash('sha256')
            .update(readFileSync(join(dist, file)))
            .digest('hex'),
        ]);
    });
    expect(digests[0]?.map(([file]) => file)).toContain('parts/hot.cache');
    expect(digests[1]).toEqual(digests[0]);
  });

  test.each([
    ['publint@0.3.25', ['--strict'], 'All good!'],
    ['@arethetypeswrong/cli@0.18.5', ['--profile', 'esm-only'], 'node16 (from ESM): 🟢 (ESM)'],
  ])('is faultless to those who lint packages: %s', (linter, options, answer) => {
    const tarball = readdirSync(home).find((name) => name.endsWith('.tgz')) ?? '';
    const { status, stdout, stderr } = call('npx', '--yes', linter, `./${tarball}`, ...options);
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toContain(answer);
  });

  test('names no place that is not there', () => {
    // package.json alone says who publishes.
    for (const page of [
      'README.md',
      'docs/ci.md',
      'docs/executables.md',
      'action.yml',
      'examples/github/image.yml',
    ])
      expect(readFileSync(page, 'utf8')).toContain(SLUG);
    for (const template of ['deb/control', 'deb/copyright', 'rpm/interdict.spec'])
      expect(readFileSync(`packaging/${template}`, 'utf8')).not.toMatch(
        /https?:\/\/(?!www\.debian\.org)|@\w+\.org/u,
      );
  });

  test('is small, and has no code of one machine in it: what runs on musl as on glibc', () => {
    const folders = readdirSync(join(home, 'node_modules'), { recursive: true, encoding: 'utf8' });
    const packages = folders.filter((path) =>
      /(?:^|node_modules\/)(?:@[^/]+\/)?[^/@]+\/package\.json$/u.test(path),
    );
    expect(packages.length).toBeLessThan(40);
    expect(folders.filter((path) => path.endsWith('.node'))).toEqual([]);
    expect(readFileSync(join(home, 'node_modules/.package-lock.json'), 'utf8')).not.toContain(
      'hasInstallScript',
    );
  });

  test('links its manual page where man looks, when it is installed for all', () => {
    const prefix = join(home, 'global');
    const tarball = readdirSync(home).find((name) => name.endsWith('.tgz')) ?? '';
    const done = call(
      'npm',
      'install',
      '--global',
      '--prefix',
      prefix,
      '--no-fund',
      '--no-audit',
      `./${tarball}`,
    );
    expect(done.status, done.stderr).toBe(0);
    const page = readFileSync(join(prefix, 'share/man/man1/interdict.1'), 'utf8');
    expect(page).toBe(readFileSync('man/interdict.1', 'utf8'));
    // And the schema that init names is there.
    expect(call(join(prefix, 'bin/interdict'), 'init').status).toBe(0);
    const schema = /\$schema=(?<path>.*)$/mu.exec(readFileSync(join(home, 'interdict.yaml'), 'utf8'))
      ?.groups?.['path'];
    expect(existsSync(resolve(home, schema ?? 'none'))).toBe(true);
  });
});

const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  peerDependencies: { bullmq: string };
};
const RANGE = peerDependencies.bullmq;

describe.skipIf(isHindered('the package of queues', 'npm', 'redis-server'))('the package of queues', () => {
  test.each([
    ['oldest', RANGE.replace('^', '')],
    ['newest', RANGE],
  ])('works in its %s version', async (_, version) => {
    const home = mkdtempSync(join(tmpdir(), 'interdict-'));
    const npm = (...args: string[]) => spawnSync('npm', args, { cwd: home, encoding: 'utf8' });
    const packed = spawnSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', home], {
      encoding: 'utf8',
    });
    writeFileSync(join(home, 'package.json'), '{"private":true}');
    const installed = npm(
      'install',
      '--no-fund',
      '--no-audit',
      `./${packed.stdout.trim()}`,
      `bullmq@${version}`,
    );
    expect(installed.status, installed.stderr).toBe(0);
    const port = await freePort();
    const quiet = ['--save', '', '--appendonly', 'no', '--dir', home, '--bind', '127.0.0.1'];
    const redis = spawn('redis-server', ['--port', String(port), ...quiet], { stdio: 'ignore' });
    try {
      const queue = ['--queue', `redis://127.0.0.1:${port}`];
      const command = [join(home, 'node_modules/interdict/bin/interdict.js')];
      const worker = spawn(process.execPath, [...command, 'worker', ...queue], { stdio: 'ignore' });
      const sweep = [...command, 'sweep', resolve('fixtures/machines'), '-o', 'ndjson'];
      const queued = spawnSync(process.execPath, [...sweep, ...queue], {
        encoding: 'utf8',
        timeout: 120_000,
      });
      worker.kill('SIGTERM');
      const alone = spawnSync(process.execPath, sweep, { encoding: 'utf8' });
      expect([queued.status, queued.stdout], queued.stderr).toEqual([1, alone.stdout]);
    } finally {
      redis.kill();
      rmSync(home, { recursive: true, force: true });
    }
  });
});
