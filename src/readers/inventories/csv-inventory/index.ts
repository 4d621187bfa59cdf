import { csvRows } from '../../../formats/csv.ts';
import { headLines } from '../../../formats/lines.ts';
import { quoted } from '../../../formats/place.ts';
import type { Reader } from '../../../model.ts';
import { type Columns, type Places, tablePrograms } from './columns.ts';

/**
 * Tables of software as asset databases export them (ServiceNow, Lansweeper, Jamf, Fleet, PDQ, …): one row
 * for each installation, with a title for the name and one for the version or the publisher. Where the
 * titles are others, `--columns` names them.
 */
export const csvInventory: Reader = {
  id: 'csv-inventory',
  title: 'Software tables of asset databases (CSV)',
  paths: [],
  recognises(head) {
    const header = headerOf(head);
    return header !== undefined && isSoftware(header) && !isOther(header);
  },
  read: (bytes) => tablePrograms(bytes, places),
};

/** What titles mean, in small letters without blanks and marks; the earlier name wins. */
const TITLES: Readonly<Record<keyof Columns, readonly string[]>> = {
  name: [
    'displayname',
    'softwarename',
    'softwaretitle',
    'applicationname',
    'applicationtitle',
    'productname',
    'programname',
    'packagename',
    'appname',
    'software',
    'application',
    'program',
    'product',
    'package',
    'title',
    'name',
  ],
  version: [
    'displayversion',
    'softwareversion',
    'applicationversion',
    'productversion',
    'programversion',
    'packageversion',
    'appversion',
    'versionnumber',
    'version',
  ],
  publisher: [
    'publisher',
    'softwarepublisher',
    'applicationpublisher',
    'publishername',
    'vendor',
    'vendorname',
    'softwarevendor',
    'manufacturer',
    'manufacturername',
    'softwaremanufacturer',
    'developer',
  ],
  user: ['username', 'user', 'lastuser', 'installedforuser'],
  folder: ['installlocation', 'installpath', 'path', 'location'],
  bundleId: ['bundleid', 'bundleidentifier'],
  productCode: ['productcode', 'identifyingnumber'],
  format: ['source', 'packageformat', 'packagetype', 'format'],
};

/** A bare «name» or «title» is that of anything; with a version and a maker it is a program's. */
const BARE = new Set(['title', 'name', 'product', 'package']);
/** Titles of other lists, which have readers of their own. */
const OTHERS =
  /^(?:ps(?:path|parentpath|childname|provider)|arpdisplayname0|displayname0|node|uninstallstring|resourceid)$/u;

/** The cells of the first line that is no remark, undefined when it has only one. */
function headerOf(head: Uint8Array): readonly string[] | undefined {
  const lines = headLines(head.subarray(0, 8192));
  const text = lines.find((line) => line.trim() !== '' && !/^(?:#TYPE|"?sep=)/iu.test(line));
  if (text === undefined || /[<>{}[\]]/u.test(text) || text.length > 4096) return undefined;
  const [row] = [...csvRows(new TextEncoder().encode(`${text}\n`))];
  return row && row.cells.length > 1 ? row.cells : undefined;
}

function isSoftware(header: readonly string[]): boolean {
  const titles = header.map(plain);
  const has = (field: keyof Columns): boolean => TITLES[field].some((title) => titles.includes(title));
  const name = TITLES.name.find((title) => titles.includes(title));
  if (name === undefined) return false;
  return BARE.has(name)
    ? has('version') && (has('publisher') || has('bundleId') || has('format'))
    : has('version') || has('publisher');
}

function isOther(header: readonly string[]): boolean {
  return header.some((title) => OTHERS.test(plain(title)));
}

function places(header: readonly string[]): Places {
  const titles = header.map(plain);
  const at: Partial<Record<keyof Columns, number>> = {};
  for (const field of Object.keys(TITLES) as (keyof Columns)[]) {
    const title = TITLES[field].find((one) => titles.includes(one));
    if (title !== undefined) at[field] = titles.indexOf(title);
  }
  if (at.name === undefined) throw new SyntaxError(`no column for the name in ${quoted(header.join(','))}`);
  return { ...at, name: at.name };
}

function plain(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
