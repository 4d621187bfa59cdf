import { describe, expect, test } from 'vitest';
import { json, jsonPart } from '../../src/formats/markup/json.ts';
import { childText, xml } from '../../src/formats/markup/xml.ts';
import { plistPart } from '../../src/formats/plist/index.ts';

const bytes = (text: string) => Buffer.from(text);

describe('of two equal keys', () => {
  test.each([
    ['{"a": 1, "a": 2}', 'line 1: the key "a" stands twice'],
    ['{"a": [1],\n "b": 1, "a": [2]}', 'line 2: the key "a" stands twice'],
    ['[{"x": {"k": "\\u0061", "k": "b"}}]', 'the key "k" stands twice'],
    ['{"\\u0061": 1, "a": 2}', 'the key "a" stands twice'],
  ])('JSON shows: %s', (text, reason) => {
    expect(() => json(bytes(text))).toThrow(reason);
    const { value, fault } = jsonPart(bytes(text));
    expect(value).toEqual(JSON.parse(text));
    expect(fault?.message).toContain(reason);
  });

  test.each([
    '{"a": 1, "b": {"a": 1}}',
    '[{"a": 1}, {"a": 2}]',
    '{"a": ":", "b": "\\":\\""}',
    '{"__proto__": {"a": 1}, "a": ":"}',
    '{"a": [1, 2], "a": [1, 2]}',
  ])('JSON shows nothing without two values: %s', (text) => {
    expect(json(bytes(text))).toEqual(JSON.parse(text));
  });

  test('XML property lists report, and keep what is whole', () => {
    const dict = (body: string) => bytes(`<plist version="1.0"><dict>${body}</dict></plist>`);
    const pair = (value: string) => `<key>k</key><string>${value}</string>`;
    expect(plistPart(dict(pair('a') + pair('b'))).fault?.message).toContain('the key "k" stands twice');
    expect(plistPart(dict(pair('a') + pair('a'))).fault).toBeUndefined();
  });

  test('XML shows where one child is wanted', () => {
    const root = xml(bytes('<a><n>x</n><n>y</n><m>x</m><m>x</m></a>'));
    expect(() => childText(root, 'n')).toThrow('<n> stands twice');
    expect(childText(root, 'm')).toBe('x');
  });
});
