import type { Program, State } from '../../src/types.ts';
import type { Random } from '../random.ts';
import type { Family, Written } from './family.ts';
import { DIGITS, LOWER, maybe, pick, text, utf8, word } from './words.ts';

interface Entry {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  readonly isMany: boolean;
  readonly want: string;
  readonly reached: string;
  readonly broken: boolean;
  readonly maintainer: string;
  readonly about: string | undefined;
}

const WANTS = ['install', 'install', 'install', 'hold', 'deinstall', 'purge', 'unknown'];
const REACHED: readonly (readonly [string, State | undefined])[] = [
  ['installed', 'installed'],
  ['installed', 'installed'],
  ['installed', 'installed'],
  ['config-files', 'residue'],
  ['half-installed', 'partial'],
  ['unpacked', 'partial'],
  ['half-configured', 'partial'],
  ['triggers-awaited', 'partial'],
  ['triggers-pending', 'partial'],
  ['not-installed', undefined],
];
const REVISIONS = ['', '', '.1', '+deb12u1', 'ubuntu0.24.04.2', '~bpo12+1', '+b3', 'build1'];
const LETTERS = new Map([
  ['not-installed', 'n'],
  ['config-files', 'c'],
  ['half-installed', 'H'],
  ['unpacked', 'U'],
  ['half-configured', 'F'],
  ['triggers-awaited', 'W'],
  ['triggers-pending', 't'],
  ['installed', 'i'],
]);
const LETTER_OF_WANT = new Map([
  ['unknown', 'u'],
  ['install', 'i'],
  ['hold', 'h'],
  ['deinstall', 'r'],
  ['purge', 'p'],
]);
const ARCHES = ['amd64', 'amd64', 'all', 'i386', 'arm64', 'riscv64'];

/** The database of dpkg and what its commands print of it. */
export const debian: Family<Entry> = {
  id: 'debian',
  entry,
  truth,
  forms: [
    {
      id: 'status',
      reader: 'dpkg-status',
      fields: ['name', 'version', 'arch', 'ids', 'state', 'marks', 'maintainer'],
      write: (entries, random) => [
        { path: 'status', bytes: utf8(entries.map((each) => stanza(each, random)).join('')) },
      ],
    },
    {
      id: 'dpkg -l',
      reader: 'dpkg-list',
      fields: ['name', 'version', 'arch', 'ids', 'state', 'marks'],
      write: table,
    },
    {
      id: 'dpkg-query -W',
      reader: 'dpkg-list',
      // It prints neither state nor architecture, unless several of one package can be there.
      fields: ['name', 'version', 'ids'],
      // What is known by name alone has no version, and that is how it shows.
      truth: (each) => (each.version === '' ? undefined : plainTruth(each)),
      // A single row of a name and a version may be of any package manager.
      carries: ({ reached }) => reached !== 'not-installed',
      write: (entries) => [
        {
          path: 'list.txt',
          bytes: utf8(entries.map((each) => `${shownName(each)}\t${each.version}\n`).join('')),
        },
      ],
    },
    {
      id: 'dpkg-query -W with states',
      reader: 'dpkg-list',
      fields: ['name', 'version', 'arch', 'ids', 'state', 'marks', 'maintainer'],
      // An empty cell says which one it is to nobody who does not know the format.
      carries: ({ reached }) => reached !== 'not-installed',
      write: (entries) => [
        {
          path: 'list.txt',
          bytes: utf8(
            entries
              .map(
                (each) =>
                  `${each.name}\t${each.version}\t${each.arch}\t${each.want} ok ${each.reached}\t${each.maintainer}\n`,
              )
              .join(''),
          ),
        },
      ],
    },
    {
      id: 'apt list --installed',
      reader: 'dpkg-list',
      // It knows what is installed and what left settings, and no more.
      fields: ['name', 'version', 'arch', 'ids', 'state'],
      carries: ({ reached }) => reached === 'installed' || reached === 'config-files',
      write: (entries) => [{ path: 'list.txt', bytes: utf8(`Listing...\n${entries.map(aptRow).join('')}`) }],
    },
  ],
};

