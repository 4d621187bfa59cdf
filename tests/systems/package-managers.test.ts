/** Controls of package managers and of fapolicyd, tried by these: what is banned is refused, its neighbour is not. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { interdict } from '../support/io.ts';
import { buildRpms, missingTools } from '../support/rpm-harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'interdict-managers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lacks = (...tools: string[]) => {
  const missing = missingTools(...tools);
  if (missing.length > 0)
    console.log(`skipped: ${missing.join(', ')} is not there, so its control is not tried`);
  return missing.length > 0;
};

/** A control of one package, as it is exported. */
async function exported(target: string, id: string): Promise<string> {
  const file = join(folder, `${target}.yaml`);
  writeFileSync(file, JSON.stringify({ title: 'Own', why: 'A test.', severity: 'ban', match: { id } }));
  const call = await interdict(['export', target, '-b', file, '--as-of', '2026-11-24']);
  expect(call).toMatchObject({ status: 0 });
  return call.stdout;
}

function written(path: string, text: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

interface Call {
  readonly status: number | null;
  /** Everything that it prints. */
  readonly said: string;
}

function call(tool: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Call {
  const { status, stdout, stderr } = spawnSync(tool, args, {
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
  });
  return { status, said: `${stdout}${stderr}` };
}

const builtRpms = () => {
  const rpms = buildRpms(join(folder, 'rpms'), 'Own', [
    { name: 'banned', version: '1' },
    { name: 'banned-not', version: '1' },
  ]);
  return (name: string) => rpms.find((file) => file.includes(`/${name}-1-`)) ?? '';
};

test.skipIf(lacks('dnf', 'rpm', 'rpmbuild'))('dnf', async () => {
  const rpm = builtRpms();
  const root = join(folder, 'dnf');
  const config = written(join(root, 'etc/dnf/dnf.conf'), '[main]\n');
  const dnf = (name: string) =>
    call('dnf', [
      `--config=${config}`,
      `--installroot=${root}`,
      `--setopt=reposdir=${root}/none`,
      `--setopt=cachedir=${root}/cache`,
      `--setopt=logdir=${root}`,
      '--setopt=tsflags=justdb',
      '--releasever=1',
      '--disableplugin=*',
      '--nogpgcheck',
      '--assumeyes',
      'install',
      rpm(name),
    ]);
  written(config, await exported('dnf', 'rpm:banned'));
  const refused = dnf('banned');
  expect(refused.status, refused.said).not.toBe(0);
  expect(refused.said).toMatch(/Unable to find a match/u);
  const neighbour = dnf('banned-not');
  expect(neighbour.status, neighbour.said).toBe(0);
  written(config, '[main]\n');
  expect(dnf('banned').status).toBe(0);
});

test.skipIf(lacks('zypper', 'rpm', 'rpmbuild'))('zypper', async () => {
  const rpm = builtRpms();
  const root = join(folder, 'zypper');
  const locks = written(join(root, 'etc/zypp/locks'), await exported('zypper', 'rpm:banned'));
  const zypper = (name: string) =>
    call('zypper', [
      `--root=${root}`,
      '--non-interactive',
      '--no-gpg-checks',
      '--no-remote',
      'install',
      '--allow-unsigned-rpm',
      rpm(name),
    ]);
  const refused = zypper('banned');
  expect(refused.status, refused.said).not.toBe(0);
  const neighbour = zypper('banned-not');
  expect(neighbour.status, neighbour.said).toBe(0);
  rmSync(locks);
  const free = zypper('banned');
  expect(free.status, free.said).toBe(0);
});

/** A package of nothing for pacman. */
function pacmanPackage(name: string): string {
  const info = `pkgname = ${name}\npkgbase = ${name}\npkgver = 1-1\npkgdesc = x\nbuilddate = 1\npackager = x\nsize = 0\narch = any\n`;
  const source = join(folder, `pacman-${name}`);
  written(join(source, '.PKGINFO'), info);
  const file = join(folder, `${name}-1-1-any.pkg.tar`);
  expect(call('tar', ['-cf', file, '-C', source, '.PKGINFO']).status).toBe(0);
  return file;
}

test.skipIf(lacks('pacman', 'busybox'))('pacman', async () => {
  const root = join(folder, 'pacman');
  for (const part of ['var/lib/pacman', 'var/cache', 'bin']) mkdirSync(join(root, part), { recursive: true });
  // Hooks run inside of the root.
  copyFileSync('/bin/busybox', join(root, 'bin/false'));
  const config = written(join(root, 'etc/pacman.conf'), '[options]\nArchitecture = auto\nSigLevel = Never\n');
  const hooks = join(root, 'etc/pacman.d/hooks');
  written(join(hooks, '00-interdict.hook'), await exported('pacman', 'pacman:banned'));
  const pacman = (name: string) =>
    call('pacman', [
      `--root=${root}`,
      `--config=${config}`,
      `--dbpath=${root}/var/lib/pacman`,
      `--cachedir=${root}/var/cache`,
      `--hookdir=${hooks}`,
      `--logfile=${root}/log`,
      `--gpgdir=${root}/gpg`,
      '--noconfirm',
      '-U',
      pacmanPackage(name),
    ]);
  const refused = pacman('banned');
  expect(refused.status, refused.said).not.toBe(0);
  expect(refused.said).toContain('Refusing banned packages');
  const neighbour = pacman('banned-not');
  expect(neighbour.status, neighbour.said).toBe(0);
  rmSync(hooks, { recursive: true });
  expect(pacman('banned').status).toBe(0);
});

test.skipIf(lacks('flatpak'))('flatpak', async () => {
  const own = join(folder, 'flatpak');
  const env = { HOME: own, XDG_DATA_HOME: join(own, 'data'), FLATPAK_USER_DIR: join(own, 'user') };
  const flatpak = (...args: string[]) => call('flatpak', args, env);
  for (const id of ['org.example.Banned', 'org.example.Neighbour']) {
    const build = join(own, id);
    mkdirSync(join(build, 'files'), { recursive: true });
    mkdirSync(join(build, 'export'));
    written(join(build, 'metadata'), `[Application]\nname=${id}\nruntime=org.example.Runtime/x86_64/1\n`);
    const made = flatpak('build-export', '--disable-sandbox', join(own, 'repo'), build);
    expect(made.status, made.said).toBe(0);
  }
  const added = flatpak('--user', 'remote-add', '--no-gpg-verify', 'own', `file://${own}/repo`);
  expect(added.status, added.said).toBe(0);
  const filter = written(join(own, 'filter'), await exported('flatpak', 'flatpak:org.example.Banned'));
  expect(flatpak('--user', 'remote-modify', `--filter=${filter}`, 'own').status).toBe(0);
  const install = (id: string) =>
    flatpak('--user', 'install', '--noninteractive', '--no-deps', '--no-related', 'own', id);
  const refused = install('org.example.Banned');
  expect(refused.status, refused.said).not.toBe(0);
  expect(refused.said).toContain('Nothing matches org.example.Banned');
  const neighbour = install('org.example.Neighbour');
  expect(neighbour.status, neighbour.said).toBe(0);
  expect(flatpak('--user', 'remote-modify', '--no-filter', 'own').status).toBe(0);
  const free = install('org.example.Banned');
  expect(free.status, free.said).toBe(0);
});

/** Runs fapolicyd on mounts that only this process and its children see, and starts two programs below it. */
const IN_A_NAMESPACE = `
cd "$1" && mkdir -p lib run && mount --make-rprivate / && mount -t tmpfs none /opt
for name in banned other; do mkdir "/opt/$name" && cp /bin/true "/opt/$name/true"; done
mkdir -p /var/lib/fapolicyd /run/fapolicyd
mount --bind etc /etc/fapolicyd && mount --bind lib /var/lib/fapolicyd && mount --bind run /run/fapolicyd
timeout 60 fapolicyd --debug-deny > log 2>&1 & daemon=$!
for try in $(seq 100); do /opt/banned/true || break; sleep 0.2; done
/opt/banned/true && echo banned ran
/opt/other/true && echo other ran
kill "$daemon"; wait "$daemon"; cat log
`;

const noNamespace = spawnSync('unshare', ['--mount', 'true']).status !== 0;
if (noNamespace) console.log('skipped: no mounts of its own here, so fapolicyd is not tried');

test.skipIf(lacks('fapolicyd', 'unshare') || noNamespace)('fapolicyd', async () => {
  const own = join(folder, 'fapolicyd');
  const file = join(folder, 'fapolicyd.yaml');
  const ban = { title: 'Own', why: 'A test.', severity: 'ban', match: { path: '/opt/banned' } };
  writeFileSync(file, JSON.stringify(ban));
  const { stdout } = await interdict(['export', 'fapolicyd', '-b', file, '--as-of', '2026-11-24']);
  const settings = ['permissive = 0', 'uid = root', 'gid = root', 'db_max_size = 10', 'watch_fs = tmpfs'];
  const trust = ['trust = file', 'integrity = none'];
  written(join(own, 'etc/fapolicyd.conf'), `${[...settings, ...trust].join('\n')}\n`);
  written(join(own, 'etc/fapolicyd.trust'), '');
  // As fagenrules joins them: the exported denials, and then what the distribution allows.
  const rules = `${stdout}allow perm=any all : all\n`;
  for (const name of ['fapolicyd.rules', 'compiled.rules']) written(join(own, 'etc', name), rules);
  const { said } = call('unshare', ['--mount', 'sh', '-c', IN_A_NAMESPACE, 'sh', own]);
  expect(said).toContain('other ran');
  expect(said).not.toContain('banned ran');
  expect(said).toMatch(/dec=deny_audit .*path=\/opt\/banned\/true/u);
});
