import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeStdout } from '../../src/cli/output/write.ts';
import { interdict } from '../support/io.ts';
import { spawnWithinPermissions } from '../support/permissions.ts';

const MACHINES = 'fixtures/machines';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('standard output', () => {
  test('is waited for, each time without a listener left behind', async () => {
    const stdout = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => setImmediate(done),
    });
    const before = stdout.listenerCount('close');
    for (let at = 0; at < 20; at++) await writeStdout(`${at}\n`, { stdout });
    expect(stdout.writableLength).toBe(0);
    expect(stdout.listenerCount('close')).toBe(before);
  });

  test('that was closed is waited for no longer', async () => {
    const stdout = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => done() });
    stdout.destroy();
    await writeStdout('a\n', { stdout });
    await writeStdout('b\n', { stdout });
    expect(stdout.destroyed).toBe(true);
  });
});

describe('the reports that interdict.yaml names', () => {
  const config = (output: string) => {
    const path = join(folder, 'interdict.yaml');
    writeFileSync(path, `output: ${output}\n`);
    return path;
  };

  test('are written, files beside the configuration', async () => {
    const args = [`${MACHINES}/alder`, '-c', config('[csv, json=found.json]')];
    const { status, stdout } = await interdict(args);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^source,standing,/u);
    expect(JSON.parse(readFileSync(join(folder, 'found.json'), 'utf8')).verdict).toBe('clean');
  });

  test('give way to those of the call, of a sweep too', async () => {
    const args = ['sweep', MACHINES, '-c', config('[csv]')];
    expect((await interdict(args)).stdout).toMatch(/^source,standing,/u);
    expect((await interdict([...args, '-o', 'ndjson'])).stdout).toMatch(/^\{"type":"source"/u);
  });

  test('are refused when there are none of that name', async () => {
    const { status, stderr } = await interdict([`${MACHINES}/alder`, '-c', config('[jsn]')]);
    expect(status).toBe(2);
    expect(stderr).toContain('-o: unknown report "jsn": did you mean "json"?');
  });
});

