import { expect, test } from 'vitest';
import { beginsAsJson } from '../../src/formats/markup/json-beginning.ts';
import { withoutNeedlessEscapes } from '../../src/formats/markup/json-escapes.ts';

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding);

test('a list or an object begins behind a byte order mark and any number of blanks', () => {
  expect(beginsAsJson(bytes('{}'))).toBe(true);
  expect(beginsAsJson(bytes('\ufeff\r\n\t[]'))).toBe(true);
  expect(beginsAsJson(bytes('\ufeff\r\n\t[]', 'utf16le'))).toBe(true);
  expect(beginsAsJson(bytes('\ufeff\r\n\t[]', 'utf16le').swap16())).toBe(true);
  expect(beginsAsJson(bytes(`${' '.repeat(70_000)}{}`))).toBe(true);
  expect(beginsAsJson(bytes('Name {}'))).toBe(false);
  expect(beginsAsJson(bytes(''))).toBe(false);
});

test.each([
  [String.raw`{"\u0061b\/c":"\/"}`, '{"ab/c":"/"}'],
  [String.raw`{"\u0022 \u005c \u0416 \u000a \n":1}`, String.raw`{"\u0022 \u005c \u0416 \u000a \n":1}`],
  [String.raw`{"C:\\u0041\\/":"\\\u0041"}`, String.raw`{"C:\\u0041\\/":"\\A"}`],
])('of %s no needless escape is left', (text, plain) => {
  expect(Buffer.from(withoutNeedlessEscapes(bytes(text))).toString()).toBe(plain);
});
