import type { ErrorCollector } from '../../../formats/errors.ts';
import type { Line } from '../../../formats/text/lines.ts';
import { rpmVersion } from '../../rpm-name.ts';
import { dayOf, type Entry, given, shownLine } from './entry.ts';

/** The fields of one package. */
type Fields = Map<string, string>;

const NAME = /^Name {8}: /u;
const SECOND = /^(?:Epoch {7}|Version {5}): /u;
const OTHER = /^(?:Release|Architecture|Install Date|Group|Size|License|Vendor|Summary) *: /u;
const FIELD = /^(?<label>[A-Z][A-Za-z ]{3,11}?) *: ?(?<value>.*)$/su;
/** rpm before 4.9 set two fields side by side; which second one follows which first one never changed. */
const SECOND_COLUMN = new Map([
  ['Name', /^(?<first>\S*)\s+(?<label>Relocations): (?<value>.*)$/su],
  ['Version', /^(?<first>\S*)\s+(?<label>Vendor): (?<value>.*)$/su],
  ['Release', /^(?<first>\S*)\s+(?<label>Build Date): (?<value>.*)$/su],
  ['Install Date', /^(?<first>.*?)\s+(?<label>Build Host): (?<value>.*)$/su],
  ['Group', /^(?<first>.*?)\s+(?<label>Source RPM): (?<value>.*)$/su],
  ['Size', /^(?<first>\d*)\s+(?<label>License): (?<value>.*)$/su],
]);

/** Whether lines begin as `rpm -qi` does: the same fields in the same columns in every language. */
export function isInfo(lines: readonly string[]): boolean {
  return isStart(lines, 0);
}

/** A description may have lines like fields, but no name with a version below it. */
function isStart(lines: readonly string[], at: number): boolean {
  if (!NAME.test(lines[at] ?? '')) return false;
  const next = lines[at + 1] ?? '';
  return SECOND.test(next) || NAME.test(next) || lines.slice(at + 1, at + 4).filter(isOther).length > 1;
}

/** Whether a line is one of the fields below: a package whose version was lost is a package. */
function isOther(line: string): boolean {
  return OTHER.test(line);
}

/** The packages of such a list. Each ends with its description, so a cut before that shows. */
export function* infoEntries(lines: readonly Line[], broken: ErrorCollector): Generator<Entry> {
  const texts = lines.map((line) => line.text);
  for (let at = 0; at < lines.length; ) {
    const start = lines[at];
    let end = at + 1;
    while (end < lines.length && !isStart(texts, end)) end++;
    const entry = start && entryOf(fieldsOf(lines.slice(at, end), broken), start);
    if (entry !== undefined) yield entry;
    else broken.add(`a package without its end, ${start ? shownLine(start) : ''}`);
    at = end;
  }
}

/** Fields of which a package has one each. */
const TELLING: ReadonlySet<string> = new Set(['Name', 'Epoch', 'Version', 'Release', 'Vendor']);

function fieldsOf(lines: readonly Line[], broken: ErrorCollector): Fields {
  const fields: Fields = new Map();
  for (const { text, number } of lines) {
    const { label = '', value = '' } = FIELD.exec(text)?.groups ?? {};
    const side = SECOND_COLUMN.get(label)?.exec(value)?.groups;
    const first = side?.['first'] ?? value;
    if (TELLING.has(label) && (fields.get(label) ?? first) !== first)
      broken.add(`line ${number}: the field ${label} stands twice in a package, with two values`);
    fields.set(label, first);
    if (side !== undefined) fields.set(side['label'] ?? '', side['value'] ?? '');
    if (label === 'Description') break;
  }
  return fields;
}

function entryOf(fields: Fields, line: Line): Entry | undefined {
  const field = (label: string): string | undefined => given(fields.get(label));
  const [name, epoch, number, release] = ['Name', 'Epoch', 'Version', 'Release'].map(field);
  const version = number && rpmVersion(`${epoch === undefined ? '' : `${epoch}:`}${number}-${release}`);
  if (name === undefined || release === undefined || !version || !fields.has('Description')) return undefined;
  return {
    name,
    version,
    line: line.number,
    arch: field('Architecture'),
    publisher: field('Vendor'),
    maintainer: field('Packager'),
    licence: field('License'),
    installedOn: dayOf(field('Install Date') ?? ''),
  };
}
