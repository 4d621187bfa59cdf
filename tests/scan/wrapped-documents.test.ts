/** Documents in objects, lists and texts of others: the answer is that of the document. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';
import { seen, type Value } from '../support/json-forms.ts';

const FILES = [
  'cyclonedx/normal/sbom/web.cdx.json',
  'cyclonedx/in-a-signed-envelope/alder.intoto.json',
  'spdx/normal/var/lib/db/sbom/birch.spdx.json',
  'spdx3/one-element-without-a-graph/alder.json',
  'syft-json/old-schema-with-plain-cpes/alder.json',
  'trivy-json/vulnerable-only/report.json',
  'github-snapshot/normal/snapshot.json',
  'glpi/json/alder.json',
  'winget-export/first-version/packages.json',
  'jamf/json/computers.json',
  'osquery/normal/deb_packages.json',
  'powershell-output/json/programs.json',
  'ansible-facts/normal/packages.json',
];

const WRAPPED: Readonly<Record<string, (value: Value) => Value>> = {
  'under one key': (bom) => ({ bom }),
  'in a list': (value) => [value],
  'as one row': (value) => ({ value: [value], '@odata.nextLink': null, errors: [] }),
  'in two wrappers': (value) => ({
    data: { value: [value] },
    status: 'ok',
    total: 1,
    links: [{ rel: 'self' }],
  }),
  'beside what says whose it is': (sbom) => [{ image: 'alder:1', created: { by: 'birch' }, sbom }],
  'as a text': (value) => ({ content: JSON.stringify(value) }),
  'in Base64': (value) => ({
    encoding: 'base64',
    content: Buffer.from(JSON.stringify(value)).toString('base64'),
  }),
};

describe.each(FILES)('%s', (path) => {
  const value: Value = JSON.parse(readFileSync(`fixtures/readers/${path}`, 'utf8'));
  const name = basename(path);

  test.each(Object.keys(WRAPPED))('%s', async (form) => {
    const whole = await seen(Buffer.from(JSON.stringify(value)), name);
    const wrapped = WRAPPED[form]?.(value) ?? null;
    expect(whole.shown).not.toEqual([]);
    expect(await seen(Buffer.from(JSON.stringify(wrapped)), name)).toEqual(whole);
  });
});

const bom = (name: string): Value => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [{ type: 'library', name, version: '1.0', purl: `pkg:npm/${name}@1.0` }],
});

async function scanned(text: string) {
  const { sightings, gaps } = await scan(memorySource(Buffer.from(text), 'answer.json'));
  return {
    places: sightings.map(({ name, entry }) => `${name}: ${entry}`),
    reasons: gaps.map(({ reason }) => reason),
  };
}

describe('several documents', () => {
  const both = ['alder', 'birch'];
  test.each([
    ['a list', JSON.stringify(both.map(bom)), ['[0]', '[1]']],
    ['rows', JSON.stringify({ results: both.map(bom), total: 2 }), ['results[0]', 'results[1]']],
    ['a map', JSON.stringify({ web: bom('alder'), db: bom('birch') }), ['web', 'db']],
    ['two keys', JSON.stringify({ value: bom('alder'), other: bom('birch') }), ['value', 'other']],
    [
      'one per line',
      both.map((name) => JSON.stringify({ data: bom(name) })).join('\n'),
      ['document 1.data', 'document 2.data'],
    ],
  ])('%s: each is named', async (_, text, places) => {
    const [first, second] = places;
    expect(await scanned(text)).toEqual({
      places: [`alder: ${first}: components[0]`, `birch: ${second}: components[0]`],
      reasons: [],
    });
  });
});

describe('what stands beside a document is accounted for', () => {
  test.each([
    [{ data: bom('alder'), nextLink: 'https://example.org/2' }, /a next page exists/u],
    [{ data: bom('alder'), hasMore: true }, /truncated/u],
    [{ data: bom('alder'), errors: [{ message: 'timeout' }] }, /errors stand next to the rows/u],
    [{ results: [bom('alder')], total: 3 }, /1 of 3 rows/u],
    [{ data: { results: [bom('alder')] }, total: 3 }, /1 of 3 rows/u],
    [{ data: bom('alder'), software: ['Birch'] }, /unknown key "software" next to a document/u],
    [{ data: bom('alder'), more: [{ title: 'Birch' }] }, /unknown key "more" next to a document/u],
    [[bom('alder'), null], /^\[1\] is not a document like the others$/u],
    [[bom('alder'), { title: 'Birch' }, 7], /^\[1\] is not a document like the others \(and 1 more\)$/u],
  ])('%j', async (value, reason) => {
    const { places, reasons } = await scanned(JSON.stringify(value));
    expect(places).toEqual([expect.stringMatching(/^alder: /u)]);
    expect(reasons).toEqual([expect.stringMatching(reason)]);
  });

  test('two values of one key', async () => {
    const text = `{"data": ${JSON.stringify(bom('alder'))}, "data": ${JSON.stringify(bom('birch'))}}`;
    expect(await scanned(text)).toEqual({
      places: ['birch: components[0]'],
      reasons: ['line 1: the key "data" stands twice in one object, with two values'],
    });
  });

  test('a document that is truncated in its wrapper', async () => {
    const text = JSON.stringify({ data: bom('alder') });
    const { reasons } = await scanned(text.slice(0, -20));
    expect(reasons).toEqual([expect.stringContaining('truncated')]);
  });

  test('what wraps nothing is of an unknown format', async () => {
    const { places, reasons } = await scanned(JSON.stringify({ data: [{ title: 'Birch' }], total: 1 }));
    expect(places).toEqual([]);
    expect(reasons).toEqual([expect.stringMatching(/^unknown format/u)]);
  });
});

test('facts of Ansible have no package without a version', async () => {
  const rows = [{ name: 'alder', version: '1', source: 'apt' }];
  const { reasons } = await scanned(
    JSON.stringify({ ansible_facts: { packages: { a: rows, b: [{ c: 1 }] } } }),
  );
  expect(reasons).toEqual(['no version of "b": "{\\"c\\":1}"']);
});

describe('a document that another one does not know is read, too', () => {
  const facts = { ansible_facts: { packages: { alder: [{ name: 'alder', version: '1', source: 'apt' }] } } };
  const software = {
    result: [{ display_name: 'birch', version: '1', sys_class_name: 'cmdb_sam_sw_install' }],
  };
  test.each([
    ['under a key', { ...facts, more: software }],
    ['deeper', { ...facts, more: { data: [software] } }],
    ['next to a bill of materials', { sbom: bom('alder'), other: bom('birch') }],
  ])('%s', async (_, value) => {
    const { places } = await scanned(JSON.stringify(value));
    expect(places.map((place) => place.split(':')[0])).toEqual(['alder', 'birch']);
  });

  test('what its reader gave is given once', async () => {
    const { places, reasons } = await scanned(JSON.stringify({ sbom: bom('alder'), copy: bom('alder') }));
    expect([places, reasons]).toEqual([['alder: components[0]'], []]);
  });
});

test('what a wrapper says was removed is reported and not given', async () => {
  const { places, reasons } = await scanned(JSON.stringify({ added: bom('alder'), removed: bom('birch') }));
  expect(places.map((place) => place.split(':')[0])).toEqual(['alder']);
  expect(reasons).toEqual([expect.stringContaining('unknown key "removed" next to a document')]);
});
