import { PLANTED } from '../plant/documents.ts';
import { type HiveKey, hive } from '../writers/hive.ts';
import type { Machine } from './machine.ts';

const wide = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');
const number = (value: number): Buffer => Buffer.from([value, 0, 0, 0]);
const key = (name: string, keys: readonly HiveKey[], values: HiveKey['values'] = []): HiveKey => ({
  name,
  values,
  keys,
});
const written = (root: HiveKey): Uint8Array => hive(root, { list: 'lh', most: 100, minor: 5 });

const uninstall = (names: readonly string[]): HiveKey[] => {
  const entries = names.map((name) => key(name, [], [{ name: 'DisplayName', type: 1, data: wide(name) }]));
  return [key('Windows', [key('CurrentVersion', [key('Uninstall', entries)])])];
};

const PROFILE = 'S-1-5-21-1-2-3-1001';
const profiles = key('Windows NT', [
  key('CurrentVersion', [
    key('ProfileList', [
      key(PROFILE, [], [{ name: 'ProfileImagePath', type: 2, data: wide('C:\\Users\\ash') }]),
    ]),
  ]),
]);

/** The system volume of a Windows, with programs of the machine and of an account. */
function windows(name: string, ofMachine: readonly string[], ofAccount: readonly string[]): Machine {
  const system = key('ROOT', [
    key('Select', [], [{ name: 'Current', type: 4, data: number(1) }]),
    key('ControlSet001', [
      key('Services', [key('Spooler', [], [{ name: 'Start', type: 4, data: number(2) }])]),
    ]),
  ]);
  const config = 'Windows/System32/config';
  return {
    name,
    kind: 'root',
    files: new Map([
      [`${config}/SOFTWARE`, written(key('ROOT', [key('Microsoft', [...uninstall(ofMachine), profiles])]))],
      [`${config}/SYSTEM`, written(system)],
      [
        'Users/ash/NTUSER.DAT',
        written(key('ROOT', [key('Software', [key('Microsoft', uninstall(ofAccount))])])),
      ],
    ]),
    lists: [`${config}/SOFTWARE`, `${config}/SYSTEM`, 'Users/ash/NTUSER.DAT'],
    own: [],
  };
}

/** A Windows on which Chocolatey has installed the banned program, and nothing else lists it. */
function withChocolatey(): Machine {
  const folder = (name: string): string => `ProgramData/chocolatey/lib/${name}`;
  const { files, lists, ...machine } = windows('windows, Chocolatey', ['alder'], []);
  const packages = ['birch', PLANTED];
  return {
    ...machine,
    files: new Map([
      ...files,
      ...packages.flatMap((name) => [
        [
          `${folder(name)}/${name}.nuspec`,
          `<package><metadata><id>${name}</id><version>1.0</version></metadata></package>\n`,
        ] as const,
        [`${folder(name)}/${name}.nupkg`, 'PK'] as const,
      ]),
    ]),
    lists,
    own: packages.map(folder),
    // What was changed stays where a package was.
    leaves: { folder: packages.map(folder), link: packages.map(folder) },
    apart: packages.map((name) => [`${folder(name)}/${name}.nuspec`, `${folder(name)}/${name}.nupkg`]),
  };
}

/** Windows, where the banned program is one of the machine or of an account. */
export const WINDOWS: readonly Machine[] = [
  windows('windows', ['alder', PLANTED], []),
  windows('windows, an account', ['alder'], ['birch', PLANTED]),
  withChocolatey(),
];
