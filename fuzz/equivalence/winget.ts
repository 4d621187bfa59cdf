import type { Program } from '../../src/types.ts';
import type { Random } from '../random.ts';
import { padded, widths } from '../writers/table.ts';
import type { Family, Written } from './family.ts';
import { DIGITS, LETTERS, pick, text, utf8, word } from './words.ts';

interface Entry {
  readonly name: string;
  readonly id: string;
  readonly version: string;
  readonly available: string;
  readonly source: string;
}

/** What `winget export` writes and `winget list` prints. */
export const winget: Family<Entry> = {
  id: 'winget',
  entry,
  // The export knows no other name than the identifier.
  truth: ({ id, version }) => ({ name: id, version, ids: [`winget:${id}`] }),
  forms: [
    {
      id: 'export',
      reader: 'winget-export',
      fields: ['name', 'version', 'ids'],
      write: (entries) => {
        const packages = (source: string) =>
          entries
            .filter((each) => each.source === source)
            .map(({ id, version }) => ({ PackageIdentifier: id, Version: version }));
        const body = {
          $schema: 'https://aka.ms/winget-packages.schema.2.0.json',
          Sources: ['winget', 'msstore'].map((source) => ({
            Packages: packages(source),
            SourceDetails: { Name: source },
          })),
        };
        return [{ path: 'packages.json', bytes: utf8(JSON.stringify(body, undefined, 2)) }];
      },
    },
    {
      id: 'list',
      reader: 'winget-list',
      fields: ['name', 'version', 'ids'],
      truth: ({ name, id, version }: Entry): Program => ({ name, version, ids: [`winget:${id}`] }),
      write: list,
    },
  ],
};

function entry(random: Random, at: number): Entry {
  const name = text(random, { longest: 80, scripts: true }).replace(/\s+/gu, ' ');
  const version = word(random, DIGITS, `${DIGITS}..`, 10);
  return {
    name: isCell(name) ? name : `Example ${at}`,
    id: `${word(random, LETTERS, `${LETTERS}+-`)}.${word(random, LETTERS, LETTERS)}${at}`,
    version,
    available: random(3) === 0 ? `${version}1` : '',
    source: pick(random, ['winget', 'winget', 'msstore']),
  };
}

/**
 * Whether a console shows every letter in the cells that its standard says: not marks of direction, joiners and
 * what is drawn in one or two as the font likes. What ends in an ellipsis reads as a name that was cut.
 */
function isCell(name: string): boolean {
  return /^[\u0020-\u007e\u00c0-\u024f\u0400-\u04ff\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3«»]*(?<!…|\?\?\?)$/u.test(
    name,
  );
}

function list(entries: readonly Entry[], random: Random): readonly Written[] {
  const rows = entries.map(({ name, id, version, available, source }) => [
    name,
    id,
    version,
    available,
    source,
  ]);
  const hasUpdates = entries.some(({ available }) => available !== '');
  const shown = (row: readonly string[]) => (hasUpdates ? row : row.filter((_, column) => column !== 3));
  const all = [['Name', 'Id', 'Version', 'Available', 'Source'], ...rows].map(shown);
  const wide = widths(all);
  const lines = all.map((row) =>
    row
      .map((cell, column) => padded(cell, wide[column] ?? 0))
      .join(' ')
      .trimEnd(),
  );
  const [header = '', ...body] = lines;
  const rule = '-'.repeat(wide.reduce((sum, each) => sum + each + 1, -1));
  const spinner = random(3) === 0 ? '\r   - \r   \\ \r' : '';
  return [{ path: 'list.txt', bytes: utf8(`${spinner}${[header, rule, ...body].join('\r\n')}\r\n`) }];
}
