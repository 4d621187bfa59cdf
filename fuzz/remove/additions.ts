import { PLANTED } from '../plant/documents.ts';
import { fileLists, INFO, stanza } from './linux.ts';
import type { Machine } from './machine.ts';

const STATUS = 'var/lib/dpkg/status';
const SYSTEM = ['bash', 'zlib1g'];
const BESIDE = ['alder', PLANTED];

/** A kind of package that is installed beside those of the system. */
interface Addition {
  readonly name: string;
  readonly files: (name: string) => readonly (readonly [path: string, content: string])[];
  /** What an uninstallation takes away of one. */
  readonly own: (name: string) => readonly string[];
  /** The folder of all, which is left when the last one is uninstalled, and places of one that are. */
  readonly leaves: (name: string) => readonly string[];
  /** Whether somebody may leave a link in the place of one. */
  readonly isLinked?: true;
  /** Whether the places of {@link own} count only together. */
  readonly isApart?: true;
}

/** A Debian with other files, whose own packages are not banned. */
export function debianBeside(
  name: string,
  files: readonly (readonly [path: string, content: string | Uint8Array])[],
): Machine {
  return {
    name,
    kind: 'root',
    files: new Map<string, string | Uint8Array>([
      ['etc/os-release', 'ID=debian\n'],
      [STATUS, SYSTEM.map(stanza).join('')],
      ...fileLists(SYSTEM),
      ...files,
    ]),
    lists: [STATUS],
    witnesses: [INFO],
    own: [],
  };
}

/** A Debian on which packages of another kind are installed. */
function debianWith({ name, files, own, leaves, isLinked, isApart }: Addition): Machine {
  const left = [...new Set(BESIDE.flatMap(leaves))];
  return {
    ...debianBeside(name, BESIDE.flatMap(files)),
    own: isApart ? left : [...left, ...BESIDE.flatMap(own)],
    leaves: { folder: left, link: isLinked ? [...left, ...BESIDE.flatMap(own)] : left },
    ...(isApart ? { apart: BESIDE.map(own) } : {}),
  };
}

const npm: Addition = {
  name: 'packages of npm',
  files: (name) => [
    [`usr/local/lib/node_modules/${name}/package.json`, `{"name":"${name}","version":"1.0.0"}\n`],
    [`usr/local/lib/node_modules/${name}/index.js`, '\n'],
  ],
  own: (name) => [`usr/local/lib/node_modules/${name}`],
  leaves: () => ['usr/local/lib/node_modules'],
  // `npm link` lays links to projects, which people delete.
  isLinked: true,
};

const gems: Addition = {
  name: 'gems',
  files: (name) => [
    [
      `var/lib/gems/3.1.0/specifications/${name}-1.0.gemspec`,
      `# -*- encoding: utf-8 -*-\n# stub: ${name} 1.0 ruby lib\n\nGem::Specification.new do |s|\n  s.name = "${name}".freeze\n  s.version = "1.0"\nend\n`,
    ],
    [`var/lib/gems/3.1.0/gems/${name}-1.0/lib/${name}.rb`, '\n'],
  ],
  own: (name) => [
    `var/lib/gems/3.1.0/specifications/${name}-1.0.gemspec`,
    `var/lib/gems/3.1.0/gems/${name}-1.0`,
  ],
  leaves: () => ['var/lib/gems'],
  isApart: true,
};

const kegs: Addition = {
  name: 'kegs',
  files: (name) => [
    [
      `home/linuxbrew/.linuxbrew/Cellar/${name}/1.0/INSTALL_RECEIPT.json`,
      '{"homebrew_version":"4.4.0","time":1700000000}\n',
    ],
    [`home/linuxbrew/.linuxbrew/Cellar/${name}/1.0/bin/${name}`, '#!/bin/sh\n'],
  ],
  own: (name) => [`home/linuxbrew/.linuxbrew/Cellar/${name}/1.0`],
  leaves: (name) => [`home/linuxbrew/.linuxbrew/Cellar/${name}`],
};

/** An id of 32 letters. */
const idOf = (name: string): string => name.replace(/[^a-p]/gu, 'p').padEnd(32, 'a');
const EXTENSIONS = 'home/ash/.config/google-chrome/Default/Extensions';

const extensions: Addition = {
  name: 'extensions of Chrome',
  files: (name) => [
    [
      `${EXTENSIONS}/${idOf(name)}/1.0_0/manifest.json`,
      `{"name":"${name}","version":"1.0","manifest_version":3}\n`,
    ],
    [`${EXTENSIONS}/${idOf(name)}/1.0_0/worker.js`, '\n'],
  ],
  own: (name) => [`${EXTENSIONS}/${idOf(name)}/1.0_0`],
  leaves: (name) => [`${EXTENSIONS}/${idOf(name)}`],
};

const LIBRARY = 'home/ash/.local/lib/python3.11/site-packages';

const distributions: Addition = {
  name: 'distributions of Python',
  files: (name) => [
    [`${LIBRARY}/${name}-1.0.dist-info/METADATA`, `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n\n`],
    [`${LIBRARY}/${name}-1.0.dist-info/RECORD`, `${name}.py,,\n`],
  ],
  own: (name) => [`${LIBRARY}/${name}-1.0.dist-info`],
  leaves: () => [LIBRARY],
};

/** Systems with programs that another manager than that of the system installed. */
export const ADDITIONS: readonly Machine[] = [npm, gems, kegs, extensions, distributions].map(debianWith);
