// Wraps the Linux executables of release/ as deb and rpm packages, with manual page and completions:
// npm run packages -- [linux-x64 linux-arm64]. A tool that is not installed is told, and its packages are left out.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { seal } from './provenance.ts';

const ARCHES: Readonly<Record<string, { readonly deb: string; readonly rpm: string }>> = {
  'linux-x64': { deb: 'amd64', rpm: 'x86_64' },
  'linux-arm64': { deb: 'arm64', rpm: 'aarch64' },
};
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const out = resolve('release');
const work = join(out, '.packages');
/** The time of all files, so that the same release gives the same bytes: the one that packages of npm have. */
const env = { ...process.env, SOURCE_DATE_EPOCH: '499162500' };

const wanted = process.argv.slice(2);
const there = Object.keys(ARCHES).filter((target) => existsSync(executableOf(target)));
for (const target of wanted.length > 0 ? wanted : there) {
  if (!there.includes(target)) throw new Error(`no ${executableOf(target)}; npm run release -- ${target}`);
  rmSync(work, { recursive: true, force: true });
  const staged = stage(target);
  if (has('dpkg-deb')) deb(target, staged);
  if (has('rpmbuild')) rpm(target, staged);
}
rmSync(work, { recursive: true, force: true });
seal(out);

function archOf(target: string): { readonly deb: string; readonly rpm: string } {
  const arch = ARCHES[target];
  if (!arch) throw new Error(`no packages for ${target}`);
  return arch;
}

function executableOf(target: string): string {
  return join(out, `interdict-${version}-${target}`);
}

function has(tool: string): boolean {
  const isThere = spawnSync(tool, ['--version']).error === undefined;
  if (!isThere) console.log(`skipped: ${tool} is not installed`);
  return isThere;
}

/** The files as they lie on a machine. */
function stage(target: string): string {
  const root = join(work, 'root');
  const place = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode: 0o644 });
  };
  const completion = (shell: string) =>
    execFileSync(process.execPath, ['bin/interdict.js', 'completion', shell]);
  // A manual page has no time of its own, so that the same release gives the same bytes.
  place('usr/share/man/man1/interdict.1.gz', gzipSync(readFileSync('man/interdict.1'), { level: 9 }));
  place('usr/share/bash-completion/completions/interdict', completion('bash'));
  place('usr/share/zsh/vendor-completions/_interdict', completion('zsh'));
  place('usr/share/fish/vendor_completions.d/interdict.fish', completion('fish'));
  place('usr/share/doc/interdict/copyright', readFileSync(join(out, `interdict-${version}-licenses.txt`)));
  mkdirSync(join(root, 'usr/bin'));
  copyFileSync(executableOf(target), join(root, 'usr/bin/interdict'));
  chmodSync(join(root, 'usr/bin/interdict'), 0o755);
  return root;
}

function deb(target: string, staged: string): void {
  const size = Math.ceil(statSync(executableOf(target)).size / 1024);
  const control = readFileSync('packaging/control', 'utf8')
    .replace('@version@', version)
    .replace('@arch@', archOf(target).deb)
    .replace('@size@', String(size));
  mkdirSync(join(staged, 'DEBIAN'));
  writeFileSync(join(staged, 'DEBIAN/control'), control);
  const file = join(out, `interdict_${version}_${archOf(target).deb}.deb`);
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', '-Zxz', '-z6', staged, file], { env });
  rmSync(join(staged, 'DEBIAN'), { recursive: true });
  told(file);
}

function rpm(target: string, staged: string): void {
  const arch = archOf(target).rpm;
  const defines = {
    own_version: version,
    staged,
    _topdir: join(work, 'rpm'),
    _buildhost: 'interdict',
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
    _rpmdir: out,
    _rpmfilename: '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm',
  };
  const args = Object.entries(defines).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  execFileSync(
    'rpmbuild',
    ['-bb', '--quiet', '--target', `${arch}-linux`, ...args, 'packaging/interdict.spec'],
    { stdio: ['ignore', 'ignore', 'pipe'], env },
  );
  told(join(out, `interdict-${version}-1.${arch}.rpm`));
}

function told(file: string): void {
  console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(0)} MB`);
}
