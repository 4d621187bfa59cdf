/** Program files made by independent tools, against what other tools say of the same files. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { peHeaders } from '../../src/formats/executable/pe.ts';
import { rangesOf } from '../../src/formats/executable/window.ts';
import { peDigest, peSignatures } from '../../src/formats/signature/authenticode.ts';
import { isSignedInside } from '../../src/formats/signature/verify.ts';
import { programsOfFile } from '../../src/readers/programs/describe.ts';
import { codeSigner, missingTools, run, scratch, signed, windowsProgram } from '../support/binary-harness.ts';

const place = scratch();
afterAll(() => place.clear());

const ENGLISH = {
  code: '040904b0',
  strings: {
    CompanyName: 'AO Example Lab',
    ProductName: 'Example Anti-Virus',
    FileDescription: 'Example scanner',
    OriginalFilename: 'exscan.exe',
    ProductVersion: '12.3.0.456',
  },
};
const RUSSIAN = {
  code: '041904b0',
  strings: { CompanyName: 'АО «Пример»', ProductName: 'Пример Антивирус', OriginalFilename: 'exscan.exe' },
};
const CHINESE = { code: '080404b0', strings: { CompanyName: '示例公司', ProductName: '示例杀毒' } };
const EV = '/serialNumber=1020000000001/CN=AO Example Lab/O=AO Example Lab/L=Moscow/C=RU';

function programOf(path: string) {
  const bytes = readFileSync(path);
  return [...programsOfFile('a.exe', bytes.length, rangesOf(bytes))][0];
}

/** What osslsigncode says of the digests of a file. */
function digestsBy(path: string): { current: string; calculated: string } {
  const { stdout = '' } = attempt(() => ({ stdout: run('osslsigncode', ['verify', '-in', path]) }));
  const line = (name: string) =>
    new RegExp(`${name} message digest\\s*:\\s*(\\S+)`, 'iu').exec(stdout)?.[1] ?? '';
  return { current: line('Current'), calculated: line('Calculated') };
}

function attempt(step: () => { stdout: string }): { stdout?: string } {
  try {
    return step();
  } catch (error) {
    return error as { stdout?: string };
  }
}

const withoutWindows = missingTools(
  'x86_64-w64-mingw32-gcc',
  'i686-w64-mingw32-gcc',
  'osslsigncode',
  'exiftool',
);
if (withoutWindows.length > 0) console.log(`skipped: no ${withoutWindows.join(', ')}`);