describe('the verdict and the exit status', () => {
  test('a clean machine gives 0', async () => {
    const { status, stdout } = await interdict([`${MACHINES}/alder`]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/clean/iu);
  });

  test('a banned package gives 1 and the whole chain of reasons', async () => {
    const { status, stdout } = await interdict([`${MACHINES}/birch`]);
    expect(status).toBe(1);
    for (const part of [
      'kesl',
      '12.2.0-2412',
      'var/lib/dpkg/status',
      'Kaspersky',
      'RU',
      'antivirus',
      'uk-ncsc-2017',
    ]) {
      expect(stdout).toContain(part);
    }
  });

  test('a removed package with its settings left is residue and gives 0', async () => {
    const { status, stdout } = await interdict([`${MACHINES}/cedar`]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/left after removal/iu);
  });

  test('residue gives 1 with --fail-on residue', async () => {
    expect((await interdict([`${MACHINES}/cedar`, '--fail-on', 'residue'])).status).toBe(1);
  });

  test('a corrupt rpm database gives 3 and is reported', async () => {
    const { status, stdout } = await interdict([`${MACHINES}/elder`]);
    expect(status).toBe(3);
    expect(stdout).toContain('var/lib/rpm/rpmdb.sqlite');
  });

  test('what could not be read is allowed with --allow-unread', async () => {
    writeFileSync(join(folder, 'list.csv'), 'Name,Version\nbash,5\n');
    writeFileSync(join(folder, 'broken.txt'), 'nothing known\n');
    expect((await interdict([folder])).status).toBe(3);
    expect((await interdict([folder, '--allow-unread'])).status).toBe(0);
    expect((await interdict([folder, '--allow-incomplete'])).status).toBe(0);
  });

  test('--allow-unread lets no source pass of which nothing was read', async () => {
    expect((await interdict([`${MACHINES}/elder`, '--allow-unread'])).status).toBe(3);
    expect((await interdict([folder, '--allow-unread'])).status).toBe(3);
  });

  test('an empty folder gives 3, and 0 with --allow-empty', async () => {
    expect((await interdict([folder])).status).toBe(3);
    expect((await interdict([folder, '--allow-empty'])).status).toBe(0);
  });

  test.each([
    ['a package database that was emptied', 'var/lib/dpkg/status', ''],
    ['an SBOM of the wrong folder', 'sbom.cdx.json', '{"bomFormat":"CycloneDX","specVersion":"1.6"}'],
  ])('%s gives 3, and 0 with --allow-empty', async (_, path, content) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    const { status, stdout } = await interdict([folder]);
    expect(status).toBe(3);
    expect(stdout).toContain('contains no software entries');
    expect((await interdict([folder, '--allow-empty'])).status).toBe(0);
  });

  test('an empty list beside another is nothing to report', async () => {
    writeFileSync(join(folder, 'sbom.cdx.json'), '{"bomFormat":"CycloneDX","specVersion":"1.6"}');
    writeFileSync(join(folder, 'packages.txt'), readFileSync(`${MACHINES}/alder/var/lib/dpkg/status`));
    expect((await interdict([folder])).status).toBe(0);
  });

  test('a file that nothing recognises is reported once', async () => {
    writeFileSync(join(folder, 'notes.txt'), 'nothing');
    const { status, stdout } = await interdict([join(folder, 'notes.txt')]);
    expect(status).toBe(3);
    expect(stdout).toContain('1 place could not be read');
  });

  test.each([
    [
      'two reports in one file',
      [`${MACHINES}/alder`, '-o', 'json=one', '-o', 'sarif=./one'],
      'to this one file',
    ],
    ['a report in place of its source', ['dpkg.txt', '-o', 'json=dpkg.txt'], 'would overwrite'],
  ])('%s is a wrong call', async (_, args, message) => {
    writeFileSync(join(folder, 'dpkg.txt'), 'Package: a\n');
    const own = args.map((arg) => arg.replace(/(?<file>(?:\.\/)?one|dpkg\.txt)$/u, `${folder}/$<file>`));
    const { status, stderr } = await interdict(own);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(readdirSync(folder)).toEqual(['dpkg.txt']);
    expect(readFileSync(join(folder, 'dpkg.txt'), 'utf8')).toBe('Package: a\n');
  });

  test('a misspelt class of devices does not let a machine off', async () => {
    for (const more of [
      ['--device-class', 'moblie'],
      ['--device-class', 'phone', '-b', 'all'],
    ]) {
      const { status, stderr } = await interdict([`${MACHINES}/alder`, ...more]);
      expect(status).toBe(2);
      expect(stderr).toContain('unknown device class');
    }
    expect((await interdict([`${MACHINES}/alder`, '--device-class', 'server'])).status).toBe(0);
  });

  test('a class of devices that an own ban names is one', async () => {
    const ban = join(folder, 'kiosks.yaml');
    const words = 'title: T\nwhy: W\nseverity: ban\nmatch: { id: deb:tesseract-ocr }\n';
    writeFileSync(ban, `${words}applies-to: { who: All, device-class: kiosk }\n`);
    expect((await interdict([`${MACHINES}/alder`, '-b', ban, '--device-class', 'kiosk'])).status).toBe(1);
    expect((await interdict([`${MACHINES}/alder`, '-b', ban, '--device-class', 'desktop'])).status).toBe(2);
    const both = [`${MACHINES}/alder`, '-b', ban, '-b', 'us-tx', '--device-class', 'desktop'];
    const { status, stdout } = await interdict(both);
    expect(status).toBe(0);
    expect(stdout).toContain('not checked: kiosks (for kiosk devices only)');
  });

  test.each([
    ['a misspelt command', ['explane', 'kesl'], 'did you mean the command "explain"?'],
    ['a misspelt option', ['--banns', 'x'], "see 'interdict scan --help'"],
    ['an option that nothing is like', ['sweep', '--zzz'], "see 'interdict sweep --help'"],
    [
      'a report that is not there',
      ['diff', 'nowhere.json', 'b.json'],
      'nowhere.json: no such file or directory',
    ],
    ['a variable without a value', [''], 'a variable without a value?'],
    ['bans in a variable without a value', ['-b', '', MACHINES], 'a variable without a value?'],
    ['the beginning of a ban', ['bans', 'us-bod'], 'did you mean one of us-bod-17-01?'],
    ['an id of no kind', ['explain', '--id', 'dbe:kesl'], 'unknown kind of id "dbe": did you mean "deb"?'],
  ])('%s is reported with what to do', async (_, args, message) => {
    const { status, stdout, stderr } = await interdict(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^interdict: /u);
    expect(stderr).not.toMatch(/ENOENT|open '/u);
  });

  test('a name that is the same program to many package managers is explained once', async () => {
    const { status, stdout } = await interdict(['explain', 'kesl', '-b', 'russia-based-av-vendor']);
    expect(status).toBe(0);
    expect(stdout.match(/^kesl.*: banned by /gmu)).toEqual(['kesl: banned by ']);
    expect(stdout).toMatch(/^ {2}also as {2}.*\brpm:kesl\b/mu);
    const { stdout: json } = await interdict([
      'explain',
      'kesl',
      '-b',
      'russia-based-av-vendor',
      '-o',
      'json',
    ]);
    const programs = (JSON.parse(json) as { program: { ids?: string[] } }[]).map(
      ({ program }) => program.ids?.[0],
    );
    expect(programs).toEqual(expect.arrayContaining(['deb:kesl', 'rpm:kesl']));
  });

  test('a report that cannot be written is reported in plain words', async () => {
    const { status, stderr } = await interdict([`${MACHINES}/alder`, '-o', `json=${folder}/none/a.json`]);
    expect(status).toBe(2);
    expect(stderr).toBe(`interdict: ${folder}/none/a.json: cannot be written: no such file or directory\n`);
  });

  test('1 wins over 3 and both are shown', async () => {
    const { status, stdout } = await interdict([`${MACHINES}/birch`, `${MACHINES}/elder`]);
    expect(status).toBe(1);
    expect(stdout).toContain('rpmdb.sqlite');
  });

  test('a blob that nothing recognises gives 3 and says so', async () => {
    writeFileSync(join(folder, 'blob.bin'), Buffer.from([1, 2, 3, 0xff, 0, 7]));
    const { status, stdout } = await interdict([join(folder, 'blob.bin')]);
    expect(status).toBe(3);
    expect(stdout).toContain('blob.bin');
  });

  test('a link that leads nowhere counts where a package database should be, and nowhere else', async () => {
    put('var/lib/dpkg/status', readFileSync(`${MACHINES}/alder/var/lib/dpkg/status`));
    link('boot/vmlinuz-gone', 'vmlinuz');
    link('/gone', 'etc/systemd/system/gone.service');
    link('../modules', 'etc/modules-load.d/modules.conf');
    expect((await interdict([folder])).status).toBe(0);
    link('/gone', 'lib/apk/db/installed');
    const { status, stdout } = await interdict([folder]);
    expect(status).toBe(3);
    expect(stdout).toContain('a link that leads nowhere');
  });

  test('a unit is seen under its own name though an alias leads to it', async () => {
    put('var/lib/dpkg/status', readFileSync(`${MACHINES}/alder/var/lib/dpkg/status`));
    put('usr/lib/systemd/system/kesl.service', '[Unit]\n');
    link('/usr/lib/systemd/system/kesl.service', 'etc/systemd/system/alias.service');
    link('usr/lib', 'lib');
    const { stdout } = await interdict(['inventory', folder, '--traces', '-o', 'json']);
    expect(stdout.match(/"systemd:kesl\.service"/gu)).toHaveLength(1);
    expect(stdout).toContain('systemd:alias.service');
  });

  test('an empty file gives 3', async () => {
    writeFileSync(join(folder, 'empty.txt'), '');
    expect((await interdict([join(folder, 'empty.txt')])).status).toBe(3);
  });
});