function entry(random: Random, at: number): Entry {
  const epoch = random(4) === 0 ? `${random(12)}:` : '';
  const revision = random(4) === 0 ? '' : `-${1 + random(30)}${pick(random, REVISIONS)}`;
  const [reached] = pick(random, REACHED);
  // Letters behind a dot may be those of a release of another distribution, and the list be taken for its.
  const letters = `${DIGITS}${DIGITS}..+~${revision === '' ? '' : '-'}`;
  const upstream =
    word(random, DIGITS, letters, random(20) === 0 ? 80 : 10) + pick(random, ['', '', 'a', 'rc1', '+dfsg']);
  return {
    name: `${word(random, LOWER + DIGITS, `${LOWER}${DIGITS}+-`, random(20) === 0 ? 90 : 14)}${pick(random, ['', '.'])}${at}x`,
    version: reached === 'not-installed' ? '' : `${epoch}${upstream}${revision}`,
    arch: pick(random, ARCHES),
    isMany: random(5) === 0,
    want: pick(random, WANTS),
    reached,
    broken: random(20) === 0,
    maintainer: `${
      text(random, { longest: 60 })
        .replace(/[<>\s|;,=]+/gu, ' ')
        .trim() || 'A'
    } <a@example.org>`,
    about: maybe(random, { longest: 200 }),
  };
}

function plainTruth({ name, version }: Entry): Program {
  return { name, version, ids: [`deb:${name}`] };
}

function truth(each: Entry): Program | undefined {
  const state = REACHED.find(([word]) => word === each.reached)?.[1];
  if (state === undefined) return undefined;
  return {
    ...plainTruth(each),
    arch: each.arch,
    maintainer: each.maintainer,
    ...(state === 'installed' ? {} : { state }),
    ...(each.want === 'hold' ? { marks: ['held'] } : {}),
  };
}

function stanza(each: Entry, random: Random): string {
  const { name, version, arch, isMany, want, reached, broken, maintainer, about } = each;
  const status = `${want} ${broken ? 'reinstreq' : 'ok'} ${reached}`;
  const fields = [
    `Package: ${name}\nStatus: ${status}\n`,
    ...(random(2) === 0 ? ['Priority: optional\n', 'Section: utils\n'] : []),
    `Maintainer: ${maintainer}\n`,
    `Architecture: ${arch}\n`,
    ...(isMany ? ['Multi-Arch: same\n'] : []),
    ...(version === '' ? [] : [`Version: ${version}\n`]),
    'Depends: libc6 (>= 2.34)\n',
    ...(random(3) === 0 ? [`Conffiles:\n /etc/x 0123 obsolete\n Package: not\n`] : []),
    `Description: ${about ?? ''}\n Version: 9 of\n .\n ${about ?? 'no text'}\n`,
  ];
  return `${fields.join('')}\n`;
}

/** Where several architectures of a package can be installed, its name is shown with them. */
function shownName({ name, arch, isMany }: Entry): string {
  return isMany ? `${name}:${arch}` : name;
}

function table(entries: readonly Entry[], random: Random): readonly Written[] {
  const rows = entries.map((each) => [
    shownName(each),
    each.version || '<none>',
    each.version === '' ? '<none>' : each.arch,
  ]);
  const widths = [0, 1, 2].map((at) => Math.max(12, ...rows.map((row) => row[at]?.length ?? 0)));
  const body = entries.map((each, at) => {
    const letters = `${LETTER_OF_WANT.get(each.want)}${LETTERS.get(each.reached)}${each.broken ? 'R' : ' '}`;
    const cells = (rows[at] ?? []).map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return `${letters} ${cells.join(' ')} ${(each.about ?? '').trim() || '(no description available)'}\n`;
  });
  // An even width: that of old versions, which cut what is longer, is odd.
  const about = 44 + 2 * random(20);
  const ruler = `+++-${[...widths, about].map((width) => '='.repeat(width)).join('-')}\n`;
  return [
    {
      path: 'list.txt',
      bytes: utf8(`${HEADER}||/ Name Version Architecture Description\n${ruler}${body.join('')}`),
    },
  ];
}

const HEADER = `Desired=Unknown/Install/Remove/Purge/Hold
| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
`;

function aptRow(each: Entry): string {
  const note = each.reached === 'installed' ? 'installed,automatic' : 'residual-config';
  return `${each.name}/stable,now ${each.version} ${each.arch} [${note}]\n`;
}
