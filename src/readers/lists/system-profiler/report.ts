import { quoted } from '../../../formats/source-position.ts';
import { type Line, numberedLines } from '../../../formats/text/lines.ts';
import { type Entry, NO_APPLICATIONS } from './entry.ts';

/**
 * The entries of a report in any language. Only its shape is relied on: names stand four blanks in, their
 * lines six; the location is an absolute path; the version is the line with one of the known words, else
 * the line that most often comes first.
 *
 * @throws SyntaxError for a report without applications, and for one that is truncated, after the entries
 */
export function* textEntries(bytes: Uint8Array): Generator<Entry> {
  const lines = [...numberedLines(bytes)];
  const others: Other[] = [];
  const records = recordsOf(lines, others).filter((record) => !PARTS.test(record.path ?? ''));
  const versionWord = versionWordOf(records);
  for (const record of records) {
    yield {
      name: record.name,
      version: record.values.find(([word]) => word === versionWord)?.[1]?.trim() || undefined,
      path: record.path,
      identifier: isKext(record.path) ? identifierOf(record) : undefined,
      signed: record.values.find(([, value]) => value.includes(', Apple Root CA'))?.[1],
      day: undefined,
      line: record.line,
    };
  }
  checkEnd(lines, records);
  const twice = records.find((record) => hasTwo(record, versionWord));
  if (twice) throw new SyntaxError(`line ${twice.line}: ${quoted(twice.name)} has two versions`);
  const [other] = others.filter(({ record }) => records.includes(record) && !isKext(record.path));
  if (other) throw new SyntaxError(`line ${other.line}: no line of an application: ${quoted(other.text)}`);
}

function hasTwo({ values }: Record, wanted: string | undefined): boolean {
  return new Set(values.flatMap(([word, value]) => (word === wanted ? [value] : []))).size > 1;
}

/** A line within or behind a record that is none of its values. */
interface Other {
  readonly record: Record;
  readonly line: number;
  readonly text: string;
}

interface Record {
  readonly name: string;
  readonly line: number;
  /** The number of the heading above. */
  readonly section: number;
  readonly values: (readonly [word: string, value: string])[];
  path: string | undefined;
}

const HEADING = /^\S.*[:：]\s*$/su;
/** Its own blanks may come before it. */
const NAME = /^ {4}\s*(?<name>\S.*?)\s*[:：]\s*$/su;
const VALUE = /^ {6}(?<word>[^\s:：][^:：]{0,60}?)\s*[:：]\s*(?<value>.*)$/su;
const DIGIT = /\d/u;
const IDENTIFIER = /^[A-Za-z][\w-]*(?:\.[\w-]+){1,12}$/u;
/** A report of everything lists parts of programs, fonts and logs with their places too. */
const PARTS = /\.(?:framework|bundle|plugin|prefPane|component|[ot]t[fc]|dfont|suit|log|txt|plist)$/iu;

/** Volumes, printers and logs have places too: what makes a section one of programs is a program in it. */
const PROGRAM = /\.(?:app|kext)\/?$/iu;

/** The records of the sections that list applications and kernel extensions. */
function recordsOf(lines: readonly Line[], others: Other[]): Record[] {
  const records: Record[] = [];
  let section = 0;
  let record: Record | undefined;
  let isDescribed = false;
  lines.forEach(({ text, number }, at) => {
    const isAlone = isBlank(lines[at - 1]) && isBlank(lines[at + 1]);
    const name = isAlone ? NAME.exec(text)?.groups?.['name'] : undefined;
    const { word, value } = VALUE.exec(text)?.groups ?? {};
    if (name !== undefined) {
      record = { name, line: number, section, values: [], path: undefined };
      isDescribed = false;
      records.push(record);
    } else if (record && word !== undefined && value !== undefined) {
      record.values.push([word, value]);
      // What an application says of itself may go on in lines of its own; it comes neither first nor in these.
      isDescribed = record.values.length > 1 && !value.startsWith('/') && !value.includes(', Apple Root CA');
      if (value.startsWith('/')) record.path ??= value;
    } else if (HEADING.test(text) && isBlank(lines[at + 1]) && isBlank(lines[at - 1])) {
      section++;
      record = undefined;
    } else if (record && text.trim() !== '' && !isDescribed) others.push({ record, line: number, text });
  });
  const ofPrograms = new Set(records.flatMap((one) => (PROGRAM.test(one.path ?? '') ? [one.section] : [])));
  return records.filter((one) => ofPrograms.has(one.section));
}

function isBlank(line: Line | undefined): boolean {
  return line === undefined || line.text.trim() === '';
}

function versionWordOf(records: readonly Record[]): string | undefined {
  const first = new Map<string, number>();
  for (const { values } of records) {
    for (const [word] of values) if (WORDS.has(word.toLowerCase())) return word;
    const [word, value = ''] = values[0] ?? [];
    if (word !== undefined && DIGIT.test(value)) first.set(word, (first.get(word) ?? 0) + 1);
  }
  return [...first].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function isKext(path: string | undefined): boolean {
  return /\.kext\/?$/iu.test(path ?? '');
}

function identifierOf(record: Record): string | undefined {
  return record.values.find(([, value]) => IDENTIFIER.test(value))?.[1];
}

/** The last application of a report that is truncated has no place yet. */
function checkEnd(lines: readonly Line[], records: readonly Record[]): void {
  if (!records.some(({ path }) => path !== undefined && !isKext(path)))
    throw new SyntaxError(NO_APPLICATIONS);
  const last = lines.at(-1);
  if (last?.ended === false)
    throw new SyntaxError(`line ${last.number}: truncated after ${quoted(last.text)}`);
  const open = records.find((record) => record.path === undefined);
  if (open)
    throw new SyntaxError(`line ${open.line}: no place of ${quoted(open.name)}: the report is truncated`);
}

/** The word for «version» in the languages of macOS. */
const WORDS = new Set([
  'version',
  'versio',
  'versió',
  'versión',
  'versione',
  'versie',
  'versão',
  'versjon',
  'versi',
  'versiune',
  'verze',
  'verzia',
  'verzija',
  'verzió',
  'wersja',
  'sürüm',
  'phiên bản',
  'έκδοση',
  'версия',
  'версія',
  'גרסה',
  'الإصدار',
  'เวอร์ชั่น',
  'バージョン',
  '版本',
  '버전',
]);
