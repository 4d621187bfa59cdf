/** Signatures that other tools made, against what other tools say of them, and after the file was changed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { rangesOf } from '../../src/formats/executable/window.ts';
import { codePlace, codeSignature } from '../../src/formats/signature/code-signature.ts';
import { programsOfFile } from '../../src/readers/programs/describe.ts';
import { signatureMark } from '../../src/readers/programs/signature-mark.ts';
import { codeSigner, missingTools, run, scratch, signed } from '../support/binary-harness.ts';

const place = scratch();
afterAll(() => place.clear());

function markOf(bytes: Uint8Array) {
  return signatureMark(bytes.length, rangesOf(bytes));
}

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** The linker of LLVM for macOS goes by the name of its version in some distributions. */
const linker = ['ld64.lld', 'ld64.lld-19', 'ld64.lld-16', 'ld64.lld-14'].find(
  (name) => missingTools(name).length === 0,
);
const withoutMach = [...missingTools('clang', 'llvm-objdump'), ...(linker ? [] : ['ld64.lld'])];
if (withoutMach.length > 0) console.log(`skipped: no ${withoutMach.join(', ')}`);

describe.skipIf(withoutMach.length > 0)('a library of macOS that LLVM linked', () => {
  function linked(architecture: string): Buffer {
    const [source, object, output] = ['m.c', `m-${architecture}.o`, `m-${architecture}.dylib`].map(
      place.path,
    );
    writeFileSync(source as string, 'int guard(void) { return 7; }\n');
    run('clang', [
      '-target',
      `${architecture}-apple-macos11`,
      '-c',
      source as string,
      '-o',
      object as string,
    ]);
    const platform = ['-arch', architecture, '-platform_version', 'macos', '11', '11'];
    const kind = ['-dylib', '-adhoc_codesign', '-install_name', '/opt/guard/libguard.dylib'];
    run(linker as string, [...platform, ...kind, '-o', output as string, object as string]);
    return readFileSync(output as string);
  }

  test.each(['arm64', 'x86_64'])('for %s has its signature where llvm-objdump says', (architecture) => {
    const bytes = linked(architecture);
    const reported = run('llvm-objdump', [
      '--macho',
      '--private-headers',
      place.path(`m-${architecture}.dylib`),
    ]);
    const [, offset, size] = /LC_CODE_SIGNATURE[\s\S]*?dataoff (\d+)\s+datasize (\d+)/u.exec(reported) ?? [];
    expect(codePlace(rangesOf(bytes))).toEqual({ slice: 0, offset: Number(offset), size: Number(size) });
    expect(codeSignature(rangesOf(bytes))?.identifier).toBe(`m-${architecture}.dylib`);
  });

  test.each(['arm64', 'x86_64'])('for %s is as it was signed, and not after a change', (architecture) => {
    const bytes = linked(architecture);
    const { offset = 0 } = codePlace(rangesOf(bytes)) ?? {};
    expect(markOf(bytes)).toBe('signature-matches');
    for (const at of [64, 4096, offset - 1]) expect(markOf(changed(bytes, at))).toBe('signature-differs');
  });
});

const withoutJava = missingTools('jar', 'jarsigner', 'keytool');
if (withoutJava.length > 0) console.log(`skipped: no ${withoutJava.join(', ')}`);

