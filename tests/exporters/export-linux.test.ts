/**
 * Exported checks run by the real tools, osqueryi and oscap, over databases that the real package managers wrote, and
 * interdict over the same roots. Databases of another root are put in place of this machine's in a mount namespace.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { osqueryi, type Row } from '../support/export-harness.ts';
import { interdict } from '../support/io.ts';
import { buildRpms, installRpms, missingTools, run } from '../support/rpm-harness.ts';

const missing = missingTools('dpkg', 'dpkg-deb', 'rpm', 'rpmbuild', 'unshare');
const canMount = missing.length === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;
const osquery = osqueryi();
const withoutOsquery = osquery === undefined || !canMount;
const withoutOscap = missingTools('oscap').length > 0 || !canMount;
if (!canMount)
  console.log(
    `skipped: ${missing.join(', ') || 'mount namespaces'} not there, so no real tool runs exported checks`,
  );
if (osquery === undefined) {
  console.log(
    'skipped: no osqueryi; `npm pack @cdxgen/cdxgen-plugins-bin-linux-amd64` has one, INTERDICT_OSQUERYI names it',
  );
}
if (missingTools('oscap').length > 0)
  console.log('skipped: oscap is not there, so exported OVAL is not evaluated');

const DAY = ['--as-of', '2026-11-24'];
const folder = mkdtempSync(join(tmpdir(), 'interdict-linux-'));
// Tools that give up their rights must still find what is in here.
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Host → what is on it: packages in a state of dpkg, packages of rpm, folders. */
interface Made {
  readonly deb?: Readonly<Record<string, 'installed' | 'unpacked' | 'config-files'>>;
  readonly rpm?: readonly string[];
  readonly folders?: readonly string[];
  readonly vendor?: string;
}
const HOSTS: Readonly<Record<string, Made>> = {
  alder: { deb: { alderd: 'installed' } },
  birch: { deb: { alderd: 'installed', kesl: 'installed' } },
  cedar: { deb: { alderd: 'installed', kesl: 'unpacked' } },
  elder: { deb: { alderd: 'installed', kesl: 'config-files' } },
  hazel: { deb: { 'drweb-spider': 'installed', dpkg: 'installed' } },
  juniper: { rpm: ['elm'] },
  larch: { rpm: ['elm', 'kesl'] },
  maple: { rpm: ['elm', 'drweb-common'] },
  oak: { rpm: ['elm'], vendor: 'АО «Лаборатория Касперского»' },
  pine: {},
  rowan: { deb: { alderd: 'installed' }, folders: ['/opt/drweb.com'] },
  spruce: { deb: { 'drweb-workstations': 'config-files', alderd: 'installed' }, folders: ['/opt/drweb.com'] },
};

const verdicts = new Map<string, string>();
const roots = new Map<string, string>();

beforeAll(async () => {
  if (!canMount) return;
  // Debian's rpm looks into the home folder.
  writeFileSync(join(folder, '.rpmmacros'), '%_dbpath /var/lib/rpm\n');
  for (const [name, made] of Object.entries(HOSTS)) {
    const root = join(folder, name);
    roots.set(name, root);
    makeDeb(root, { ...made.deb, ...(made.deb ? { dpkg: 'installed' } : {}) });
    // A system of packages of rpm, whose dpkg is an addition.
    if (made.rpm) writeFileSync(join(root, 'etc/os-release'), 'ID=fedora\nVERSION_ID="43"\n');
    if (made.rpm)
      installRpms(
        root,
        buildRpms(
          join(folder, `rpm-${name}`),
          made.vendor ?? 'Example AV GmbH',
          made.rpm.map((it) => ({ name: it, version: '1' })),
        ),
      );
    mkdirSync(join(root, 'var/lib/rpm'), { recursive: true });
    // osquery reads this database as nobody, and the files beside it that rpm leaves open on a living machine are new.
    run('chmod', ['-R', 'a+rwX', join(root, 'var/lib/rpm')]);
    if (name === 'pine') rmSync(join(root, 'var/lib/dpkg/status'));
    for (const place of made.folders ?? []) {
      // A folder with a log shows nothing: only a program in it does.
      write(join(root, place, 'var/old.log'), 'x');
      if (name === 'rowan') write(join(root, place, 'bin/drwebd'), readFileSync('/bin/true'), 0o755);
    }
    const { status } = await interdict([root, ...DAY, '-o', `json=${join(folder, `${name}.json`)}`]);
    verdicts.set(name, status === 0 ? 'clean' : status === 1 ? 'banned' : `incomplete ${status}`);
  }
});

