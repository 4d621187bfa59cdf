/** One JSON document in ten forms: the answer is that of the form that its tool writes. */
import { describe, expect, test } from 'vitest';
import { allReaders, recognise } from '../../src/readers/load.ts';
import { manifestsOf } from '../support/fixtures.ts';
import { FORMS, ordered, seen, type Value } from '../support/json-forms.ts';

const documents: { name: string; base: string; value: Value }[] = [];
/** Of documents that differ only in what is in their fields, one is enough. */
const looks = new Set<string>();
for (const reader of await allReaders()) {
  for (const file of reader.recognises ? await manifestsOf(reader) : []) {
    const bytes = Uint8Array.from(await file.bytes());
    const base = file.path.split('/').at(-1) ?? '';
    if (![0x7b, 0x5b].includes(bytes[0] ?? 0) || bytes.length > 1 << 18) continue;
    if ((await recognise(bytes.subarray(0, 1 << 16), base))?.id !== reader.id) continue;
    try {
      const value: Value = JSON.parse(Buffer.from(bytes).toString());
      const look = JSON.stringify([reader.id, base, ordered(value, 1)], (_, one) =>
        typeof one === 'object' ? one : 0,
      );
      if (!looks.has(look)) documents.push({ name: `${reader.id} ${file.path}`, base, value });
      looks.add(look);
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
    const whole = await seen(Buffer.from(JSON.stringify(value)), base);
    for (const [form, write] of Object.entries(FORMS)) {
      expect([form, await seen(write(value), base)]).toEqual([form, whole]);
    }
  });
});
