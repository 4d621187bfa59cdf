/** What counts as the same program on a golden machine and on another. */
import { expect, test } from 'vitest';
import { catalogueOf, indicatorsOf } from '../../src/catalogue/index.ts';
import type { Baseline } from '../../src/evaluate/baseline/bans.ts';
import { createEvaluator } from '../../src/evaluate/index.ts';
import type { RequiringSource } from '../../src/evaluate/requirements.ts';
import type { Sighting } from '../../src/types.ts';

type Listed = Partial<Sighting> & { readonly name: string };
const deb = (name: string, more: Partial<Sighting> = {}): Listed => ({ name, ids: [`deb:${name}`], ...more });

/** `ban: name` for what is new, `note: name` for what is missing, `open: reason` for what is undecided. */
async function judged(
  golden: readonly Listed[] | readonly (readonly Listed[])[],
  programs: readonly Listed[],
  { versions = false, source = {} }: { versions?: boolean; source?: Partial<RequiringSource> } = {},
) {
  const machines = (Array.isArray(golden[0]) ? golden : [golden]) as Baseline['machines'];
  const baseline = { name: 'golden.json', day: '2026-01-01', digest: 'sha256:0', versions, machines };
  const catalogue = catalogueOf([], '2026-02-01', indicatorsOf([]));
  const evaluator = await createEvaluator(catalogue, [], { baseline });
  const sightings = programs.map((it): Sighting => ({ reader: 'dpkg-status', path: 'list', ...it }));
  const kept = sightings.filter((it) => evaluator.isRelevant(it, it));
  const { findings, gaps } = evaluator.evaluate({ name: 'host', ...source }, kept);
  return [
    ...findings.map((it) => `${it.severity}: ${it.program.name}`).sort(),
    ...gaps.map(({ reason }) => `open: ${reason}`),
  ];
}

test('what is new is a finding, what is missing a note, whatever the versions', async () => {
  const golden = [deb('bash', { version: '5.1' }), deb('vim', { version: '9' })];
  expect(await judged(golden, [deb('bash', { version: '5.2' }), deb('nmap')])).toEqual([
    'ban: nmap',
    'note: vim',
  ]);
  expect(await judged(golden, [deb('bash'), deb('vim')])).toEqual([]);
});

test('names are compared as names: no part of one is another', async () => {
  expect(await judged([deb('bash')], [deb('bash'), deb('bash-static'), deb('bas')])).toEqual([
    'ban: bas',
    'ban: bash-static',
  ]);
  const golden = [{ name: 'Example 1.2 (x64)', version: '1.2', publisher: 'Example GmbH' }];
  const host = { name: 'EXAMPLE 1.3', version: '1.3', publisher: 'Example' };
  expect(await judged(golden, [host])).toEqual([]);
  expect(await judged(golden, [host, { ...host, name: 'Example Pro' }])).toEqual(['ban: Example Pro']);
  expect(await judged(golden, [{ ...host, publisher: 'Stranger Ltd' }])).toEqual([
    'ban: EXAMPLE 1.3',
    'note: Example 1.2 (x64)',
  ]);
});

test('the team that signs is shared by many programs, and a product code changes with the version', async () => {
  const app = (id: string, name: string): Listed => ({
    name,
    ids: [`bundle-id:${id}`, 'team-id:AAAAAAAAAA'],
  });
  expect(
    await judged([app('com.example.a', 'A')], [app('com.example.a', 'A'), app('com.example.b', 'B')]),
  ).toEqual(['ban: B']);
  // The same name with another bundle ID is another application.
  expect(await judged([app('com.example.a', 'A')], [app('com.stranger.a', 'A')])).toEqual([
    'ban: A',
    'note: A',
  ]);
  const msi = (code: string): Listed => ({
    name: 'Example',
    publisher: 'Example',
    ids: [`product-code:{${code}}`],
  });
  expect(await judged([msi('1')], [msi('2')])).toEqual([]);
});

test('a kernel has its version in its name, and an update is a version', async () => {
  const kernel = (version: string) => deb(`linux-image-${version}-amd64`);
  expect(await judged([kernel('6.1.0-13')], [kernel('6.1.0-18')])).toEqual([]);
  expect(await judged([kernel('6.1.0-13')], [kernel('6.1.0-13'), deb('linux-image-rt-amd64')])).toEqual([
    'ban: linux-image-rt-amd64',
  ]);
  const update: Listed = { name: 'KB5001', marks: ['update'] };
  expect(await judged([deb('bash')], [deb('bash'), update])).toEqual([]);
  expect(
    await judged([deb('bash', { version: '1' })], [deb('bash', { version: '1' }), update], {
      versions: true,
    }),
  ).toEqual(['ban: KB5001']);
});

test('versions count where that is asked, in the order of their ecosystem', async () => {
  const at = (version?: string) => [deb('bash', version === undefined ? {} : { version })];
  const versions = { versions: true };
  expect(await judged(at('1.0-1'), at('0:1.0-1'), versions)).toEqual([]);
  expect(await judged(at('1.0-1'), at('1.0-2'), versions)).toEqual(['ban: bash']);
  expect(await judged(at('1.0-1'), at(), versions)).toEqual([
    expect.stringContaining('its version is not shown'),
  ]);
  expect(await judged(at(), at('1.0-1'), versions)).toEqual([
    expect.stringContaining('does not show its version'),
  ]);
});

test('residue of the golden machine does not permit the program', async () => {
  const left = deb('kesl', { state: 'residue' });
  expect(await judged([deb('bash'), left], [deb('bash'), deb('kesl')])).toEqual(['ban: kesl']);
  expect(await judged([deb('bash'), left], [deb('bash'), left])).toEqual([]);
  // What removal left on the machine is not there.
  expect(await judged([deb('bash'), deb('kesl')], [deb('bash'), left])).toEqual(['note: kesl']);
});

test('what the lists do not show is undecided', async () => {
  const golden: Listed[] = [{ name: 'Example Endpoint', publisher: 'Example' }];
  expect(await judged(golden, [{ name: 'Example Endpoint' }])).toEqual([
    expect.stringContaining('do not show whether this is the same'),
  ]);
  expect(await judged(golden, [{ name: 'Example End', marks: ['truncated-name'] }])).toEqual([
    expect.stringContaining('do not show whether this is the same'),
  ]);
});

test('of several golden machines all are permitted, and only what all have is expected', async () => {
  const machines = [
    [deb('bash'), deb('vim')],
    [deb('bash'), deb('nano')],
  ];
  expect(await judged(machines, [deb('vim'), deb('nano'), deb('nmap')])).toEqual(['ban: nmap', 'note: bash']);
});

test('nothing is missing from a source of which nothing was read', async () => {
  expect(await judged([deb('bash')], [])).toEqual([]);
});
