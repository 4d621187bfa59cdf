/** YAML as tools print it. */
import { expect, test } from 'vitest';
import { yamlDocuments } from '../../src/formats/markup/yaml.ts';

const documents = (source: string) => yamlDocuments(Buffer.from(source));

test('gives versions as they are written, and the rest as JSON would', () => {
  const source =
    '---\na: 1.10\nb: 010\nc: 1e5\nd: 0x10\ne: "5"\nf: 5\ng: null\nh: ~\ni: true\nj: [1.0, {k: -3}]\n---\nx: y\n...\n';
  const first = {
    a: '1.10',
    b: '010',
    c: '1e5',
    d: '0x10',
    e: '5',
    f: 5,
    g: null,
    h: null,
    i: true,
    j: ['1.0', { k: -3 }],
  };
  expect(documents(source)).toEqual({ values: [first, { x: 'y' }], fault: undefined });
});

test.each([
  ['at the top', 'alder: 1\nbirch: 2\nalder: 3\n'],
  ['below', 'list:\n- alder: {}\n  alder: 2\n'],
  ['in the second document', 'x: y\n---\nalder: 1\n"alder": 2\n'],
])('reports a key that stands twice %s', (_, source) => {
  expect(documents(source).fault?.message).toMatch(
    /^line \d: the key "alder" stands twice, with two values$/u,
  );
});

test('takes a key that says the same twice', () => {
  expect(documents('birch: x\nbirch: x\n').fault).toBeUndefined();
});

test('gives what stands before a fault', () => {
  const { values, fault } = documents('alder: 1\nbirch: [2\n');
  expect(values).toHaveLength(1);
  expect(fault?.message).toMatch(/^no YAML: /u);
});
