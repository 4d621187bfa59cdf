import { describe, expect, test } from 'vitest';
import { field, json, jsonLines, jsonPart, listField, stringField } from '../../src/formats/markup/json.ts';
import { faultOf } from '../../src/formats/markup/json-fault.ts';

const utf8 = (source: string): Uint8Array => new TextEncoder().encode(source);

describe('json', () => {
  test.each([
    ['UTF-8 with a mark', Buffer.from('\uFEFF{"n":"я"}')],
    ['UTF-16LE with a mark', Buffer.from('\uFEFF{"n":"я"}', 'utf16le')],
    ['UTF-16LE without a mark', Buffer.from('{"n":"я"}', 'utf16le')],
  ])('%s is decoded', (_, bytes) => {
    expect(json(bytes)).toEqual({ n: 'я' });
  });

  test.each([
    ['', 'the file is empty'],
    ['{"a":1,}', 'line 1: a quoted name is wanted and not "}"'],
    ['[1,\n\nx]', 'line 3: a value is wanted and not "x]"'],
    ['{"a":"b', 'line 1: truncated after'],
    ['[1', 'line 1: truncated after "[1"'],
    ['[01]', 'line 1: a "," or a closing bracket is wanted and not "1]"'],
    ['[1] 2', 'the end of the document is wanted and not "2"'],
    ['[1}', 'and not "}"'],
  ])('%j is refused with its place', (source, message) => {
    expect(() => json(utf8(source))).toThrow(message);
  });

  test('the place is found for every truncation and agrees with the platform about what is JSON', () => {
    const whole = '{"a":[1,-2.5e3,"x\\u00e9\\"",{"b":null}],"c":{"d":[true,false,[]]},"e":{}}';
    for (let length = 1; length < whole.length; length++) {
      expect(() => json(utf8(whole.slice(0, length))), whole.slice(0, length)).toThrow(/^line 1: /u);
    }
    expect(faultOf(whole)).toBeUndefined();
  });

  test('what stands before a fault is kept up to the last whole element', () => {
    const part = jsonPart(utf8('{"rows":[{"name":"a"},{"name":"b"},{"name":"c'));
    expect(part.value).toEqual({ rows: [{ name: 'a' }, { name: 'b' }] });
    expect(part.fault?.message).toContain('truncated');
    expect(jsonPart(utf8('[1,12')).value).toEqual([1]);
    expect(jsonPart(utf8('{"a":"b'))).toMatchObject({ value: undefined });
    expect(jsonPart(utf8('[1]'))).toEqual({ value: [1], fault: undefined });
  });

  test('nesting and the number of values are bounded', () => {
    expect(() => json(utf8('['.repeat(100_000)))).toThrow('at most 256 levels');
    expect(() => json(utf8(`[${'[],'.repeat(11_000_000)}1]`))).toThrow('at most 20000000 values');
    expect(json(utf8('["[[[[\\\\\\"[[["]'))).toEqual(['[[[[\\"[[[']);
  });

  test('a line of its own is a value of its own, and a broken one shows its number', () => {
    expect([...jsonLines(utf8('{"a":1}\n\n[2]\r\n'))]).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 3, value: [2] },
    ]);
    expect(() => [...jsonLines(utf8('{"a":1}\n{"a":'))]).toThrow('line 2: truncated');
  });

  test('names of the prototype are names', () => {
    const value = json(utf8('{"__proto__":{"x":"y"},"list":[1]}'));
    expect(stringField(value, '__proto__', 'x')).toBe('y');
    expect(field(value, 'x')).toBeUndefined();
    expect(field(value, 'constructor')).toBeUndefined();
    expect(listField(value, 'list')).toEqual([1]);
    expect(listField(value, 'absent')).toEqual([]);
  });
});
