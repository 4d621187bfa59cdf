import { PLANTED } from '../plant/documents.ts';
import { sqlite } from '../writers/sqlite.ts';
import { debianBeside } from './additions.ts';
import type { Machine } from './machine.ts';

const NAMES = ['alder', PLANTED];

/** Without the list of Cargo nothing shows which of the programs beside it are its own. */
function cargo(): Machine {
  const home = 'root/.cargo';
  const list = `${home}/.crates2.json`;
  const key = (name: string): string =>
    `${name} 1.0.0 (registry+https://github.com/rust-lang/crates.io-index)`;
  const installs = Object.fromEntries(NAMES.map((name) => [key(name), { bins: [name] }]));
  const machine = debianBeside('crates of Cargo', [
    [list, JSON.stringify({ installs })],
    ...NAMES.map((name) => [`${home}/bin/${name}`, '#!/bin/sh\n'] as const),
  ]);
  return { ...machine, own: [home, list], leaves: { folder: [home, list], link: [] } };
}

function composer(): Machine {
  const vendor = 'root/.config/composer/vendor';
  const files = [`${vendor}/autoload.php`, `${vendor}/composer/installed.json`] as const;
  const packages = NAMES.map((name) => ({ name: `${name}/${name}`, version: '1.0.0' }));
  const machine = debianBeside('packages of Composer', [
    [files[0], '<?php\n'],
    [files[1], JSON.stringify({ packages, dev: false })],
  ]);
  return { ...machine, own: [vendor], leaves: { folder: [vendor], link: [] }, apart: [files] };
}

function bun(): Machine {
  const home = 'root/.bun/install/global';
  const dependencies = Object.fromEntries(NAMES.map((name) => [name, '1.0.0']));
  const folder = (name: string): string => `${home}/node_modules/${name}`;
  const machine = debianBeside('packages of Bun', [
    [`${home}/package.json`, JSON.stringify({ dependencies })],
    ...NAMES.map(
      (name) => [`${folder(name)}/package.json`, JSON.stringify({ name, version: '1.0.0' })] as const,
    ),
  ]);
  return {
    ...machine,
    own: [home],
    leaves: { folder: [home], link: [] },
    apart: [[`${home}/package.json`, `${home}/node_modules`]],
  };
}

function vsCode(): Machine {
  const home = 'home/ash/.vscode/extensions';
  const folder = (name: string): string => `${home}/example.${name}-1.0.0`;
  const manifest = (name: string) =>
    JSON.stringify({ name, publisher: 'example', version: '1.0.0', engines: { vscode: '^1.80.0' } });
  const machine = debianBeside('extensions of VS Code', [
    [`${home}/extensions.json`, '[]'],
    ...NAMES.flatMap((name) => [
      [`${folder(name)}/package.json`, manifest(name)] as const,
      [`${folder(name)}/extension.js`, '\n'] as const,
    ]),
  ]);
  return { ...machine, own: NAMES.map(folder), leaves: { folder: [home], link: [] } };
}

function firefox(): Machine {
  const idOf = (name: string): string => `extension@${name}`;
  const home = 'home/ash/.mozilla/firefox';
  const addons = NAMES.map((name) => ({
    id: idOf(name),
    version: '1.0',
    type: 'extension',
    active: true,
    location: 'app-profile',
    defaultLocale: { name },
  }));
  const list = `${home}/abc.default/extensions.json`;
  const machine = debianBeside('extensions of Firefox', [
    [`${home}/profiles.ini`, '[Profile0]\nName=default\nIsRelative=1\nPath=abc.default\n'],
    [list, JSON.stringify({ schemaVersion: 36, addons })],
    [`${home}/abc.default/compatibility.ini`, '[Compatibility]\nLastVersion=128.0\n'],
    ...NAMES.map((name) => [`${home}/abc.default/extensions/${idOf(name)}.xpi`, 'PK'] as const),
  ]);
  const profile = `${home}/abc.default`;
  return { ...machine, own: [profile], leaves: { folder: [profile], link: [] } };
}

function nixos(): Machine {
  const path = (name: string): string => `/nix/store/0123456789abcdfghijklmnpqrsvwxyz-${name}`;
  const all = ['nixos-system-host-24.05', ...NAMES.map((name) => `${name}-1.0`)];
  const rows = all.map((name, at) => [at + 1, [null, path(name)]] as const);
  const refs = NAMES.map((_, at) => [at + 1, [1, at + 2]] as const);
  const database = 'nix/var/nix/db/db.sqlite';
  return {
    name: 'nixos',
    kind: 'root',
    files: new Map<string, string | Uint8Array>([
      ['etc/os-release', 'ID=nixos\n'],
      ['nix/var/nix/profiles/system/.keep', ''],
      [
        database,
        sqlite(
          [
            { name: 'ValidPaths', sql: 'CREATE TABLE ValidPaths (id integer primary key, path text)', rows },
            { name: 'Refs', sql: 'CREATE TABLE Refs (referrer integer, reference integer)', rows: refs },
          ],
          4096,
        ),
      ],
    ]),
    lists: [database],
    own: [],
  };
}

/** Systems on which one list has all programs of a kind. */
export const SINGLE_LISTS: readonly Machine[] = [cargo(), composer(), bun(), vsCode(), firefox(), nixos()];
