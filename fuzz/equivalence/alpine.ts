import type { Program } from '../../src/types.ts';
import type { Random } from '../random.ts';
import type { Family } from './family.ts';
import { DIGITS, LOWER, pick, text, utf8, word } from './words.ts';

interface Entry {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  readonly maintainer: string | undefined;
  readonly about: string;
  readonly license: string;
}

/** The database of apk and what its commands print of it. */
export const alpine: Family<Entry> = {
  id: 'alpine',
  entry,
  truth,
  forms: [
    {
      id: 'installed',
      reader: 'apk-installed',
      fields: ['name', 'version', 'arch', 'maintainer', 'ids'],
      write: (entries, random) => [
        { path: 'installed', bytes: utf8(entries.map((each) => stanza(each, random)).join('')) },
      ],
    },
    {
      id: 'apk list',
      reader: 'apk-list',
      fields: ['name', 'version', 'arch', 'ids'],
      write: list((each, random) => {
        const note = random(3) === 0 ? `upgradable from: ${each.name}-0.1-r0` : 'installed';
        return `${each.name}-${each.version} ${each.arch} {${each.name}} (${each.license}) [${note}]`;
      }),
    },
    {
      id: 'apk info -v',
      reader: 'apk-list',
      fields: ['name', 'version', 'ids'],
      write: list((each) => `${each.name}-${each.version}`),
    },
    {
      id: 'apk info -vv',
      reader: 'apk-list',
      fields: ['name', 'version', 'ids'],
      write: list((each) => `${each.name}-${each.version} - ${each.about}`),
    },
  ],
};

function entry(random: Random, at: number): Entry {
  const part = () => `.${random(40)}`;
  const suffix = pick(random, ['', '', '_p1', '_rc2', '_git20240101', 'a']);
  return {
    name: `${word(random, `${LOWER}._`, `${LOWER}${DIGITS}.+_-`, 14)}${at}x`,
    version: `${random(30)}${Array.from({ length: random(4) }, part).join('')}${suffix}-r${random(30)}`,
    arch: pick(random, ['x86_64', 'noarch', 'aarch64', 'armv7']),
    maintainer: random(3) === 0 ? undefined : `${text(random, { longest: 60 })} <a@example.org>`,
    // With wide gaps in all texts a short list is taken for a table, and two readers claim it.
    about: text(random, { longest: 200 }).replace(/ {2,}/gu, ' '),
    license: pick(random, ['MIT', 'GPL-2.0-or-later AND MIT', '(MIT OR BSD)']),
  };
}

function truth({ name, version, arch, maintainer }: Entry): Program {
  return { name, version, arch, ids: [`apk:${name}`], ...(maintainer === undefined ? {} : { maintainer }) };
}

function stanza(each: Entry, random: Random): string {
  const { name, version, arch, maintainer, about } = each;
  const files = random(2) === 0 ? 'F:etc\nM:0:0:1777\nR:P:x\nZ:Q1x=\n' : '';
  const by = maintainer === undefined ? '' : `m:${maintainer}\n`;
  return `C:Q1abc=\nP:${name}\nV:${version}\nA:${arch}\nS:1\nI:2\nT:${about}\nU:https://example.org\nL:MIT\no:x\n${by}t:1700000000\n${files}\n`;
}

function list(row: (each: Entry, random: Random) => string) {
  return (entries: readonly Entry[], random: Random) => [
    { path: 'list.txt', bytes: utf8(entries.map((each) => `${row(each, random)}\n`).join('')) },
  ];
}