describe('registry exports', () => {
  const PUBLISHER = 'АО «Лаборатория Касперского»';
  const EXPORT = [
    'Windows Registry Editor Version 5.00',
    '',
    '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{4AB0C3C7-0000-4000-8000-00000000ABCD}]',
    '"DisplayName"="Защита узла"',
    `"Publisher"="${PUBLISHER}"`,
    '"DisplayVersion"="12.1.0.506"',
    '',
    '',
  ].join('\r\n');
  const encodings: Record<string, () => Uint8Array> = {
    'UTF-16LE with a mark': () => Buffer.from(`\ufeff${EXPORT}`, 'utf16le'),
    'UTF-16LE without a mark': () => Buffer.from(EXPORT, 'utf16le'),
    'UTF-16BE with a mark': () => Buffer.from(`\ufeff${EXPORT}`, 'utf16le').swap16(),
    'UTF-16BE without a mark': () => Buffer.from(EXPORT, 'utf16le').swap16(),
    'UTF-8 with a mark': () => Buffer.from(`\ufeff${EXPORT}`),
    'UTF-8': () => Buffer.from(EXPORT),
    'code page 1251': () => cp1251(EXPORT.replace('Windows Registry Editor Version 5.00', 'REGEDIT4')),
  };
  test.each(Object.entries(encodings))('with a Cyrillic publisher in %s give 1', async (_name, bytes) => {
    writeFileSync(join(folder, 'software.reg'), bytes());
    const { status, stdout } = await interdict([join(folder, 'software.reg')]);
    expect(status).toBe(1);
    expect(stdout).toContain('Kaspersky');
  });

  test('come through standard input too', async () => {
    expect((await interdict(['-'], Buffer.from(`\ufeff${EXPORT}`, 'utf16le'))).status).toBe(1);
  });
});