describe.skipIf(withoutJava.length > 0)('a Java archive that jarsigner signed', () => {
  const PASSWORD = 'example-password';
  function signedJar(name: string, ...algorithm: string[]): Buffer {
    writeFileSync(place.path('guard.txt'), 'guard\n'.repeat(500));
    writeFileSync(place.path('scan.txt'), 'scan\n');
    run('jar', ['cf', name, 'guard.txt', 'scan.txt'], place.folder);
    const store = ['-keystore', place.path(`${name}.p12`), '-storepass', PASSWORD, '-storetype', 'PKCS12'];
    const pair = ['-genkeypair', '-alias', 'guard', '-dname', 'CN=Guard, O=AO Example Lab, C=RU'];
    run('keytool', [...pair, ...store, ...algorithm]);
    run('jarsigner', [...store, place.path(name), 'guard']);
    return readFileSync(place.path(name));
  }

  test.each([
    ['RSA', ['-keyalg', 'RSA', '-keysize', '2048']],
    ['EC', ['-keyalg', 'EC', '-groupname', 'secp256r1']],
  ])('with %s names its signer, and is as it was signed', (name, algorithm) => {
    const bytes = signedJar(`${name}.jar`, ...algorithm);
    expect(run('jarsigner', ['-verify', place.path(`${name}.jar`)])).toContain('jar verified');
    const [program] = [...programsOfFile('opt/guard.jar', bytes.length, rangesOf(bytes))];
    expect(program?.ids).toContain('signer:AO Example Lab');
    expect(markOf(bytes)).toBe('signature-matches');
  });

  test('with another member, or a changed one, is not', () => {
    signedJar('changed.jar', '-keyalg', 'RSA');
    writeFileSync(place.path('added.txt'), 'x');
    run('jar', ['uf', 'changed.jar', 'added.txt'], place.folder);
    expect(markOf(readFileSync(place.path('changed.jar')))).toBe('signature-differs');
    signedJar('other.jar', '-keyalg', 'RSA');
    writeFileSync(place.path('scan.txt'), 'scam\n');
    run('jar', ['uf', 'other.jar', 'scan.txt'], place.folder);
    expect(markOf(readFileSync(place.path('other.jar')))).toBe('signature-differs');
  });

  test('that nobody signed says nothing', () => {
    run('jar', ['cf', 'plain.jar', 'scan.txt'], place.folder);
    expect(markOf(readFileSync(place.path('plain.jar')))).toBeUndefined();
  });
});

const withoutInstaller = missingTools('wixl', 'osslsigncode');
if (withoutInstaller.length > 0) console.log(`skipped: no ${withoutInstaller.join(', ')}`);

describe.skipIf(withoutInstaller.length > 0)('an installer package that osslsigncode signed', () => {
  const SOURCE = `<?xml version="1.0" encoding="utf-8"?><Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
<Product Name="Example Guard" Id="12345678-2222-1111-1111-111111111111" UpgradeCode="12345678-2222-1111-1111-111111111112"
 Language="1033" Codepage="1252" Version="12.3.0" Manufacturer="Example Lab"><Package Id="*" InstallerVersion="200" Compressed="yes"/>
<Media Id="1" Cabinet="a.cab" EmbedCab="yes"/>
<Directory Id="TARGETDIR" Name="SourceDir"><Component Id="M" Guid="12345678-2222-1111-1111-111111111113"><File Id="F1" Name="guard.txt" Source="wix.txt"/></Component></Directory>
<Feature Id="F" Level="1"><ComponentRef Id="M"/></Feature></Product></Wix>`;

  test.each([[[]], [['-add-msi-dse']]])('with %j is as it was signed, and not after a change', (more) => {
    writeFileSync(place.path('wix.txt'), 'guard\n'.repeat(2000));
    writeFileSync(place.path('s.wxs'), SOURCE);
    run('wixl', ['-o', place.path('s.msi'), place.path('s.wxs')], place.folder);
    const signer = codeSigner(place.folder, '/CN=AO Example Lab/O=AO Example Lab/C=RU');
    const path = signed(
      place.path('s.msi'),
      place.path(`s${more.length}.msi`),
      signer,
      '-h',
      'sha256',
      ...more,
    );
    const bytes = readFileSync(path);
    expect(markOf(bytes)).toBe('signature-matches');
    const cabinet = bytes.indexOf('MSCF');
    expect(cabinet).toBeGreaterThan(0);
    expect(markOf(changed(bytes, cabinet + 40))).toBe('signature-differs');
    expect(markOf(readFileSync(place.path('s.msi')))).toBeUndefined();
  });
});
