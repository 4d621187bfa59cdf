// A machine with much on it: packages, units, accounts, browsers and libraries. All of it is invented.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PACKAGES = 1000;
const UNITS = 170;
const EXTENSIONS = 8;
const LIBRARIES = 40;
/** Accounts of services, as a distribution makes them. */
const SERVICES = 20;

/**
 * Writes the root of a Debian machine with 1,000 packages, 170 units, two browsers and some Python libraries. The build
 * compiles ahead what its scan calls, and `npm run bench -- startup` measures that scan.
 *
 * @param root a folder that is there
 */
export function writeTypicalMachine(root: string): void {
  const write = (path: string, content: string) => {
    const at = join(root, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
  };
  write('etc/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n');
  write('etc/debian_version', '12.5\n');
  write('etc/hostname', 'linden\n');
  write('etc/passwd', accounts());
  write('etc/apt/sources.list', 'deb http://deb.example.org/debian bookworm main\n');
  write('var/lib/dpkg/status', numbered(PACKAGES, packageOf).join(''));
  numbered(PACKAGES, (name) => write(`var/lib/dpkg/info/package-${name}.list`, '/.\n'));
  numbered(UNITS, (name) => write(`usr/lib/systemd/system/unit-${name}.service`, unitOf(name)));
  numbered(UNITS, (name) => write(`usr/sbin/unit-${name}`, '\x7fELF'));
  symlinkSync('usr/lib', join(root, 'lib'));
  symlinkSync('usr/sbin', join(root, 'sbin'));
  for (const [path, content] of browsers('home/rowan')) write(path, content);
  numbered(LIBRARIES, (name) =>
    write(`usr/lib/python3/dist-packages/lib_${name}-1.0.dist-info/METADATA`, libraryOf(name)),
  );
}

function numbered<Value>(count: number, make: (name: string) => Value): Value[] {
  return Array.from({ length: count }, (_, at) => make(String(at + 1).padStart(4, '0')));
}

function packageOf(name: string): string {
  const lines = [
    `Package: package-${name}`,
    'Status: install ok installed',
    'Priority: optional',
    'Section: libs',
    'Installed-Size: 1234',
    'Maintainer: Example Maintainers <packages@example.org>',
    'Architecture: amd64',
    'Multi-Arch: same',
    `Version: 1:2.36-9+deb12u${Number(name)}`,
    'Depends: libc6 (>= 2.34), libgcc-s1 (>= 3.0), libstdc++6 (>= 11)',
    'Conffiles:',
    ` /etc/package-${name}.conf 0123456789abcdef0123456789abcdef`,
    `Description: example package number ${name}`,
    ' It has a description of several lines, as packages have, which says at some',
    ' length what the package is good for and whom it serves.',
    ' .',
    ' It ends with a second paragraph.',
    'Homepage: https://example.org/',
  ];
  return `${lines.join('\n')}\n\n`;
}

function unitOf(name: string): string {
  return `[Unit]\nDescription=Example service ${name}\nAfter=network.target\n\n[Service]\nType=simple\nExecStart=/usr/sbin/unit-${name} --foreground\nRestart=on-failure\n\n[Install]\nWantedBy=multi-user.target\n`;
}

function accounts(): string {
  const services = numbered(
    SERVICES,
    (name) => `service-${name}:x:${100 + Number(name)}:65534::/var/lib/service-${name}:/usr/sbin/nologin`,
  );
  return [
    'root:x:0:0:root:/root:/bin/bash',
    ...services,
    'rowan:x:1000:1000::/home/rowan:/bin/bash',
    '',
  ].join('\n');
}

function libraryOf(name: string): string {
  return `Metadata-Version: 2.1\nName: lib-${name}\nVersion: 1.0\nSummary: An example\nAuthor: Example Authors\nLicense: MIT\n\nA long text.\n`;
}

function browsers(home: string): [path: string, content: string][] {
  const chromium = `${home}/.config/google-chrome/Default`;
  const firefox = `${home}/.mozilla/firefox`;
  const extensions = numbered(EXTENSIONS, (name): [string, string] => [
    `${chromium}/Extensions/${name.replace(/\d/gu, (digit) => 'abcdefghij'.charAt(Number(digit))).padEnd(32, 'a')}/1.0_0/manifest.json`,
    JSON.stringify({ manifest_version: 3, name: `Extension ${name}`, version: '1.0' }),
  ]);
  const addons = numbered(EXTENSIONS, (name) => ({
    id: `extension-${name}@example.org`,
    version: '1.0',
    type: 'extension',
    active: true,
    location: 'app-profile',
    defaultLocale: { name: `Extension ${name}`, creator: 'Example Authors' },
  }));
  return [
    ...extensions,
    [`${chromium}/Preferences`, JSON.stringify({ extensions: { settings: {} }, profile: { name: 'Rowan' } })],
    [`${firefox}/profiles.ini`, '[Profile0]\nName=default\nIsRelative=1\nPath=a.default\nDefault=1\n'],
    [`${firefox}/a.default/extensions.json`, JSON.stringify({ schemaVersion: 36, addons })],
  ];
}
