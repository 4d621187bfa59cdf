/** Hosts without Node: a Debian of its own with what every Debian has, an rpm database, and an image of nothing else. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, isHindered, released, version } from '../support/release-harness.ts';
import { missingTools, run } from '../support/rpm-harness.ts';

const DEB = `release/interdict_${version}_amd64.deb`;
const RPM = released('-1.x86_64.rpm');
/** What a deb of ours puts on a machine, among others. */
const FILES = [
  '/usr/bin/interdict',
  '/usr/share/man/man1/interdict.1.gz',
  '/usr/share/bash-completion/completions/interdict',
  '/usr/share/zsh/vendor-completions/_interdict',
  '/usr/share/fish/vendor_completions.d/interdict.fish',
  '/usr/share/doc/interdict/copyright',
  '/usr/share/interdict/schema/config.schema.json',
];

const RPM_FILES = [
  '/usr/bin/interdict',
  '/usr/share/bash-completion/completions/interdict',
  '/usr/share/doc/interdict',
  '/usr/share/doc/interdict/CHANGELOG.md',
  '/usr/share/fish/vendor_completions.d/interdict.fish',
  '/usr/share/interdict',
  '/usr/share/interdict/schema',
  ...readdirSync('schema')
    .sort()
    .map((name) => `/usr/share/interdict/schema/${name}`),
  '/usr/share/licenses/interdict',
  '/usr/share/licenses/interdict/LICENSE',
  '/usr/share/licenses/interdict/third-party-notices',
  '/usr/share/man/man1/interdict.1.gz',
  '/usr/share/zsh/site-functions/_interdict',
];

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('skipped: a Debian without Node: only root makes one');

describe.skipIf(isHindered('a Debian without Node', 'debootstrap', 'dpkg-deb') || !isRoot)(
  'a Debian without Node',
  () => {
    const work = mkdtempSync(join(tmpdir(), 'interdict-'));
    const root = join(work, 'root');
    const inside = (...args: string[]) => call('chroot', root, ...args);

    beforeAll(() => {
      run('debootstrap', ['--variant=minbase', 'bookworm', root]);
      copyFileSync(released('-linux-x64'), join(root, 'tmp/interdict'));
      copyFileSync(DEB, join(root, 'tmp/interdict.deb'));
    }, 600_000);
    afterAll(() => rmSync(work, { recursive: true, force: true }));

    test('runs the executable, which finds nothing banned on it', () => {
      expect(inside('sh', '-c', 'command -v node || command -v nodejs').stdout).toBe('');
      const { status, stdout, stderr } = inside('/tmp/interdict', '/');
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toContain(`nothing banned among ${count()} programs`);
    });

    test('takes the deb package, which does the same', () => {
      inside('rm', '/tmp/interdict');
      const { status, stdout, stderr } = inside('dpkg', '--install', '/tmp/interdict.deb');
      expect(status, stdout + stderr).toBe(0);
      for (const file of FILES) expect(existsSync(join(root, file)), file).toBe(true);
      expect(inside('dpkg', '--verify', 'interdict').stdout).toBe('');
      expect(inside('interdict', '--version').stdout).toContain(version);
      expect(inside('interdict', '/')).toMatchObject({ status: 0, stderr: '' });
      const listed = inside('interdict', 'inventory', '/', '-o', 'csv').stdout;
      expect(listed).toMatch(new RegExp(`\\binterdict\\b.*\\b${version.replaceAll('.', '\\.')}\\b`, 'u'));
    });

    test('has the manual page and completions that bash takes', () => {
      const page = gunzipSync(readFileSync(join(root, FILES[1] ?? ''))).toString();
      expect(page).toBe(readFileSync('man/interdict.1', 'utf8'));
      const { stdout, stderr } = inside('bash', '-c', `source ${FILES[2]} && complete -p interdict`);
      expect(stderr).toBe('');
      expect(stdout).toContain('interdict');
    });

    test.skipIf(lacks('lintian'))('has nothing that lintian minds without a reason', () => {
      expect(call('lintian', '--allow-root', DEB)).toMatchObject({ status: 0, stdout: '' });
    });

    test('is reported, once something banned was installed on it', () => {
      const stub = join(work, 'stub');
      mkdirSync(join(stub, 'DEBIAN'), { recursive: true });
      const fields = [
        'Package: kesl',
        'Version: 12.2.0-2412',
        'Architecture: amd64',
        'Maintainer: Alder <alder@example.org>',
      ];
      writeFileSync(join(stub, 'DEBIAN/control'), `${fields.join('\n')}\nDescription: a stub\n`);
      run('dpkg-deb', ['--build', stub, join(root, 'tmp/kesl.deb')]);
      expect(inside('dpkg', '--install', '/tmp/kesl.deb').status).toBe(0);
      const { status, stdout } = inside('interdict', '/', '-o', 'json');
      expect(status).toBe(1);
      const { sources } = JSON.parse(stdout) as {
        sources: { findings: { sighting: { program: { name: string } } }[] }[];
      };
      expect(JSON.stringify(sources.map(({ findings }) => findings))).toContain('deb:kesl');
      expect(inside('dpkg', '--purge', 'kesl').status).toBe(0);
      expect(inside('interdict', '/').status).toBe(0);
    });

    test('is left without a trace of the package that was removed', () => {
      expect(inside('dpkg', '--purge', 'interdict').status).toBe(0);
      for (const file of FILES) expect(existsSync(join(root, file)), file).toBe(false);
    });

    describe.skipIf(lacks('buildah'))('in an image of the Dockerfile', () => {
      const buildah = (...args: string[]) =>
        call(
          'buildah',
          '--root',
          join(work, 'store'),
          '--runroot',
          join(work, 'run'),
          '--storage-driver',
          'vfs',
          ...args,
        );
      const policy = join(work, 'policy.json');
      const built = (tag: string, file: string, context: string, ...rest: string[]) =>
        buildah(
          'bud',
          '--signature-policy',
          policy,
          '--isolation',
          'chroot',
          '-t',
          tag,
          ...rest,
          '-f',
          file,
          context,
        );

      test('it runs on a base of a C++ runtime alone', () => {
        writeFileSync(policy, '{"default":[{"type":"insecureAcceptAnything"}]}');
        const base = libraries();
        expect(built('localhost/base', join(base, 'Dockerfile'), base)).toMatchObject({ status: 0 });
        const image = built(
          'localhost/interdict',
          'docker/Dockerfile',
          'release',
          '--build-arg',
          'BASE=localhost/base',
        );
        expect(image.status, image.stderr).toBe(0);
        const from = buildah('from', '--signature-policy', policy, 'localhost/interdict');
        expect(from.status, from.stderr).toBe(0);
        const { status, stdout, stderr } = buildah(
          'run',
          '--isolation',
          'chroot',
          '--volume',
          `${root}:/host:ro`,
          from.stdout.trim(),
          '--',
          '/usr/bin/interdict',
          '/host',
        );
        expect(stdout, stderr).toContain(`nothing banned among ${count()} programs`);
        expect(status).toBe(0);
        expect(
          buildah('run', '--isolation', 'chroot', from.stdout.trim(), '--', '/bin/sh', '-c', 'true').status,
        ).not.toBe(0);
      }, 300_000);

      /** What the Dockerfile names lies in a registry; this has the same libraries, from the root above. */
      function libraries(): string {
        const context = join(work, 'base');
        const linked = run('ldd', [released('-linux-x64')]).matchAll(/(?<path>\/\S+\.so\S*)/gu);
        for (const { groups } of linked) {
          const path = join(root, groups?.['path'] ?? '');
          const place = join(context, 'root', groups?.['path'] ?? '');
          mkdirSync(dirname(place), { recursive: true });
          cpSync(path, place, { dereference: true });
        }
        writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY root/ /\n');
        return context;
      }
    });

    /** The packages that dpkg itself counts. */
    function count(): number {
      return run('dpkg-query', ['--admindir', join(root, 'var/lib/dpkg'), '--show'])
        .trim()
        .split('\n').length;
    }
  },
);