/** Writes a file, and the folders that it lies in. */
function write(path: string, content: string | Uint8Array, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
}

function makeDeb(root: string, packages: Made['deb'] = {}): void {
  for (const part of ['info', 'updates', 'triggers'])
    mkdirSync(join(root, 'var/lib/dpkg', part), { recursive: true });
  for (const part of ['status', 'available']) writeFileSync(join(root, 'var/lib/dpkg', part), '');
  mkdirSync(join(root, 'etc'), { recursive: true });
  writeFileSync(join(root, 'etc/os-release'), 'ID=debian\nVERSION_ID="12"\n');
  for (const [name, state] of Object.entries(packages)) {
    const build = join(folder, 'deb', name);
    mkdirSync(join(build, 'DEBIAN'), { recursive: true });
    mkdirSync(join(build, 'etc', name), { recursive: true });
    writeFileSync(join(build, 'etc', name, 'conf'), 'x\n');
    writeFileSync(join(build, 'DEBIAN/conffiles'), `/etc/${name}/conf\n`);
    writeFileSync(
      join(build, 'DEBIAN/control'),
      `Package: ${name}\nVersion: 1.0-1\nArchitecture: all\nMaintainer: Rowan <rowan@example.org>\nDescription: x\n`,
    );
    const file = join(folder, `${name}.deb`);
    run('dpkg-deb', ['-b', build, file]);
    const dpkg = (...args: string[]) => run('dpkg', [`--root=${root}`, '--force-all', ...args]);
    dpkg(state === 'unpacked' ? '--unpack' : '-i', file);
    if (state === 'config-files') dpkg('-r', name);
  }
}

/** Where this machine has what a root has, and what is known of packages that are not installed, which is hidden. */
const PLACES = ['/var/lib/dpkg', '/var/lib/rpm', '/opt'];
const HIDDEN = ['/var/cache/apt', '/var/lib/apt/lists'];

/** Commands of a shell that put the databases and folders of a root in place of those of this machine. */
function putInPlace(root: string): string[] {
  mkdirSync(join(root, 'opt'), { recursive: true });
  return PLACES.map((place) => `mkdir -p ${place} && mount --bind '${root}${place}' ${place}`);
}

/** Runs commands of a shell where mounts are nobody else's. */
function apart(commands: readonly string[]): string {
  const hide = HIDDEN.filter((place) => existsSync(place)).map((place) => `mount -t tmpfs t ${place}`);
  const script = ['set -e', 'mount --make-rprivate /', ...hide, ...commands].join('\n');
  const done = spawnSync('unshare', ['-m', 'sh', '-c', script], {
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
    maxBuffer: 1 << 26,
  });
  if (done.status !== 0) throw new Error(`${script}: ${done.status} ${done.stderr}`);
  return done.stdout;
}

test.skipIf(!canMount)('interdict says of the hosts what was put on them', () => {
  expect(Object.fromEntries(verdicts)).toEqual({
    alder: 'clean',
    birch: 'banned',
    cedar: 'banned',
    elder: 'clean',
    hazel: 'banned',
    juniper: 'clean',
    larch: 'banned',
    maple: 'banned',
    oak: 'banned',
    pine: 'incomplete 3',
    rowan: 'banned',
    spruce: 'clean',
  });
});

