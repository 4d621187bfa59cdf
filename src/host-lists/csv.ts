import { csvRows } from '../formats/table/csv.ts';
import { entryOf, type HostEntry, osFamily, type ParsedHosts, tagsIn } from './host-entry.ts';

/** Titles of columns, in small letters without spaces and signs, and what they mean. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  name: `name host hostname computer computername device devicename machine machinename fqdn dnsname source asset
    assetname endpoint inventoryhostname`.split(/\s+/u),
  owner: 'owner assignedto assigneduser primaryuser responsible contact'.split(' '),
  site: 'site location office building'.split(' '),
  group: 'group unit department team ou orgunit businessunit organisationalunit organizationalunit'.split(
    ' ',
  ),
  tags: 'tags tag labels label'.split(' '),
  deviceClass: 'deviceclass class devicetype formfactor'.split(' '),
  os: 'os operatingsystem platform system osname'.split(' '),
};

/** Whether the first line of a file has the titles of such a table. */
export function isHostTable(titles: readonly string[]): boolean {
  return titles.length > 1 && titles.some((title) => meaningOf(title) === 'name');
}

function meaningOf(title: string): string | undefined {
  const key = title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return Object.keys(COLUMNS).find((meaning) => COLUMNS[meaning]?.includes(key));
}

/**
 * Reads a table of hosts: comma, semicolon, tab or bar between cells, in any encoding.
 *
 * @throws Error that names the file and line of a row without a name, or of a table that says no name
 */
export function hostsInTable(path: string, bytes: Uint8Array): ParsedHosts {
  const entries: HostEntry[] = [];
  const notices: string[] = [];
  let columns: (string | undefined)[] | undefined;
  for (const { line, cells } of csvRows(bytes)) {
    if (columns === undefined) {
      columns = columnsOf(path, cells);
      const unknown = cells.filter((title, at) => columns?.[at] === undefined && title.trim() !== '');
      if (unknown.length > 0)
        notices.push(
          `${path}: columns that mean nothing here: ${unknown.map((one) => one.trim()).join(', ')}`,
        );
    } else if (cells.some((cell) => cell.trim() !== '')) {
      entries.push(entryIn(`${path}:${line}`, columns, cells, notices));
    }
  }
  if (columns === undefined) throw new Error(`${path}: the list is empty`);
  return { entries, notices };
}

function columnsOf(path: string, titles: readonly string[]): (string | undefined)[] {
  const columns = titles.map(meaningOf);
  for (const meaning of Object.keys(COLUMNS)) {
    const same = titles.filter((_, at) => columns[at] === meaning);
    if (same.length > 1 && meaning !== 'name')
      throw new Error(`${path}: several columns say the same: ${same.join(', ')}; leave one`);
  }
  if (!columns.includes('name'))
    throw new Error(
      `${path}: no column has the names of the hosts; call it name (there are: ${titles.join(', ')})`,
    );
  return columns;
}

function entryIn(
  place: string,
  columns: readonly (string | undefined)[],
  cells: readonly string[],
  notices: string[],
): HostEntry {
  if (cells.slice(columns.length).some((cell) => cell.trim() !== ''))
    throw new Error(`${place}: ${cells.length} cells under ${columns.length} titles`);
  const all = (meaning: string): string[] =>
    columns.flatMap((column, at) => (column === meaning ? (cells[at] ?? '').trim() : []));
  const [owner, site, group, tags, deviceClass, os] = [
    'owner',
    'site',
    'group',
    'tags',
    'deviceClass',
    'os',
  ].map((meaning) => all(meaning)[0] || undefined);
  const names = [...new Set(all('name').filter((name) => name !== ''))];
  if (names.length === 0) throw new Error(`${place}: a host without a name`);
  const family = os === undefined ? undefined : osFamily(os);
  if (os !== undefined && family === undefined)
    notices.push(`${place}: ${JSON.stringify(os)} is none of the operating systems windows, linux and macos`);
  return entryOf(names, place, {
    ...(owner !== undefined && { owner }),
    ...(site !== undefined && { site }),
    ...(group !== undefined && { group }),
    ...(deviceClass !== undefined && { deviceClass: deviceClass.toLowerCase() }),
    ...(family !== undefined && { os: family }),
    tags: tagsIn(tags ?? ''),
  });
}
