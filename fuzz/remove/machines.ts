import { layout, tar } from '../../tests/support/tar-writer.ts';
import { PLANTED } from '../plant/documents.ts';
import { type HiveKey, hive } from '../writers/hive.ts';

/** A source of which parts are taken away. */
export interface Machine {
  readonly name: string;
  readonly kind: 'root' | 'handed' | 'archive';
  /** Path → content. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** Files and folders that list programs: without one of them the source is not whole. */
  readonly lists: readonly string[];
  /** What an uninstallation of the banned program takes away as a whole. */
  readonly own: readonly string[];
  /** An empty folder or a link in the place of one of {@link own} shows that it was uninstalled too. */
  readonly leavesPlaces?: true;
}

const stanza = (name: string): string =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\nMaintainer: Example <a@example.org>\n\n`;
const NAMES = ['bash', PLANTED, 'zlib1g'];
const PASSWD = 'root:x:0:0::/root:/bin/sh\nash:x:1000:1000::/home/ash:/bin/sh\n';

function debian(): Machine {
  return {
    name: 'debian',
    kind: 'root',
    files: new Map([
      ['etc/os-release', 'ID=debian\nVERSION_ID="12"\n'],
      ['etc/passwd', PASSWD],
      ['home/ash/.profile', ''],
      ['var/lib/dpkg/status', NAMES.map(stanza).join('')],
      ...NAMES.map((name) => [`var/lib/dpkg/info/${name}.list`, '/.\n'] as const),
      ['var/lib/snapd/state.json', '{"data":{"snaps":{"core22":{"active":true,"current":"1"}}}}'],
    ]),
    lists: ['var/lib/dpkg/status', 'var/lib/snapd/state.json'],
    own: [],
  };
}

function alpine(): Machine {
  return {
    name: 'alpine',
    kind: 'root',
    files: new Map<string, string | Uint8Array>([
      ['etc/os-release', 'ID=alpine\nVERSION_ID=3.20\n'],
      ['lib/apk/db/installed', NAMES.map((name) => `P:${name}\nV:1.0-r0\nA:x86_64\n\n`).join('')],
      ['lib/apk/db/triggers', ''],
      ['lib/apk/db/scripts.tar', tar([])],
    ]),
    lists: ['lib/apk/db/installed'],
    own: [],
  };
}

function arch(): Machine {
  const folder = (name: string): string => `var/lib/pacman/local/${name}-1.0-1`;
  return {
    name: 'arch',
    kind: 'root',
    files: new Map([
      ['etc/os-release', 'ID=arch\n'],
      ['var/lib/pacman/local/ALPM_DB_VERSION', '9\n'],
      ...NAMES.map(
        (name) =>
          [`${folder(name)}/desc`, `%NAME%\n${name}\n\n%VERSION%\n1.0-1\n\n%ARCH%\nx86_64\n\n`] as const,
      ),
    ]),
    lists: ['var/lib/pacman/local', ...NAMES.map((name) => `${folder(name)}/desc`)],
    own: NAMES.map(folder),
  };
}

function mac(): Machine {
  const info = (name: string): string =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>CFBundleIdentifier</key><string>org.example.${name}</string><key>CFBundleName</key><string>${name}</string><key>CFBundleShortVersionString</key><string>1.0</string><key>CFBundlePackageType</key><string>APPL</string></dict></plist>\n`;
  const bundle = (name: string): string => `Applications/${name}.app`;
  return {
    name: 'mac',
    kind: 'root',
    files: new Map([
      [
        'System/Library/CoreServices/SystemVersion.plist',
        '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>ProductName</key><string>macOS</string><key>ProductVersion</key><string>15.1</string></dict></plist>\n',
      ],
      ...['Safari', PLANTED].map((name) => [`${bundle(name)}/Contents/Info.plist`, info(name)] as const),
    ]),
    lists: ['Applications'],
    own: ['Safari', PLANTED].flatMap((name) => [bundle(name), `${bundle(name)}/Contents`]),
    leavesPlaces: true,
  };
}

const wide = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');
const number = (value: number): Buffer => Buffer.from([value, 0, 0, 0]);
const key = (name: string, keys: readonly HiveKey[], values: HiveKey['values'] = []): HiveKey => ({
  name,
  values,
  keys,
});
const written = (root: HiveKey): Uint8Array => hive(root, { list: 'lh', most: 100, minor: 5 });

function windows(): Machine {
  const entries = ['alder', PLANTED].map((name) =>
    key(name, [], [{ name: 'DisplayName', type: 1, data: wide(name) }]),
  );
  const current = key('CurrentVersion', [key('Uninstall', entries)]);
  const system = key('ROOT', [
    key('Select', [], [{ name: 'Current', type: 4, data: number(1) }]),
    key('ControlSet001', [
      key('Services', [key('Spooler', [], [{ name: 'Start', type: 4, data: number(2) }])]),
    ]),
  ]);
  const config = 'Windows/System32/config';
  return {
    name: 'windows',
    kind: 'root',
    files: new Map([
      [`${config}/SOFTWARE`, written(key('ROOT', [key('Microsoft', [key('Windows', [current])])]))],
      [`${config}/SYSTEM`, written(system)],
      ['Users/ash/NTUSER.DAT', written(key('ROOT', [key('Software', [])]))],
    ]),
    lists: [`${config}/SOFTWARE`, `${config}/SYSTEM`, 'Users/ash/NTUSER.DAT'],
    own: ['Users/ash', 'Users'],
  };
}

function pages(): Machine {
  const row = (name: string): string =>
    `{"DisplayName":"${name}","DisplayVersion":"1","Publisher":"Example"}`;
  return {
    name: 'pages of an answer',
    kind: 'handed',
    files: new Map([
      ['page-1.json', `{"value":[${row('alder')}],"Count":3}`],
      ['list.ndjson', `${row('birch')}\n${row(PLANTED)}\n`],
    ]),
    lists: ['page-1.json', 'list.ndjson'],
    own: ['list.ndjson'],
  };
}

function sbom(): Machine {
  const part = (name: string): string =>
    `{"type":"application","name":"${name}","version":"1","bom-ref":"${name}"}`;
  const bom = `{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[${NAMES.map(part).join(',')}]}`;
  return {
    name: 'sbom',
    kind: 'handed',
    files: new Map([['app.cdx.json', bom]]),
    lists: ['app.cdx.json'],
    own: [],
  };
}

function image(): Machine {
  const layer = tar([
    { name: 'etc/os-release', content: 'ID=debian\n' },
    { name: 'var/lib/dpkg/status', content: NAMES.map(stanza).join('') },
  ]);
  const { blobs, index } = layout([{ layers: [layer] }, { layers: [layer], architecture: 'arm64' }]);
  const files = new Map<string, string | Uint8Array>([
    ['oci-layout', '{"imageLayoutVersion":"1.0.0"}'],
    ['index.json', index],
    ...Array.from(blobs, ([digest, content]) => [`blobs/sha256/${digest}`, content] as const),
  ]);
  const lists = [...files.keys()].filter((path) => path !== 'oci-layout');
  return { name: 'image', kind: 'archive', files, lists, own: [] };
}

/** Machines, documents and images that hold a banned program. */
export const MACHINES: readonly Machine[] = [
  debian(),
  alpine(),
  arch(),
  mac(),
  windows(),
  pages(),
  sbom(),
  image(),
];