describe.skipIf(withoutWindows.length > 0)('a program of Windows', () => {
  test.each(['x86_64-w64-mingw32', 'i686-w64-mingw32'])('says what exiftool says, by %s', (compiler) => {
    const path = windowsProgram(place.folder, `plain-${compiler}`, [RUSSIAN, ENGLISH, CHINESE], compiler);
    const told = JSON.parse(
      run('exiftool', ['-j', '-CompanyName', '-ProductName', '-OriginalFileName', path]),
    )[0];
    const program = programOf(path);
    expect(program).toMatchObject({
      name: 'Example Anti-Virus',
      version: '12.3.0.456',
      publisher: 'AO Example Lab',
    });
    // The other tool shows the language that comes first in the file.
    expect(program?.ids).toContain(`company:${told.CompanyName}`);
    expect(program?.ids).toEqual([
      'company:AO Example Lab',
      'company:АО «Пример»',
      'company:示例公司',
      'original-name:exscan.exe',
    ]);
    expect(program?.arch).toBe(compiler.startsWith('i686') ? 'i386' : 'amd64');
  });

  test('is signed by whom osslsigncode says, and its digest is the one that it says', () => {
    const plain = windowsProgram(place.folder, 'to-sign', [ENGLISH]);
    const path = signed(plain, place.path('signed.exe'), codeSigner(place.folder, EV), '-h', 'sha256');
    const program = programOf(path);
    expect(program?.publisher).toBe('AO Example Lab');
    expect(program?.ids).toEqual(
      expect.arrayContaining(['signer:AO Example Lab', 'signer-registration:RU 1020000000001']),
    );
    const bytes = readFileSync(path);
    const pe = peHeaders(rangesOf(bytes));
    if (!pe) throw new Error('no PE');
    const [signature] = peSignatures(rangesOf(bytes), pe);
    if (!signature) throw new Error('no signature');
    const own = Buffer.from(peDigest(rangesOf(bytes), bytes.length, pe, 'sha256'))
      .toString('hex')
      .toUpperCase();
    const other = digestsBy(path);
    expect(own).toBe(other.calculated);
    expect(Buffer.from(signature.digest).toString('hex').toUpperCase()).toBe(other.current);
    expect(other.current).toBe(other.calculated);
    expect(isSignedInside(signature.data, signature.signer)).toBe(true);
  });

  test('that was changed after it was signed has another digest', () => {
    const path = place.path('changed.exe');
    const bytes = readFileSync(place.path('signed.exe'));
    bytes[0x400] = (bytes[0x400] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const pe = peHeaders(rangesOf(bytes));
    if (!pe) throw new Error('no PE');
    const own = Buffer.from(peDigest(rangesOf(bytes), bytes.length, pe, 'sha256'))
      .toString('hex')
      .toUpperCase();
    const { current, calculated } = digestsBy(path);
    expect(own).toBe(calculated);
    expect(own).not.toBe(current);
  });

  test('with a second signature inside the first names both signers', () => {
    const second = codeSigner(place.folder, '/CN=Пример/O=ООО Второй, "Подпись"/C=RU');
    const path = signed(place.path('signed.exe'), place.path('twice.exe'), second, '-nest', '-h', 'sha384');
    const ids = programOf(path)?.ids ?? [];
    expect(ids).toContain('signer:AO Example Lab');
    expect(ids).toContain('signer:ООО Второй, "Подпись"');
    const thumbprint = run('openssl', [
      'x509',
      '-in',
      second.certificate,
      '-noout',
      '-fingerprint',
      '-sha256',
    ]);
    const hex = thumbprint.trim().split('=')[1]?.replaceAll(':', '').toLowerCase();
    expect(ids).toContain(`signer-certificate:${hex}`);
  });
});

const withoutElf = missingTools('gcc', 'objcopy', 'readelf', 'llvm-readobj');
if (withoutElf.length > 0) console.log(`skipped: no ${withoutElf.join(', ')}`);

describe.skipIf(withoutElf.length > 0)('a program of Linux', () => {
  const NOTE = '{"type":"deb","os":"debian","name":"example-guard","version":"2.0-1","architecture":"amd64"}';

  /** A note as the specification has it, linked in by the compiler. */
  function linuxProgram(name: string, note: string, ...flags: string[]): string {
    const source = place.path(`${name}.c`);
    const output = place.path(name);
    const padded = Math.ceil((note.length + 1) / 4) * 4;
    const text = JSON.stringify(note);
    writeFileSync(
      source,
      `__attribute__((section(".note.package"), aligned(4), used)) static const struct { unsigned n, d, t; char o[4]; char j[${padded}]; } note = { 4, ${note.length + 1}, 0xcafe1a7e, "FDO", ${text} };
void _start(void) {}\n`,
    );
    run('gcc', ['-nostdlib', '-static', '-Wl,--build-id=sha1', ...flags, '-o', output, source]);
    return output;
  }

  test('says what readelf says', () => {
    const path = linuxProgram('noted', NOTE);
    expect(run('readelf', ['-n', path])).toContain('example-guard');
    expect(programOf(path)).toMatchObject({
      name: 'example-guard',
      version: '2.0-1',
      arch: 'amd64',
      ids: ['deb:example-guard'],
    });
  });

  test('a note that is not JSON is reported, and not believed', () => {
    const path = linuxProgram('broken-note', '{"name": ');
    const bytes = readFileSync(path);
    const programs = programsOfFile('x', bytes.length, rangesOf(bytes));
    expect(programs.next().value).toMatchObject({ name: 'x', ids: [] });
    expect(() => programs.next()).toThrow(SyntaxError);
  });

  test('an AppImage is known by the name of its file', () => {
    const bytes = readFileSync(linuxProgram('image', NOTE));
    bytes.set([0x41, 0x49, 2], 8);
    const [program] = [
      ...programsOfFile('home/a/Example-Viewer-1.2.AppImage', bytes.length, rangesOf(bytes)),
    ];
    expect(program?.ids).toContain('appimage:Example-Viewer');
  });

  test('a Go section of the present layout shows path, module and version', () => {
    const mod = 'path\texample.org/guard/cmd/scan\nmod\texample.org/guard\tv1.4.2\th1:abc=\nbuild\tvcs=git\n';
    const modules = Buffer.concat([Buffer.alloc(16, 0xe6), Buffer.from(mod), Buffer.alloc(16, 0xf2)]);
    const varint = (length: number) => Buffer.from([(length & 0x7f) | 0x80, length >> 7]);
    const compiler = Buffer.from('go1.22.1');
    writeFileSync(
      place.path('go.bin'),
      Buffer.concat([
        Buffer.from('\xff Go buildinf:', 'latin1'),
        Buffer.from([8, 2]),
        Buffer.alloc(16),
        Buffer.from([compiler.length]),
        compiler,
        varint(modules.length),
        modules,
      ]),
    );
    const path = linuxProgram('go', NOTE);
    run('objcopy', [
      '--add-section',
      `.go.buildinfo=${place.path('go.bin')}`,
      '--remove-section',
      '.note.package',
      path,
    ]);
    expect(programOf(path)).toMatchObject({
      name: 'scan',
      version: 'v1.4.2',
      ids: ['golang:example.org/guard', 'golang:example.org/guard/cmd/scan'],
    });
  });
});

const withoutJava = missingTools('jar');
if (withoutJava.length > 0) console.log('skipped: no jar');

describe.skipIf(withoutJava.length > 0)('a Java archive', () => {
  test('says what its manifest says', () => {
    const long =
      'Example Company with a name that is longer than the seventy-two bytes of a line of a manifest';
    writeFileSync(
      place.path('manifest.txt'),
      `Implementation-Vendor: ${long}\nImplementation-Title: Example Console\nImplementation-Version: 3.1\n`,
    );
    run('jar', ['cfm', 'a.jar', 'manifest.txt', 'manifest.txt'], place.folder);
    const bytes = readFileSync(place.path('a.jar'));
    const [program] = [...programsOfFile('opt/a/a.jar', bytes.length, rangesOf(bytes))];
    expect(program).toMatchObject({
      name: 'Example Console',
      version: '3.1',
      publisher: long,
      ids: [`company:${long}`],
      folder: '/opt/a',
    });
  });
});

const withoutInstaller = missingTools('wixl', 'msiinfo', 'osslsigncode');
if (withoutInstaller.length > 0) console.log(`skipped: no ${withoutInstaller.join(', ')}`);

describe.skipIf(withoutInstaller.length > 0)('an installer package', () => {
  const SOURCE = `<?xml version="1.0" encoding="utf-8"?><Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
<Product Name="Example Anti-Virus" Id="12345678-1111-1111-1111-111111111111" UpgradeCode="12345678-1111-1111-1111-111111111112"
 Language="1033" Codepage="1252" Version="12.3.0" Manufacturer="Example Lab"><Package Id="*" InstallerVersion="200" Compressed="yes"/>
<Directory Id="TARGETDIR" Name="SourceDir"><Component Id="M" Guid="12345678-1111-1111-1111-111111111113"><CreateFolder/></Component></Directory>
<Feature Id="F" Level="1"><ComponentRef Id="M"/></Feature></Product></Wix>`;

  test('says what msiinfo says, and who signed it', () => {
    writeFileSync(place.path('a.wxs'), SOURCE);
    run('wixl', ['-o', place.path('a.msi'), place.path('a.wxs')]);
    const rows = run('msiinfo', ['export', place.path('a.msi'), 'Property'])
      .trim()
      .split(/\r?\n/u)
      .slice(3);
    const told = new Map(rows.map((row) => row.split('\t') as [string, string]));
    signed(place.path('a.msi'), place.path('signed.msi'), codeSigner(place.folder, EV), '-h', 'sha256');
    for (const [name, publisher] of [
      ['a.msi', 'Example Lab'],
      ['signed.msi', 'AO Example Lab'],
    ] as const) {
      const bytes = readFileSync(place.path(name));
      const [program] = [...programsOfFile(name, bytes.length, rangesOf(bytes))];
      expect(program).toMatchObject({
        name: told.get('ProductName'),
        version: told.get('ProductVersion'),
        publisher,
      });
      expect(program?.ids).toContain(`product-code:${told.get('ProductCode')}`);
      expect(program?.ids).toContain(`upgrade-code:${told.get('UpgradeCode')}`);
      expect(program?.ids).toContain(`company:${told.get('Manufacturer')}`);
    }
  });
});
