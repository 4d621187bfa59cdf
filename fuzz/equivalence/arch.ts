import type { Program } from '../../src/types.ts';
import type { Random } from '../random.ts';
import type { Family } from './family.ts';
import { DIGITS, LOWER, pick, text, utf8, word } from './words.ts';

interface Entry {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  readonly packager: string;
  readonly about: string;
  readonly installed: number;
}

/** The database of pacman, a file a package, and what `pacman -Q` and `-Qi` print of it. */
export const arch: Family<Entry> = {
  id: 'arch',
  entry,
  truth,
  forms: [
    {
      id: 'local',
      reader: 'pacman-local',
      fields: ['name', 'version', 'arch', 'maintainer', 'installedOn', 'ids'],
      write: (entries, random) =>
        entries.map((each) => ({
          path: `var/lib/pacman/local/${each.name}-${each.version}/desc`,
          bytes: utf8(description(each, random)),
        })),
    },
    {
      id: 'pacman -Q',
      reader: 'pacman-list',
      fields: ['name', 'version', 'ids'],
      write: (entries) => [
        {
          path: 'list.txt',
          bytes: utf8(entries.map(({ name, version }) => `${name} ${version}\n`).join('')),
        },
      ],
    },
    {
      id: 'pacman -Qi',
      reader: 'pacman-list',
      fields: ['name', 'version', 'arch', 'maintainer', 'ids'],
      write: (entries) => [{ path: 'list.txt', bytes: utf8(entries.map(information).join('')) }],
    },
  ],
};

function entry(random: Random, at: number): Entry {
  const epoch = random(4) === 0 ? `${1 + random(9)}:` : '';
  return {
    name: `${word(random, `${LOWER}@_+`, `${LOWER}${DIGITS}@._+-`, 14)}${at}x`,
    version: `${epoch}${word(random, DIGITS, `${DIGITS}..+~_${LOWER}`, 12)}-${1 + random(9)}${pick(random, ['', '', '.1'])}`,
    arch: pick(random, ['x86_64', 'any']),
    packager: `${
      text(random, { longest: 60 })
        .replace(/[<>\s]+/gu, ' ')
        .trim() || 'A'
    } <a@example.org>`,
    about: text(random, { longest: 200 }),
    installed: 1_200_000_000 + random(65_536) * 8000,
  };
}

function truth({ name, version, arch: own, packager, installed }: Entry): Program {
  const installedOn = new Date(installed * 1000).toISOString().slice(0, 10);
  return { name, version, arch: own, maintainer: packager, installedOn, ids: [`pacman:${name}`] };
}

function description(
  { name, version, arch: own, packager, about, installed }: Entry,
  random: Random,
): string {
  const sections = [
    ['NAME', name],
    ['VERSION', version],
    ['BASE', name],
    ['DESC', about],
    ['URL', 'https://example.org'],
    ['ARCH', own],
    ['BUILDDATE', '1100000000'],
    ['INSTALLDATE', String(installed)],
    ['PACKAGER', packager],
    ['DEPENDS', 'glibc\nbash>=5'],
  ];
  const head = random(2) === 0 ? sections : [...sections.slice(0, 2), ...sections.slice(2).reverse()];
  return head.map(([title, value]) => `%${title}%\n${value}\n\n`).join('');
}

function information({ name, version, arch: own, packager, about }: Entry): string {
  const fields = [
    ['Name', name],
    ['Version', version],
    ['Description', about],
    ['Architecture', own],
    ['URL', 'https://example.org'],
    ['Packager', packager],
    ['Install Date', 'Wed 01 Jan 2025 00:00:00 UTC'],
  ];
  return `${fields.map(([label = '', value]) => `${label.padEnd(15)} : ${value}\n`).join('')}\n`;
}
