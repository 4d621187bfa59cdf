import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

/** A JSON value. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** With the keys of each object in the order of their names, or against it. */
export function ordered(value: Value, sign: 1 | -1): Value {
  if (Array.isArray(value)) return value.map((one) => ordered(one, sign));
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort((a, b) => (a < b ? -sign : sign));
  return Object.fromEntries(keys.map((key) => [key, ordered(value[key] ?? null, sign)]));
}

/** As a tool writes it that escapes each letter. */
function escaped(value: Value): string {
  if (typeof value === 'string') return escapedText(value);
  if (Array.isArray(value)) return `[${value.map(escaped).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${escapedText(key)}:${escaped(member)}`);
  return `{${members.join(',')}}`;
}

function escapedText(text: string): string {
  const letters = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return `"${letters.map((code) => `\\u${code.toString(16).padStart(4, '0')}`).join('')}"`;
}

const LARGE = { aaa: 'x'.repeat(70_000) };
const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();
const utf8 = (text: string) => Buffer.from(text);
/** Forms in which tools write one document. */
export const FORMS: Readonly<Record<string, (value: Value) => Buffer>> = {
  minified: (value) => utf8(JSON.stringify(value)),
  pretty: (value) => utf8(JSON.stringify(value, null, 2)),
  sorted: (value) => utf8(JSON.stringify(ordered(value, 1))),
  reversed: (value) => utf8(JSON.stringify(ordered(value, -1))),
  'byte order mark': (value) => utf8(`\ufeff${JSON.stringify(value)}`),
  'UTF-16': (value) => Buffer.from(`\ufeff${JSON.stringify(value)}`, 'utf16le'),
  'UTF-16, the other way round, without a mark': (value) => bigEndian(JSON.stringify(value, null, '\t')),
  'CRLF, behind blanks': (value) =>
    utf8(`${JSON.stringify(value, null, 2).replaceAll('\n', '  \r\n')}  \r\n\r\n`),
  'escaped letters': (value) => utf8(escaped(value)),
  '70 kB in front': (value) =>
    utf8(JSON.stringify(Array.isArray(value) ? value : { ...LARGE, ...(value as object) })),
};

/** With everything changed that the forms change. */
export function changed(value: Value): Buffer {
  const last = escaped(ordered(value, -1));
  const text = last.replace(/^\{(?=")/u, `${JSON.stringify(LARGE).slice(0, -1)},`);
  return bigEndian(`\ufeff \r\n\t${text}\r\n \r\n`);
}

/** What a scan gives of a document: its programs, and whether it is whole. */
export async function seen(bytes: Uint8Array, name: string) {
  const { sightings, gaps } = await scan(memorySource(bytes, name));
  const shown = sightings.map(({ name, version, reader }) => `${reader} ${name} ${version}`).sort();
  return { shown, isWhole: gaps.length === 0 };
}
