/** Programs that are found by their files: portable ones, those that traces name, and those that a search meets. */
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { fileSource } from '../../src/sources/file.ts';
import { folderSource } from '../../src/sources/folder.ts';
import { removeFolders } from '../support/remove-folders.ts';

const PROGRAM = readFileSync('fixtures/readers/program-file/normal/exscan.exe');
const GUARD = readFileSync('fixtures/readers/program-file/package-note/guard');
const made: string[] = [];
afterAll(() => removeFolders(made));

function machine(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(tmpdir(), 'interdict-programs-'));
  made.push(root);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

async function found(root: string, deep = false) {
  const { sightings, ...outcome } = await scan(folderSource(root), { deep });
  return { ...outcome, files: sightings.filter(({ reader }) => reader === 'program-file'), sightings };
}

const WINDOWS = { 'Windows/notepad.txt': '' };

describe('a search through all files', () => {
  test('finds a portable program, says whose it is, and what it covered', async () => {
    const root = machine({
      ...WINDOWS,
      'Users/ash/Tools/scan.exe': PROGRAM,
      'Users/ash/Tools/readme.txt': 'x',
    });
    const { files, deep, gaps } = await found(root, true);
    expect(files).toMatchObject([
      {
        name: 'Example Anti-Virus',
        publisher: 'AO Example Lab',
        state: 'installed',
        user: 'ash',
        path: 'Users/ash/Tools/scan.exe',
        marks: ['signature-matches'],
      },
    ]);
    expect(deep).toEqual({ files: 3, opened: 1, programs: 1 });
    expect(gaps).toEqual([]);
  });

  test('without a program is no evidence of anything', async () => {
    const { deep, gaps } = await found(machine({ ...WINDOWS, 'Users/ash/a.exe': 'no program' }), true);
    expect(deep).toEqual({ files: 2, opened: 1, programs: 0 });
    expect(gaps[0]?.reason).toContain('no list of installed software found');
  });

  test('counts copies of a product in one folder as one', async () => {
    const root = machine({ ...WINDOWS, 'opt2/a.exe': PROGRAM, 'opt2/b.dll': PROGRAM, 'opt3/c.exe': PROGRAM });
    const { files } = await found(root, true);
    expect(files.map(({ path, entry }) => [dirname(path), entry]).sort()).toEqual([
      ['opt2', 'one of 2 files'],
      ['opt3', undefined],
    ]);
  });

  test.each([
    ['Windows/Installer/1a2b.exe', 'residue'],
    ['ProgramData/Package Cache/{1}/x.exe', 'residue'],
    ['$Recycle.Bin/S-1-5-21/x.exe', 'residue'],
    ['Program Files/Example/unins000.exe', 'residue'],
    ['Users/ash/Downloads/example-setup.exe', 'residue'],
    ['Users/ash/Downloads/portable.exe', 'installed'],
    ['Program Files/Example/scan.exe', 'installed'],
  ])('%s is %s', async (path, state) => {
    const { files } = await found(machine({ ...WINDOWS, [path]: PROGRAM }), true);
    expect(files.map((file) => file.state)).toEqual([state]);
  });

  test('does not follow links, and names a file whose signature is damaged', async () => {
    const root = machine({ ...WINDOWS, 'a/cut.exe': PROGRAM.subarray(0, PROGRAM.length - 900) });
    symlinkSync('/usr/bin', join(root, 'a/outside'));
    symlinkSync('cut.exe', join(root, 'a/again.exe'));
    const { deep, files, gaps } = await found(root, true);
    expect(deep?.files).toBe(2);
    expect(files.map(({ name }) => name)).toEqual(['Example Anti-Virus']);
    expect(gaps).toMatchObject([{ path: 'a/cut.exe', reader: 'program-file' }]);
  });

  test.each([6, 16, 40])('names an archive of Electron that was cut at %d bytes', async (length) => {
    const whole = readFileSync('fixtures/readers/program-file/electron/app.asar');
    const root = machine({ ...WINDOWS, 'Program Files/X/resources/app.asar': whole.subarray(0, length) });
    const { gaps } = await found(root, true);
    expect(gaps.filter(({ reader }) => reader === 'program-file')).toMatchObject([
      { path: 'Program Files/X/resources/app.asar' },
    ]);
  });

  test('a file that was changed after it was signed says so', async () => {
    const changed = Uint8Array.from(PROGRAM);
    changed[0x400] = (changed[0x400] ?? 0) ^ 1;
    const { files } = await found(machine({ ...WINDOWS, 'a/a.exe': changed }), true);
    expect(files[0]?.marks).toEqual(['signature-differs']);
  });

  test('of a single file is the reading of that file', async () => {
    const root = machine({ 'scan.exe': PROGRAM });
    const { sightings, gaps } = await scan(fileSource(join(root, 'scan.exe')), { deep: true });
    expect(sightings).toHaveLength(1);
    expect(gaps).toEqual([]);
  });
});

describe('without a search', () => {
  test('the program that a unit starts is looked at', async () => {
    const unit = '[Unit]\nDescription=x\n[Service]\nExecStart=-/opt/guard/bin/guard --daemon\n';
    const root = machine({ 'etc/systemd/system/odd-name.service': unit, 'opt/guard/bin/guard': GUARD });
    const { files, sightings } = await found(root);
    expect(files).toMatchObject([
      { name: 'example-guard', ids: ['deb:example-guard'], path: 'opt/guard/bin/guard' },
    ]);
    expect(sightings.find(({ reader }) => reader === 'systemd-unit')).toMatchObject({
      executable: '/opt/guard/bin/guard',
      executableFound: true,
    });
  });

  test('a unit whose program is gone says so', async () => {
    const root = machine({
      'etc/systemd/system/odd.service': '[Service]\nExecStart=/opt/guard/bin/guard\n',
      'opt/other/readme': '',
    });
    const { files, sightings, gaps } = await found(root);
    expect(files).toEqual([]);
    expect(sightings).toMatchObject([{ executable: '/opt/guard/bin/guard', executableFound: false }]);
    expect(gaps.map(({ path }) => path)).toEqual(['.']);
  });

  test('of a part of a machine without the folder of programs nothing is said', async () => {
    const root = machine({ 'etc/systemd/system/odd.service': '[Service]\nExecStart=/opt/guard/bin/guard\n' });
    const { sightings } = await found(root);
    expect(sightings).toMatchObject([{ executable: '/opt/guard/bin/guard' }]);
    expect(sightings[0]).not.toHaveProperty('executableFound');
  });

  test('the program of a service of Windows is found in any case of its path', async () => {
    const key = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Odd';
    const path = 'C:\\\\program files\\\\example\\\\exscan.exe';
    const text = `Windows Registry Editor Version 5.00\r\n\r\n[${key}]\r\n"Type"=dword:10\r\n"ImagePath"="\\"${path}\\" -run"\r\n\r\n`;
    const { files, sightings } = await found(
      machine({ 'Program Files/Example/EXSCAN.EXE': PROGRAM, 'services.reg': text }),
    );
    expect(sightings.find(({ ids }) => ids?.includes('service:Odd'))?.executableFound).toBe(true);
    expect(files).toMatchObject([{ publisher: 'AO Example Lab' }]);
  });

  test('a folder with nothing but a program is an answer', async () => {
    const { files, gaps } = await found(machine({ 'share/scan.exe': PROGRAM }));
    expect(files).toMatchObject([{ name: 'Example Anti-Virus', marks: ['signature-matches'] }]);
    expect(gaps).toEqual([]);
  });
});
