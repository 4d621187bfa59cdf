import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { bomPaths } from '../../src/formats/database/apple-bom.ts';
import { berElements } from '../../src/formats/signature/ber.ts';
import { codeSignature } from '../../src/formats/signature/code-signature.ts';
import { homebrewCaskroom } from '../../src/readers/macos/homebrew-caskroom.ts';
import { macApp } from '../../src/readers/macos/mac-app/index.ts';
import { macKext } from '../../src/readers/macos/mac-kext.ts';
import { macLaunchd } from '../../src/readers/macos/mac-launchd.ts';
import { macPrivilegedHelper } from '../../src/readers/macos/mac-privileged-helper.ts';
import { macSystemExtensions } from '../../src/readers/macos/mac-system-extensions.ts';
import { pkgReceipt } from '../../src/readers/macos/pkg-receipt.ts';
import { folderSource } from '../../src/sources/folder.ts';
import type { Reader, Sighting } from '../../src/types.ts';
import {
  binaryPlistOf,
  codeDirectory,
  signedExecutable,
  universal,
  xmlPlistOf,
} from '../support/mac-harness.ts';

const partOf = (bytes: Uint8Array) => (offset: number, length: number) =>
  bytes.subarray(offset, offset + length);
const folder = mkdtempSync(join(tmpdir(), 'mac-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.log('skipped: openssl is not here, so signatures with certificates are not made');

const CERTIFICATE = 'Developer ID Application: Example AV GmbH (A1B2C3D4E5)';

const at = (name: string): string => join(folder, name);

function openssl(...args: string[]): Buffer {
  const { stdout, stderr, status } = spawnSync('openssl', args);
  if (status !== 0) throw new Error(stderr.toString());
  return stdout;
}

/** A certificate such as Apple gives to developers, with its authority. Keys take longer than all that is signed. */
function makeCertificate(): void {
  const key = (name: string): string[] => [
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at(`${name}.key`),
    '-out',
    at(`${name}.pem`),
  ];
  const authority = '/CN=Developer ID Certification Authority/O=Apple Inc.';
  const subject = `/UID=A1B2C3D4E5/CN=${CERTIFICATE}/OU=A1B2C3D4E5/O=Example AV GmbH/C=DE`;
  openssl('req', '-x509', ...key('ca'), '-subj', authority, '-days', '9');
  openssl('req', ...key('leaf'), '-subj', subject);
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'];
  openssl('x509', '-req', '-in', at('leaf.pem'), ...signed, '-out', at('cert.pem'), '-days', '9');
  writeFileSync(at('code'), 'code');
}

/** A CMS signature by that certificate; `stream` has it in indefinite length. */
function signature(stream: boolean): Buffer {
  if (!existsSync(at('cert.pem'))) makeCertificate();
  const signer = ['-signer', at('cert.pem'), '-inkey', at('leaf.key'), '-certfile', at('ca.pem')];
  const form = ['-binary', '-outform', 'DER', ...(stream ? ['-stream'] : [])];
  return openssl('cms', '-sign', '-in', at('code'), ...form, ...signer);
}

describe('the signature of an executable', () => {
  test.skipIf(!hasOpenssl).each([false, true])('names its maker (indefinite length: %s)', (stream) => {
    const thin = signedExecutable({
      identifier: 'com.example.alder',
      team: 'A1B2C3D4E5',
      cms: signature(stream),
    });
    const signed = {
      identifier: 'com.example.alder',
      team: 'A1B2C3D4E5',
      signer: { commonName: CERTIFICATE, country: 'DE', organisation: 'Example AV GmbH', unit: 'A1B2C3D4E5' },
    };
    expect(codeSignature(partOf(thin))).toMatchObject(signed);
    expect(codeSignature(partOf(universal([thin, thin])))).toMatchObject(signed);
  });

  test('is looked up in a few small parts of a large file', () => {
    const large = signedExecutable({ identifier: 'com.example.alder', team: 'A1B2C3D4E5', code: 8 << 20 });
    let asked = 0;
    const found = codeSignature((offset, length) => {
      const part = large.subarray(offset, offset + length);
      asked += part.length;
      return part;
    });
    expect(found?.team).toBe('A1B2C3D4E5');
    expect(asked).toBeLessThan(32 * 1024);
  });

  test.each<[string, Uint8Array]>([
    ['a script', Buffer.from('#!/bin/sh\nexec true\n')],
    ['nothing', new Uint8Array()],
    [
      'a Java class, which begins like a universal executable',
      Buffer.from('cafebabe0000003400000000'.padEnd(80, '0'), 'hex'),
    ],
    ['a program of Windows', Buffer.from('MZ'.padEnd(100, '\0'))],
  ])('is absent from %s', (_, bytes) => {
    expect(codeSignature(partOf(bytes))).toBeUndefined();
  });

  test('that was cut or overwritten is reported, at any place', () => {
    const whole = signedExecutable({ identifier: 'com.example.alder', team: 'A1B2C3D4E5', code: 64 });
    const results = new Set<string>();
    for (let length = 0; length < whole.length; length++) {
      for (const bytes of [whole.subarray(0, length), spoilt(whole, length)]) {
        try {
          results.add(codeSignature(partOf(bytes))?.team ?? 'none');
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
          results.add('told');
        }
      }
    }
    expect(results).toContain('told');
  });

  test('nesting of certificates is bounded', () => {
    const deep = Buffer.from('3080'.repeat(5000), 'hex');
    expect(() => [...berElements(deep, 0, deep.length)]).toThrow('nested without bound');
  });
});

function spoilt(bytes: Buffer, at: number): Buffer {
  return Buffer.from(bytes).fill(0xff, at, Math.min(at + 4, bytes.length));
}

/** What a reader sees on a machine with these files. */
async function seen(
  reader: Reader,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<{ programs: Sighting[]; fault?: string }> {
  const root = mkdtempSync(join(folder, 'root-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const programs: Sighting[] = [];
  try {
    for await (const file of folderSource(root).files(reader.paths)) {
      const bytes = reader.pathOnly ? new Uint8Array() : await file.bytes();
      for (const program of reader.read(bytes, file.resolver))
        programs.push({ ...program, reader: reader.id, path: file.path });
    }
  } catch (error) {
    return { programs, fault: (error as Error).message };
  }
  return { programs };
}

const INFO = xmlPlistOf({
  CFBundleName: 'Alder',
  CFBundleExecutable: 'alder',
  CFBundleIdentifier: 'com.example.alder',
});
const AT = 'Applications/Alder.app/Contents';

describe('an application', () => {
  test.skipIf(!hasOpenssl)('is known by its team and its maker', async () => {
    const executable = signedExecutable({
      identifier: 'com.example.alder',
      team: 'A1B2C3D4E5',
      cms: signature(false),
    });
    const { programs } = await seen(macApp, {
      [`${AT}/Info.plist`]: INFO,
      [`${AT}/MacOS/alder`]: executable,
    });
    expect(programs).toMatchObject([
      {
        publisher: 'Example AV GmbH',
        ids: ['bundle-id:com.example.alder', 'team-id:A1B2C3D4E5', `signer:${CERTIFICATE}`],
      },
    ]);
  });

  test('whose executable is a script is signed in files of its own', async () => {
    const files = {
      [`${AT}/Info.plist`]: INFO,
      [`${AT}/MacOS/alder`]: '#!/bin/sh\n',
      [`${AT}/_CodeSignature/CodeDirectory`]: codeDirectory('com.example.alder', 'A1B2C3D4E5'),
    };
    expect((await seen(macApp, files)).programs[0]?.ids).toContain('team-id:A1B2C3D4E5');
  });

  test('with a broken signature is given, and the fault is reported', async () => {
    const executable = signedExecutable({ identifier: 'com.example.alder', team: 'A1B2C3D4E5' }).subarray(
      0,
      4110,
    );
    const { programs, fault } = await seen(macApp, {
      [`${AT}/Info.plist`]: INFO,
      [`${AT}/MacOS/alder`]: executable,
    });
    expect(programs).toHaveLength(1);
    expect(fault).toContain('code signature');
  });

  test('does not send its reader to files outside of it', async () => {
    const sly = xmlPlistOf({ CFBundleName: 'Alder', CFBundleExecutable: '../../../../etc/passwd' });
    const { programs } = await seen(macApp, {
      [`${AT}/Info.plist`]: sly,
      'etc/passwd': signedExecutable({ identifier: 'x', team: 'A1B2C3D4E5' }),
    });
    expect(programs[0]?.ids).toEqual([]);
  });

  test('keeps a name with control characters as it is, for the reports to show harmless', async () => {
    const name = 'Alder\u202Efdp.\u001B]0;x\u0007';
    const { programs } = await seen(macApp, { [`${AT}/Info.plist`]: xmlPlistOf({ CFBundleName: name }) });
    expect(programs[0]?.name).toBe(name);
  });

  test.each([
    'Library/Input Methods',
    'Users/ash/Applications/Games',
    'System/Applications',
    'Users/ash/Downloads',
    'Library/Application Support/Alder/Tools/Binaries',
  ])('is found in %s', async (place) => {
    expect((await seen(macApp, { [`${place}/Alder.app/Contents/Info.plist`]: INFO })).programs).toHaveLength(
      1,
    );
  });

  test('inside another is a part of it, but for the tools that it offers', async () => {
    const { programs } = await seen(macApp, {
      [`${AT}/Info.plist`]: INFO,
      [`${AT}/Library/LoginItems/Helper.app/Contents/Info.plist`]: INFO,
      [`${AT}/Frameworks/X.framework/Versions/A/Helpers/Y.app/Contents/Info.plist`]: INFO,
      [`${AT}/Applications/Tool.app/Contents/Info.plist`]: INFO,
    });
    expect(programs).toHaveLength(2);
  });
});

const launchd = (label: string): string => xmlPlistOf({ Label: label, Program: '/x' });
const receipt = (id: string): Buffer =>
  binaryPlistOf({ PackageIdentifier: id, PackageVersion: '1', InstallPrefixPath: '/' });
const EXTENSION =
  '<plist><dict><key>extensions</key><array><dict><key>identifier</key><string>com.kaspersky.kav.sysext</string><key>teamID</key><string>2Y8XE5CQ94</string><key>state</key><string>activated_enabled</string></dict></array></dict></plist>';

describe('each mark of one product gives its identifier by itself', () => {
  test.each<[string, Reader, string, string | Uint8Array, string]>([
    [
      'bundle',
      macApp,
      `${AT}/Info.plist`,
      binaryPlistOf({ CFBundleIdentifier: 'com.kaspersky.kav' }),
      'bundle-id:com.kaspersky.kav',
    ],
    [
      'kernel extension',
      macKext,
      'Library/Extensions/klif.kext/Contents/Info.plist',
      xmlPlistOf({ CFBundleIdentifier: 'com.kaspersky.kext.klif' }),
      'kext:com.kaspersky.kext.klif',
    ],
    [
      'launch daemon',
      macLaunchd,
      'Library/LaunchDaemons/com.kaspersky.kav.plist',
      launchd('com.kaspersky.kav'),
      'launchd:com.kaspersky.kav',
    ],
    [
      'launch agent',
      macLaunchd,
      'Users/ash/Library/LaunchAgents/x.plist',
      launchd('com.kaspersky.kav.gui'),
      'launchd:com.kaspersky.kav.gui',
    ],
    [
      'helper tool',
      macPrivilegedHelper,
      'Library/PrivilegedHelperTools/com.kaspersky.kav.helper',
      'x',
      'launchd:com.kaspersky.kav.helper',
    ],
    [
      'receipt',
      pkgReceipt,
      'private/var/db/receipts/com.kaspersky.kav.core.plist',
      receipt('com.kaspersky.kav.core'),
      'receipt:com.kaspersky.kav.core',
    ],
    [
      'receipt of a mounted system',
      pkgReceipt,
      'var/db/receipts/com.kaspersky.kav.oas.plist',
      receipt('com.kaspersky.kav.oas'),
      'receipt:com.kaspersky.kav.oas',
    ],
    [
      'system extension',
      macSystemExtensions,
      'Library/SystemExtensions/db.plist',
      EXTENSION,
      'system-extension:com.kaspersky.kav.sysext',
    ],
    [
      'team of an extension',
      macSystemExtensions,
      'Library/SystemExtensions/db.plist',
      EXTENSION,
      'team-id:2Y8XE5CQ94',
    ],
    [
      'cask',
      homebrewCaskroom,
      'opt/homebrew/Caskroom/yandex/.metadata/1/2/Casks/yandex.rb',
      'cask "yandex" do\nend\n',
      'cask:yandex',
    ],
  ])('%s', async (_, reader, path, content, id) => {
    const { programs, fault } = await seen(reader, { [path]: content });
    expect(fault).toBeUndefined();
    expect(programs[0]?.ids).toContain(id);
  });
});

describe('a bill of materials', () => {
  const bytes = readFileSync(
    'fixtures/readers/pkg-receipt/removed/private/var/db/receipts/com.example.pkg.alder.bom',
  );

  test('gives its paths', () => {
    expect(bomPaths(bytes, 100)).toContain('Alder Shield.app/Contents/Info.plist');
  });

  test('that was cut or changed gives paths or is reported, and never hangs', () => {
    for (let length = 0; length < bytes.length; length += 7) {
      for (const changed of [bytes.subarray(0, length), spoilt(bytes, length)]) {
        try {
          expect(bomPaths(changed, 1000).length).toBeLessThanOrEqual(1000);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }
    }
  });
});
