import type { Program } from '../../src/types.ts';
import type { Random } from '../random.ts';
import { padded, width, widths } from '../writers/table.ts';
import type { Family, Written } from './family.ts';
import { DIGITS, given, maybe, pick, text, utf8, word } from './words.ts';

interface Entry {
  readonly DisplayName: string | undefined;
  readonly DisplayVersion: string | undefined;
  readonly Publisher: string | undefined;
  readonly InstallDate: string | undefined;
  readonly PSChildName: string;
}

const TITLES = ['DisplayName', 'DisplayVersion', 'Publisher', 'InstallDate', 'PSChildName'] as const;
const FIELDS = ['name', 'version', 'publisher', 'installedOn', 'ids', 'kind'] as const;

/** What PowerShell makes of the list of programs: JSON, CSV, a table, a list of properties. */
export const powershell: Family<Entry> = {
  id: 'powershell',
  entry,
  truth,
  forms: [
    {
      id: 'ConvertTo-Json',
      reader: 'powershell-output',
      fields: FIELDS,
      carries: hasHalves,
      write: (entries, random) => {
        const list = entries.map((each) =>
          Object.fromEntries(TITLES.map((title) => [title, each[title] ?? null])),
        );
        const body = list.length === 1 && random(2) === 0 ? list[0] : list;
        return [{ path: 'programs.json', bytes: utf8(JSON.stringify(body, undefined, 4)) }];
      },
    },
    {
      id: 'Export-Csv',
      reader: 'software-csv',
      fields: FIELDS,
      // PowerShell writes no half characters into UTF-8; what ends a line in a cell becomes the end of a line.
      carries: (each) => hasHalves(each) && !valuesOf(each).some((value) => /\r|\u001b/u.test(value)),
      write: csv,
    },
    {
      id: 'Format-List',
      reader: 'powershell-output',
      fields: FIELDS,
      // A value of several lines is printed below itself with blanks before it, and long ones are broken.
      carries: isLine,
      write: (entries) => {
        const blocks = entries.map((each) =>
          TITLES.map((title) => `${title.padEnd(14)} : ${each[title] ?? ''}`).join('\r\n'),
        );
        return [{ path: 'programs.txt', bytes: utf8(`\r\n${blocks.join('\r\n\r\n')}\r\n\r\n\r\n`) }];
      },
    },
    {
      id: 'Format-Table',
      reader: 'powershell-output',
      fields: FIELDS,
      // A row without a name goes on the one before it; letters of no sure width move the columns, and several gaps
      // within cells are the columns of another list.
      carries: (each) =>
        isLine(each) &&
        given(each.DisplayName) !== undefined &&
        valuesOf(each).every(isSure) &&
        gapsOf(each) <= 1,
      write: table,
    },
  ],
};

function entry(random: Random, at: number): Entry {
  const alphabet = { newlines: true, tabs: true, controls: true, blanks: true, longest: 300 };
  const name = maybe(random, alphabet);
  return {
    // What ends in dots reads as cut, here and in every list of PowerShell.
    DisplayName: name && name.replace(/[.…]+\s*$/u, ''),
    DisplayVersion:
      random(6) === 0 ? undefined : word(random, DIGITS, `${DIGITS}..`, 10).replace(/\.+$/u, ''),
    // A publisher may be the subject of a certificate, and is read as one.
    Publisher: maybe(random, alphabet)?.replace(/^\s*CN=/iu, ''),
    InstallDate: random(3) === 0 ? `20${10 + random(15)}0${1 + random(9)}${10 + random(18)}` : undefined,
    PSChildName: `${text(random, { longest: 60 }).replace(/[\\/]/gu, '').trim()}k${at}`,
  };
}

function truth(each: Entry): Program {
  const [name, version, publisher] = [
    given(each.DisplayName),
    given(each.DisplayVersion),
    given(each.Publisher),
  ];
  const date = each.InstallDate?.replace(/^(....)(..)(..)$/u, '$1-$2-$3');
  const isEmpty = name === undefined && version === undefined && publisher === undefined;
  return {
    name: name ?? each.PSChildName,
    ...(version === undefined ? {} : { version }),
    ...(publisher === undefined ? {} : { publisher }),
    ...(date === undefined ? {} : { installedOn: date }),
    ids: [`uninstall-key:${each.PSChildName}`],
    ...(isEmpty ? { kind: 'trace' } : {}),
  };
}

function valuesOf(each: Entry): string[] {
  return TITLES.map((title) => each[title] ?? '');
}

function gapsOf(each: Entry): number {
  return valuesOf(each).reduce((sum, value) => sum + value.trim().split(/ {2,}/u).length - 1, 0);
}

function hasHalves(each: Entry): boolean {
  return valuesOf(each).every((value) => Buffer.from(value).toString() === value);
}

function isLine(each: Entry): boolean {
  return hasHalves(each) && valuesOf(each).every((value) => !/\p{Cc}/u.test(value));
}

function isSure(value: string): boolean {
  return /^[\u0020-\u007e\u00c0-\u024f\u0400-\u04ff\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3«»]*$/u.test(value);
}

function csv(entries: readonly Entry[], random: Random): readonly Written[] {
  const separator = pick(random, [',', ',', ';', '\t']);
  const row = (cells: readonly (string | undefined)[]) =>
    `${cells.map((cell) => (cell === undefined ? '' : `"${cell.replaceAll('"', '""')}"`)).join(separator)}\r\n`;
  const type = random(2) === 0 ? '#TYPE Selected.System.Management.Automation.PSCustomObject\r\n' : '';
  const body = entries.map((each) => row(TITLES.map((title) => each[title])));
  return [{ path: 'programs.csv', bytes: utf8(`${type}${row(TITLES)}${body.join('')}`) }];
}

function table(entries: readonly Entry[]): readonly Written[] {
  const rows = [TITLES, ...entries.map(valuesOf)];
  const wide = widths(rows);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => padded(cell, wide[column] ?? 0))
      .join(' ')
      .trimEnd();
  const rule = TITLES.map((title) => '-'.repeat(width(title)));
  const [header = '', ...body] = rows.map(line);
  return [
    {
      path: 'programs.txt',
      bytes: utf8(`\r\n${header}\r\n${line(rule)}\r\n${body.join('\r\n')}\r\n\r\n\r\n`),
    },
  ];
}
