/** Documents under keys of another document that its reader passes over: none of them is lost. */
import { expect, test } from 'vitest';
import { scan } from '../../src/scan/index.ts';
import { memorySource } from '../../src/sources/file.ts';

const bom = (extra: object) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [{ type: 'library', name: 'elm', version: '12.1', purl: 'pkg:npm/elm@12.1' }],
  ...extra,
});
const rows = (name: string) => [
  {
    name,
    version: '1',
    install_location: '',
    publisher: 'x',
    uninstall_string: 'y',
    identifying_number: '',
  },
];
/** Lists that look like no other one. */
const others = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`list${at}`, [{ [`field${at}`]: at }]]));

async function seen(document: object) {
  const bytes = Buffer.from(JSON.stringify(document));
  const { sightings, gaps } = await scan(memorySource(bytes, 'host.cdx.json'));
  return { names: sightings.map((one) => one.name).sort(), gaps: gaps.map(({ reason }) => reason) };
}

test('behind many lists that are no documents', async () => {
  const { names } = await seen(bom({ ...others(50), more: { inner: rows('alder') } }));
  expect(names).toEqual(['alder', 'elm']);
});

test('behind many lists that look alike and are no documents', async () => {
  const alike = Array.from({ length: 5000 }, (_, at) => ({ refs: [{ ref: `ref ${at}` }] }));
  const { names } = await seen(bom({ properties: alike, more: rows('alder') }));
  expect(names).toEqual(['alder', 'elm']);
});

test('two that look alike', async () => {
  const { names } = await seen(bom({ one: rows('alder'), other: rows('birch') }));
  expect(names).toEqual(['alder', 'birch', 'elm']);
});

test('behind one without a name that otherwise looks alike', async () => {
  const { names } = await seen(bom({ one: rows(''), other: rows('birch') }));
  expect(names).toEqual(['birch', 'elm']);
});

test('what a batch of osquery says was removed is not installed', async () => {
  const batch = {
    name: 'programs',
    hostIdentifier: 'elm',
    unixTime: 1_793_700_000,
    epoch: 0,
    counter: 0,
    diffResults: { added: rows('alder'), removed: rows('birch') },
  };
  expect(await seen(batch)).toEqual({ names: ['alder'], gaps: [] });
});

test('more lists than are looked at are reported', async () => {
  const { names, gaps } = await seen(bom(others(400)));
  expect(names).toEqual(['elm']);
  expect(gaps).toContain('more than 300 values may be other documents (limit: looks)');
});

test('in many lists that each look like no other', async () => {
  const properties = Object.values(others(30_000));
  const { names, gaps } = await seen(bom({ properties }));
  expect(names).toEqual(['elm']);
  expect(gaps).toContain('more than 300 values may be other documents (limit: looks)');
});

test('one of several places that look alike, and one below a place that was seen before', async () => {
  const one = { job: [{ rc: 0 }], deep: [{ rows: [{ a: 1 }] }] };
  const other = { job: [{ rc: 0 }], deep: [{ rows: rows('alder') }], more: 1 };
  const { names } = await seen(bom({ properties: [one, one, other, { ...other, even: 'more' }] }));
  expect(names).toEqual(['alder', 'elm']);
});