/** A part of what is there may be tried without this tool. */
function lacks(tool: string): boolean {
  const isMissing = missingTools(tool).length > 0;
  if (isMissing) console.log(`skipped: what ${tool} says of a package: it is not installed`);
  return isMissing;
}

describe.skipIf(isHindered('an rpm database without Node', 'rpm', 'rpmbuild'))('a root of rpm', () => {
  const root = mkdtempSync(join(tmpdir(), 'interdict-'));
  const rpm = (...args: string[]) => call('rpm', '--root', root, '--dbpath', '/var/lib/rpm', ...args);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('takes the package, which judges the root', () => {
    // The root has no C library of its own, so what the package asks for is reported and not fetched.
    const { status, stderr } = rpm('--install', '--nodeps', RPM);
    expect(status, stderr).toBe(0);
    expect(rpm('--query', '--list', 'interdict').stdout.trim().split('\n').sort()).toEqual(RPM_FILES);
    expect(rpm('--verify', '--nodeps', 'interdict').stdout).toBe('');
    expect(rpm('--query', '--requires', 'interdict').stdout).toContain('glibc');
    const executable = join(root, 'usr/bin/interdict');
    expect(call(executable, root)).toMatchObject({ status: 0, stderr: '' });
    expect(call(executable, 'inventory', root).stdout).toContain(basename(executable));
  });

  test('leaves nothing behind', () => {
    expect(rpm('--erase', '--nodeps', 'interdict').status).toBe(0);
    const left = readdirSync(join(root, 'usr'), { recursive: true, encoding: 'utf8' });
    expect(left.filter((path) => path.includes('interdict'))).toEqual([]);
  });

  test.skipIf(lacks('rpmlint'))('has nothing that rpmlint minds without a reason', () => {
    const { stdout } = call('rpmlint', '-c', resolve('packaging/rpm/rpmlintrc.toml'), RPM);
    expect(stdout).toContain('0 errors, 0 warnings');
  });
});
