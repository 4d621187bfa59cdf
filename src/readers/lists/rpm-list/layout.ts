import { isRpmArch, rpmName, rpmVersion } from '../../rpm-name.ts';
import type { RpmColumn } from '../../rpm-titles.ts';
import type { Cells } from './cells.ts';

/** The columns from the left, one text in the middle that may hold the delimiter, and the columns to the right. */
export interface Layout {
  readonly before: readonly RpmColumn[];
  readonly text: RpmColumn | undefined;
  readonly after: readonly RpmColumn[];
}

/** What the values of a column have in common. */
type Kind = 'arch' | 'time' | 'epoch' | 'sure-epoch' | 'evr' | 'version' | 'text';

const TIME = /^\d{9,10}$/u;
const EPOCH = /^(?:\(none\)|\d{1,3})$/u;
const DIGIT = /\d/u;
/** Texts that are no vendor: licences, groups, links, times, source packages. */
const NO_VENDOR =
  /\b(?:GPL|LGPL|AGPL|BSD|MIT|MPL|Apache|ASL|Artistic|Public Domain|Redistributable)|^[\w ]+\/[\w /]+$|^Unspecified$|^https?:|\d:\d\d|\.src\.rpm$/u;
/** Columns are checked by the first rows; a list of all packages does not change its shape. */
const SAMPLE = 500;

/**
 * Works out what the columns hold from what all their values have in common.
 *
 * @param exact whether every row has the same number of columns
 */
export function layoutOf(
  rows: readonly Cells[],
  titles: readonly RpmColumn[] | undefined,
  exact: boolean,
): Layout | undefined {
  if (titles !== undefined) return { before: titles, text: undefined, after: [] };
  const width = commonWidth(rows);
  const sample = rows
    .filter((cells) => (exact ? cells.length === width : cells.length >= Math.min(width, 2)))
    .slice(0, SAMPLE);
  const least = sample.reduce((most, cells) => Math.min(most, cells.length), Number.POSITIVE_INFINITY);
  if (sample.length === 0 || least < 2) return undefined;
  const kindAt = (at: number): Kind => kindOf(sample.map((cells) => cells.at(at) ?? ''));
  return exact ? exactLayout(sample, width, kindAt) : looseLayout(sample, least, kindAt);
}

function commonWidth(rows: readonly Cells[]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

function kindOf(values: readonly string[]): Kind {
  const known = values.filter((value) => value !== '(none)');
  if (known.length > 0 && known.every(isRpmArch)) return 'arch';
  if (known.length > 0 && known.every((value) => TIME.test(value))) return 'time';
  // Of small numbers only epochs are missing now and then
  if (values.every((value) => EPOCH.test(value)))
    return known.length < values.length ? 'sure-epoch' : 'epoch';
  if (!values.every((value) => DIGIT.test(value) && rpmVersion(value) !== undefined)) return 'text';
  return values.every((value) => value.includes('-')) ? 'evr' : 'version';
}

function firstRole(rows: readonly Cells[]): RpmColumn {
  return rows.every(([first]) => rpmName(first ?? '')?.arch !== undefined) ? 'nevra' : 'name';
}

function exactLayout(
  rows: readonly Cells[],
  width: number,
  kindAt: (at: number) => Kind,
): Layout | undefined {
  const kinds = Array.from({ length: width }, (_, at) => (at === 0 ? 'text' : kindAt(at)));
  const roles = rolesOf(kinds, firstRole(rows));
  const vendor = vendorAmong(rows, kinds);
  const before = roles.map((role, at) => (at === vendor ? 'vendor' : role));
  return hasVersion(before) ? { before, text: undefined, after: [] } : undefined;
}

/** The text with the fewest values, because vendors repeat; licences and the like are left out. */
function vendorAmong(rows: readonly Cells[], kinds: readonly Kind[]): number | undefined {
  const texts = kinds.flatMap((kind, at) => {
    const values = new Set(rows.map((cells) => cells[at] ?? '').filter((value) => value !== '(none)'));
    const isVendor = kind === 'text' && at > 0 && ![...values].some((value) => NO_VENDOR.test(value));
    return isVendor && values.size > 0 ? [{ at, values: values.size }] : [];
  });
  return texts.sort((a, b) => a.values - b.values || a.at - b.at)[0]?.at;
}

/** Columns that are no text from both ends; what is between them is one text. */
function looseLayout(
  rows: readonly Cells[],
  least: number,
  kindAt: (at: number) => Kind,
): Layout | undefined {
  const left: Kind[] = ['text'];
  while (left.length < least && kindAt(left.length) !== 'text') left.push(kindAt(left.length));
  const right: Kind[] = [];
  while (left.length + right.length < least && ['arch', 'time'].includes(kindAt(-1 - right.length))) {
    right.unshift(kindAt(-1 - right.length));
  }
  const roles = rolesOf([...left, ...right], firstRole(rows));
  const isWhole = rows.every((cells) => cells.length === left.length + right.length);
  const layout = {
    before: roles.slice(0, left.length),
    text: isWhole ? undefined : ('vendor' as const),
    after: roles.slice(left.length),
  };
  return hasVersion(roles) ? layout : undefined;
}

function hasVersion(roles: readonly RpmColumn[]): boolean {
  return roles.includes('version') || roles.includes('nevra');
}

/** Names the columns in the order in which people write them: epoch, version, release. */
function rolesOf(kinds: readonly Kind[], first: RpmColumn): RpmColumn[] {
  const numbers = kinds.flatMap((kind, at) =>
    at > 0 && ['epoch', 'sure-epoch', 'evr', 'version'].includes(kind) ? [at] : [],
  );
  const isEpoch =
    numbers.length > 1 &&
    ['epoch', 'sure-epoch'].includes(kinds[numbers[0] ?? 0] ?? '') &&
    (numbers.length > 2 || kinds[numbers[1] ?? 0] === 'evr');
  const names: RpmColumn[] = isEpoch ? ['epoch', 'version', 'release'] : ['version', 'release'];
  const lead = kinds[numbers[isEpoch ? 1 : 0] ?? 0];
  const given = lead === 'evr' ? names.slice(0, -1) : names;
  const lateEpoch = isEpoch ? -1 : kinds.indexOf('sure-epoch');
  return kinds.map((kind, at) => {
    if (at === 0) return first;
    if (kind === 'arch') return 'arch';
    // The time of building may follow that of installation
    if (kind === 'time') return at === kinds.indexOf('time') ? 'installTime' : 'other';
    const role = first === 'nevra' ? undefined : given[numbers.indexOf(at)];
    return role ?? (at === lateEpoch ? 'epoch' : 'other');
  });
}
