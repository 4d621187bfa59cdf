// Wraps the Linux executables of release/ as deb and rpm packages, with manual page and completions:
// npm run packages -- [linux-x64 linux-arm64]. A tool that is not installed is reported, and its packages are left out.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { seal } from './provenance.ts';
import { MAINTAINER, REPOSITORY } from './publisher.ts';

const ARCHES: Readonly<Record<string, { readonly deb: string; readonly rpm: string }>> = {
  'linux-x64': { deb: 'amd64', rpm: 'x86_64' },
  'linux-arm64': { deb: 'arm64', rpm: 'aarch64' },
};
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const out = resolve('release');
const work = join(out, '.packages');
/** The time of all files, so that the same release gives the same bytes: the one that packages of npm have. */
const EPOCH = 499_162_500;
const DAY = releaseDay();
const env = { ...process.env, SOURCE_DATE_EPOCH: String(EPOCH) };
/** What the changelogs of the families say: all about a release is in ours. */
const CHANGES = `Release ${version}: see CHANGELOG.md of the project.`;

const wanted = process.argv.slice(2);
const there = Object.keys(ARCHES).filter((target) => existsSync(executableOf(target)));
for (const target of wanted.length > 0 ? wanted : there) {
  if (!there.includes(target)) throw new Error(`no ${executableOf(target)}; npm run release -- ${target}`);
  rmSync(work, { recursive: true, force: true });
  if (has('dpkg-deb')) deb(target);
  rmSync(work, { recursive: true, force: true });
  if (has('rpmbuild')) rpm(target);
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

/** That of the heading in CHANGELOG.md; rpm takes no day before 1990, so what is unreleased has one too. */
function releaseDay(): Date {
  const heading = new RegExp(`^## ${version.replaceAll('.', '\\.')} \\((?<day>[\\d-]+)\\)`, 'mu');
  return new Date(heading.exec(readFileSync('CHANGELOG.md', 'utf8'))?.groups?.['day'] ?? '2026-01-01');
}

/** Puts files under a root as they lie on a machine. */
type Place = (path: string, content: string | Uint8Array) => void;

/** The files that packages of all families have. */
function stage(target: string): { readonly root: string; readonly place: Place } {
  const root = join(work, 'root');
  const place: Place = (path, content) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode: 0o644 });
  };
  place('usr/share/man/man1/interdict.1.gz', zipped(readFileSync('man/interdict.1')));
  place('usr/share/bash-completion/completions/interdict', completion('bash'));
  place('usr/share/fish/vendor_completions.d/interdict.fish', completion('fish'));
  for (const name of readdirSync('schema'))
    place(`usr/share/interdict/schema/${name}`, readFileSync(`schema/${name}`));
  mkdirSync(join(root, 'usr/bin'));
  copyFileSync(executableOf(target), join(root, 'usr/bin/interdict'));
  chmodSync(join(root, 'usr/bin/interdict'), 0o755);
  return { root, place };
}

function completion(shell: string): string {
  return execFileSync(process.execPath, ['bin/interdict.js', 'completion', shell], { encoding: 'utf8' });
}

/** It has no time of its own, so that the same release gives the same bytes. */
function zipped(content: string | Uint8Array): Buffer {
  return gzipSync(content, { level: 9 });
}

function notices(): Buffer {
  return readFileSync(join(out, `interdict-${version}-licenses.txt`));
}

/** A template with what package.json says in place of `@version@` and the like. */
function filled(path: string, values: Readonly<Record<string, string>> = {}): string {
  const all = { version, maintainer: MAINTAINER, homepage: REPOSITORY, ...values };
  return Object.entries(all).reduce(
    (text, [name, value]) => text.replaceAll(`@${name}@`, value),
    readFileSync(path, 'utf8'),
  );
}

function deb(target: string): void {
  const { root: staged, place } = stage(target);
  place('usr/share/zsh/vendor-completions/_interdict', completion('zsh'));
  place('usr/share/doc/interdict/copyright', filled('packaging/deb/copyright'));
  place('usr/share/doc/interdict/third-party-notices.gz', zipped(notices()));
  const changes = `interdict (${version}) stable; urgency=medium\n\n  * ${CHANGES}\n\n -- ${MAINTAINER}  ${DAY.toUTCString().replace('GMT', '+0000')}\n`;
  place('usr/share/doc/interdict/changelog.gz', zipped(changes));
  place('usr/share/lintian/overrides/interdict', readFileSync('packaging/deb/lintian-overrides'));
  const size = Math.ceil(statSync(executableOf(target)).size / 1024);
  const control = filled('packaging/deb/control', { arch: archOf(target).deb, size: String(size) });
  mkdirSync(join(staged, 'DEBIAN'));
  writeFileSync(join(staged, 'DEBIAN/control'), control);
  writeFileSync(join(staged, 'DEBIAN/md5sums'), sumsOf(staged));
  const file = join(out, `interdict_${version}_${archOf(target).deb}.deb`);
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', '-Zxz', '-z6', staged, file], { env });
  rmSync(join(staged, 'DEBIAN'), { recursive: true });
  reported(file);
}

/** What `dpkg --verify` compares the files with. */
function sumsOf(root: string): string {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('DEBIAN') && statSync(join(root, path)).isFile())
    .sort()
    .map(
      (path) =>
        `${createHash('md5')
          .update(readFileSync(join(root, path)))
          .digest('hex')}  ${path}\n`,
    )
    .join('');
}

function rpm(target: string): void {
  const { root: staged, place } = stage(target);
  place('usr/share/zsh/site-functions/_interdict', completion('zsh'));
  place('usr/share/licenses/interdict/LICENSE', readFileSync('LICENSE'));
  place('usr/share/licenses/interdict/third-party-notices', notices());
  place('usr/share/doc/interdict/CHANGELOG.md', readFileSync('CHANGELOG.md'));
  const arch = archOf(target).rpm;
  const defines = {
    own_version: version,
    maintainer: MAINTAINER,
    homepage: REPOSITORY,
    changes: CHANGES,
    day: rpmDay(),
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
    ['-bb', '--quiet', '--target', `${arch}-linux`, ...args, 'packaging/rpm/interdict.spec'],
    { stdio: ['ignore', 'ignore', 'pipe'], env },
  );
  reported(join(out, `interdict-${version}-1.${arch}.rpm`));
}

/** `Thu Jan 01 2026` */
function rpmDay(): string {
  const [name = '', day, month, year] = DAY.toUTCString().replace(',', '').split(' ');
  return `${name} ${month} ${day} ${year}`;
}

function reported(file: string): void {
  console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(0)} MB`);
}