describe.skipIf(withoutOsquery)('a real osqueryi agrees', () => {
  /** Host → what osqueryi says of it: rows of findings, and rows that let it pass. */
  const said = new Map<string, readonly [findings: Row[], passes: Row[]]>();

  beforeAll(async () => {
    const { stdout: pack } = await interdict(['export', 'osquery', '-q', '--system', 'linux', ...DAY]);
    const { queries } = JSON.parse(pack) as { queries: Record<string, { query: string }> };
    const { stdout: policies } = await interdict(['export', 'fleet', '-q', '--system', 'linux', ...DAY]);
    const passes = /^ {2}query: (?<query>.*)$/mu.exec(policies)?.groups?.['query'] ?? '""';
    const questions = [
      queries['interdict_russia-based-av-vendor_linux']?.query ?? '',
      JSON.parse(passes) as string,
    ];
    const answers = answersOf(questions);
    const hosts = Object.keys(HOSTS);
    if (answers.length !== hosts.length * questions.length) throw new Error(`${answers.length} answers`);
    for (const [i, name] of hosts.entries()) said.set(name, [answers[2 * i] ?? [], answers[2 * i + 1] ?? []]);
  });

  /** One process asks of every host in turn, since one that unpacks itself takes seconds before it can be asked. */
  function answersOf(questions: readonly string[]): Row[][] {
    const tool = join(folder, 'osqueryi');
    symlinkSync(osquery ?? '', tool);
    const asked = join(folder, 'asked.sql');
    writeFileSync(asked, `${questions.join('\n')}\n`);
    const [way, reported] = [join(folder, 'way'), join(folder, 'told')];
    const hosts = Object.keys(HOSTS).flatMap((name, i) => [
      ...putInPlace(roots.get(name) ?? ''),
      `cat '${asked}' >&3`,
      // A list of rows ends with a bracket of its own line.
      'tries=0',
      `until [ "$(grep -c '^]' '${reported}')" = ${(i + 1) * questions.length} ]; do`,
      // A tool that died would never answer.
      '[ $((tries += 1)) -lt 1000 ]; sleep 0.05; done',
      ...PLACES.map((place) => `umount -l ${place}`),
    ]);
    apart([
      `mkfifo '${way}'`,
      `'${tool}' --json --disable_logging --disable_database <'${way}' >'${reported}' &`,
      `exec 3>'${way}'`,
      ...hosts,
      'exec 3>&-',
      'wait $!',
    ]);
    const lists = readFileSync(reported, 'utf8').split(/(?<=^\])$/mu);
    return lists.filter((text) => text.trim() !== '').map((text) => JSON.parse(text) as Row[]);
  }

  test.each(Object.keys(HOSTS))('on %s', (name) => {
    const [rows, passes] = said.get(name) ?? [[], []];
    const severities = rows.filter(({ state }) => state !== 'residue').map(({ severity }) => severity);
    const verdict = severities.includes('ban')
      ? 'banned'
      : severities.includes('incomplete')
        ? 'incomplete 3'
        : 'clean';
    expect({ verdict, rows }).toEqual({ verdict: verdicts.get(name), rows });
    expect(passes.length > 0 ? 'passes' : 'fails').toBe(verdict === 'clean' ? 'passes' : 'fails');
  });
});

describe.skipIf(withoutOscap)('a real oscap agrees', () => {
  /** What OVAL cannot ask, with the answer that it gives instead. */
  const GAPS: Readonly<Record<string, string>> = {
    hazel: 'its name meets a wildcard, which the probe of dpkg does not know',
    oak: 'vendors of rpm packages are not read',
    spruce: 'that the package was removed does not speak against its folder',
  };

  const file = join(folder, 'bans.xml');
  const evaluated = (name: string) =>
    apart([...putInPlace(roots.get(name) ?? ''), `oscap oval eval '${file}'`]);

  beforeAll(async () => {
    const { status } = await interdict(['export', 'oval', '-q', ...DAY, '-o', file]);
    expect(status).toBe(0);
    run('oscap', ['oval', 'validate', file]);
  });

  test.each(Object.keys(HOSTS))('on %s', (name) => {
    const answers = [...evaluated(name).matchAll(/: (?<is>true|false|error|unknown)$/gmu)];
    expect(answers).toHaveLength(2);
    const isClean = answers.some(({ groups }) => groups?.['is'] === 'true');
    const same = isClean === (verdicts.get(name) === 'clean');
    expect({ name, same }).toEqual({ name, same: GAPS[name] === undefined });
  });

  test('an empty root is no pass, by whatever way it is looked at', () => {
    for (const text of [evaluated('pine'), offline('birch'), offline('alder')])
      expect(text).not.toMatch(/: true$/mu);
  });

  function offline(name: string): string {
    const root = roots.get(name) ?? '';
    return spawnSync('oscap', ['oval', 'eval', file], {
      encoding: 'utf8',
      env: { ...process.env, OSCAP_PROBE_ROOT: root, HOME: folder },
    }).stdout;
  }
});
