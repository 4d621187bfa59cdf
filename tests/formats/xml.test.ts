import { describe, expect, test } from 'vitest';
import { childText, type XmlElement, xml, xmlRecords, xmlRoot } from '../../src/formats/markup/xml.ts';

const utf8 = (source: string): Uint8Array => new TextEncoder().encode(source);
const records = (source: string, name: string): XmlElement[] => [
  ...xmlRecords(utf8(source), (path) => path.at(-1) === name),
];

describe('xml', () => {
  test('an element has its local name, namespace, attributes, children and own text', () => {
    const root = xml(
      utf8('<a:p xmlns:a="urn:x" n="1">one<a:b>two &amp; <![CDATA[<three>]]></a:b>four</a:p>'),
    );
    expect(root).toMatchObject({ name: 'p', namespace: 'urn:x', text: 'onefour', line: 1 });
    expect(root.attributes.get('n')).toBe('1');
    expect(childText(root, 'b')).toBe('two & <three>');
  });

  test.each([
    ['UTF-8 with a mark', Buffer.from('\uFEFF<a>я</a>')],
    ['UTF-16LE with a mark', Buffer.from('\uFEFF<?xml version="1.0" encoding="UTF-16"?><a>я</a>', 'utf16le')],
    ['UTF-16BE with a mark', Buffer.from('\uFEFF<a>я</a>', 'utf16le').swap16()],
    [
      'a declared code page',
      Buffer.from([
        ...Buffer.from('<?xml version="1.0" encoding="windows-1251"?><a>'),
        0xff,
        ...Buffer.from('</a>'),
      ]),
    ],
  ])('%s is decoded', (_, bytes) => {
    expect(xml(bytes).text).toBe('я');
  });

  test('records before a fault are given, then the fault is thrown with line and column', () => {
    const seen: string[] = [];
    const read = (): void => {
      for (const one of xmlRecords(
        utf8('<r>\n<p>a</p>\n<p>b</p>\n<p>c&bad;</p></r>'),
        (path) => path.length === 2,
      ))
        seen.push(one.text);
    };
    expect(read).toThrow(/^4:\d+: /u);
    expect(seen).toEqual(['a', 'b']);
  });

  test('a cut document is an error', () => {
    expect(() => records('<r><p>a</p>', 'p')).toThrow(SyntaxError);
    expect(() => records('', 'p')).toThrow('empty');
    expect(() => records('<r><p>a</p></r><r/>', 'p')).toThrow(SyntaxError);
  });

  test('bytes outside the declared encoding are reported after the records around them', () => {
    const bytes = Buffer.from([
      ...Buffer.from('<?xml version="1.0" encoding="UTF-8"?><r><p>a</p><p>'),
      0xff,
      ...Buffer.from('</p></r>'),
    ]);
    const seen: string[] = [];
    const read = (): void => {
      for (const one of xmlRecords(bytes, (path) => path.length === 2)) seen.push(one.text);
    };
    expect(read).toThrow('UTF-8');
    expect(seen).toEqual(['a', '\uFFFD']);
  });

  test.each([
    ['text between its elements', '<r><a/>\nii  example  1\n<b/></r>', /^line 3: text between/u],
    ['a second document', '<r><a/></r>\n<r/>', /^2:/u],
    ['text behind it', '<r><a/></r>\nii  example  1\n', /^3:/u],
  ])('the root is given, and then %s is a fault', (_, source, reason) => {
    const roots: string[] = [];
    const read = (): void => {
      for (const root of xmlRoot(utf8(source))) roots.push(root.name);
    };
    expect(read).toThrow(reason);
    expect(roots).toEqual(['r']);
    expect(() => xml(utf8(source))).toThrow(reason);
  });

  test('nothing is expanded, fetched or nested without bound', () => {
    expect(() => xml(utf8('<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><a>&y;</a>'))).toThrow(
      'declarations',
    );
    expect(() => xml(utf8('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a>&x;</a>'))).toThrow('entity');
    expect(() => xml(utf8('<a>'.repeat(100_000)))).toThrow('nested deeper');
  });
});
