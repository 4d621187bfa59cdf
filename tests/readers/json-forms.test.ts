/** One JSON document in eight forms: the answer is that of the form that its tool writes. */
import { describe, expect, test } from 'vitest';
import { allReaders, recognise } from '../../src/readers/load.ts';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';
import { manifestsOf } from '../support/fixtures.ts';

type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

function ordered(value: Value, sign: 1 | -1): Value {
  if (Array.isArray(value)) return value.map((one) => ordered(one, sign));
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort((a, b) => (a < b ? -sign : sign));
  return Object.fromEntries(keys.map((key) => [key, ordered(value[key] ?? null, sign)]));
}

const utf8 = (text: string) => Buffer.from(text);
const FORMS: Readonly<Record<string, (value: Value) => Buffer>> = {
  minified: (value) => utf8(JSON.stringify(value)),
  pretty: (value) => utf8(JSON.stringify(value, null, 2)),
  sorted: (value) => utf8(JSON.stringify(ordered(value, 1))),
  reversed: (value) => utf8(JSON.stringify(ordered(value, -1))),
  'byte order mark': (value) => utf8(`\ufeff${JSON.stringify(value)}`),
  'UTF-16': (value) => Buffer.from(`\ufeff${JSON.stringify(value)}`, 'utf16le'),
  CRLF: (value) => utf8(JSON.stringify(value, null, 2).replaceAll('\n', '\r\n')),
  '70 kB in front': (value) =>
    utf8(JSON.stringify(Array.isArray(value) ? value : { aaa: 'x'.repeat(70_000), ...(value as object) })),
};

async function seen(bytes: Uint8Array, name: string) {
  const { sightings, gaps } = await scan(memorySource(bytes, name));
  const shown = sightings.map(({ name, version, reader }) => `${reader} ${name} ${version}`).sort();
  return { shown, isWhole: gaps.length === 0 };
}

const documents: { name: string; base: string; value: Value }[] = [];
for (const reader of await allReaders()) {
  for (const file of reader.recognises ? await manifestsOf(reader) : []) {
    const bytes = Uint8Array.from(await file.bytes());
    const base = file.path.split('/').at(-1) ?? '';
    if (![0x7b, 0x5b].includes(bytes[0] ?? 0) || bytes.length > 1 << 18) continue;
    if ((await recognise(bytes.subarray(0, 1 << 16), base))?.id !== reader.id) continue;
    try {
      documents.push({
        name: `${reader.id} ${file.path}`,
        base,
        value: JSON.parse(Buffer.from(bytes).toString()),
      });
    } catch {
      // A fixture of a damaged document, or of several.
    }
  }
}

test('there are documents', () => {
  expect(documents.length).toBeGreaterThan(40);
});

describe.each(documents)('$name', ({ base, value }) => {
  test('gives the same in every form', async () => {
    const whole = await seen(utf8(JSON.stringify(value)), base);
    for (const [form, write] of Object.entries(FORMS)) {
      expect([form, await seen(write(value), base)]).toEqual([form, whole]);
    }
  });
});