describe('tables whose columns only their owner knows', () => {
  test('are read by the titles that the caller names', async () => {
    put('apps.csv', 'Title;Vendor;Rev\nKaspersky Free;AO Kaspersky Lab;21.3\n');
    const columns = ['--columns', 'name=Title,version=Rev,publisher=Vendor'];
    const { status, stdout } = await interdict([join(folder, 'apps.csv'), ...columns]);
    expect(status).toBe(1);
    expect(stdout).toContain('Kaspersky Free 21.3');
  });

  test.each([['nme=Title'], ['version=Rev'], ['name='], ['name']])('%s is refused', async (mapping) => {
    const { status, stderr } = await interdict([`${MACHINES}/alder`, '--columns', mapping]);
    expect(status).toBe(2);
    expect(stderr).toContain('--columns');
  });
});

describe('a usage error gives 2 and scans nothing', () => {
  test.each([
    [['--no-such-option'], 'unknown option'],
    [[`${MACHINES}/gone`], 'no such file or folder'],
    [['-o', 'sarift', `${MACHINES}/alder`], 'unknown report "sarift": did you mean "sarif"?'],
    [['--bans', 'no-such-ban', `${MACHINES}/alder`], 'no-such-ban'],
    [['--as', 'no-such-reader', `${MACHINES}/alder`], 'unknown reader "no-such-reader"'],
    [['--as-of', '2026-02-30', `${MACHINES}/alder`], '2026-02-30'],
    [['--fail-on', 'everything', `${MACHINES}/alder`], 'everything'],
  ])('%j', async (args, part) => {
    const { status, stdout, stderr } = await interdict(args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(part);
  });

  test('a misspelt key in a rule is reported with line and column', async () => {
    const file = join(folder, 'own.yaml');
    writeFileSync(file, 'title: Own\nwhy: Because.\nseverty: ban\nmatch: { name: Example }\n');
    const { status, stderr } = await interdict(['--bans', file, `${MACHINES}/alder`]);
    expect(status).toBe(2);
    expect(stderr).toContain('own.yaml:3:1');
    expect(stderr).toContain('severity');
  });
});

describe('outputs', () => {
  test('a report goes to a file whole, beside one on standard output', async () => {
    const file = join(folder, 'report.json');
    const { stdout } = await interdict([`${MACHINES}/birch`, '-o', 'text', '-o', `json=${file}`]);
    expect(stdout).toContain('kesl');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      schemaVersion: 1,
      verdict: 'banned',
      exitCode: 1,
    });
    expect(readdirSync(folder)).toEqual(['report.json']);
  });

  test('the same input gives the same bytes', async () => {
    const call = () => interdict([`${MACHINES}/birch`, '-o', 'json', '--as-of', '2026-11-24']);
    expect((await call()).stdout).toBe((await call()).stdout);
  });

  test('a device stays a device, and behind a link its file is written', async () => {
    await interdict([`${MACHINES}/alder`, '-o', 'json=/dev/null']);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    put('real.json', '');
    link('real.json', 'linked.json');
    await interdict([`${MACHINES}/alder`, '-o', `json=${folder}/linked.json`]);
    expect(lstatSync(join(folder, 'linked.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real.json'), 'utf8')).toContain('schemaVersion');
  });

  test('a file that cannot be written is an error that names it', async () => {
    const { status, stderr } = await interdict([
      `${MACHINES}/alder`,
      '-o',
      `json=${folder}/no/such/report.json`,
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain('report.json');
  });
});

describe('the published command', () => {
  test('exists, since the package was built', () => {
    expect(existsSync('dist/cli.js'), 'npm run build makes it').toBe(true);
  });

  test('prints its version and exits 0', () => {
    const { status, stdout } = bin(['--version']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+/u);
  });

  test('gives the verdict', () => {
    expect(bin([`${MACHINES}/birch`]).status).toBe(1);
  });

  test('does not mind that nobody reads on', () => {
    const { status } = spawnSync('sh', ['-c', `${process.execPath} bin/interdict.js formats | head -n 1`]);
    expect(status).toBe(0);
  });

  test('gives the verdict to whoever closes a socket in the midst of a report', async () => {
    const stanza = (at: number) => `Package: kesl\nStatus: install ok installed\nVersion: 1.${at}\n`;
    writeFileSync(
      join(folder, 'dpkg.status'),
      Array.from({ length: 1000 }, (_, at) => stanza(at)).join('\n'),
    );
    // Node gives a child sockets for its standard streams, where a shell gives pipes.
    const child = spawn(process.execPath, ['bin/interdict.js', join(folder, 'dpkg.status'), '-o', 'json']);
    let told = '';
    child.stderr.on('data', (chunk) => (told += chunk));
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect({ told, status }).toEqual({ told: '', status: 1 });
  });

  test.skipIf(process.getuid?.() !== 0)('tells a folder that it may not look into', () => {
    mkdirSync(join(folder, 'var/lib/dpkg'), { recursive: true });
    mkdirSync(join(folder, 'home/ann/.config'), { recursive: true });
    writeFileSync(join(folder, 'var/lib/dpkg/status'), readFileSync(`${MACHINES}/alder/var/lib/dpkg/status`));
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'home/ann'), 0o700);
    chownSync(join(folder, 'home/ann'), 65_534, 65_534);
    const { status, stdout } = spawnWithinPermissions(['bin/interdict.js', folder]);
    expect(stdout).toContain('permission denied');
    expect(status).toBe(3);
  });
});

function put(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function link(target: string, path: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  symlinkSync(target, join(folder, path));
}

function bin(args: readonly string[]) {
  return spawnSync(process.execPath, ['bin/interdict.js', ...args], { encoding: 'utf8' });
}

/** Cyrillic as Windows wrote it before Unicode. */
function cp1251(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0;
    return { '«': 0xab, '»': 0xbb }[letter] ?? code;
  });
}
