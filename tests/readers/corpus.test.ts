/**
 * Real manifests with ground truth that other tools gave, kept outside of this repository in `../shared/corpus`:
 * the inventory of each equals what is expected, of JSON documents in another form, too. Skips, and says so, where that folder is not there.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attempt } from '../../src/formats/try.ts';
import { scan } from '../../src/scan/index.ts';
import { openSource } from '../../src/sources/index.ts';
import type { SourceResult } from '../../src/types.ts';
import { changed, seen, type Value } from '../support/json-forms.ts';

const CORPUS = '../shared/corpus';
const isThere = existsSync(join(CORPUS, 'MANIFEST.tsv'));
if (!isThere) console.log(`skipped: ${CORPUS} is not there, so real manifests are not compared`);

/** Why an inventory differs, and how it is compared. */
interface Argument {
  readonly reason: string;
  readonly compare?: (name: string, version: string) => string;
  readonly withResidue?: true;
}

/** File → why its inventory differs from the list, and in what. */
const ARGUED: Record<string, Argument> = {
  'dpkg-list/ohai/dpkg-query.output': {
    reason: 'the list counts a package of which only the settings are left; here that is residue',
    withResidue: true,
  },
  'dpkg-list/local-debian12/dpkg-get-selections.txt': {
    reason: 'selections tell names; the versions of the list come from another command',
    compare: (name) => name,
  },
  'dpkg-list/local-debian12/dpkg-l-old-80col-truncated.txt': {
    reason: 'names and versions are cut to 14 columns in the file itself; what is left of them must be right',
    compare: (name) => name.slice(0, 14),
  },
};

const rows = isThere
  ? readFileSync(join(CORPUS, 'MANIFEST.tsv'), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'))
      .map(([path = '', format = '']) => ({ path, format }))
      .filter(({ path }) => existsSync(join(CORPUS, path)))
  : [];
const withTruth = rows.filter(({ path }) => existsSync(join(CORPUS, `${path}.expected.tsv`)));
/** Documents of more bytes have the same keys, and take long to rewrite. */
const LARGE = 1 << 15;
const ofJson = rows.flatMap(({ path, format }) => {
  if (!/\bjson\b/u.test(`${path} ${format}`) || statSync(join(CORPUS, path)).size > LARGE) return [];
  const { value } = attempt<Value>(() =>
    JSON.parse(readFileSync(join(CORPUS, path), 'utf8').replace(/^\ufeff/u, '')),
  );
  return value === undefined ? [] : [{ path, value }];
});
const malformed = rows.filter(({ format }) => format.startsWith('malformed'));

describe.skipIf(!isThere)('the inventory equals the ground truth', () => {
  test.each(withTruth)('$path', async ({ path }) => {
    const compare = ARGUED[path]?.compare ?? ((name: string, version: string) => `${name} ${version}`);
    const inventory = await scan(await openSource(join(CORPUS, path)));
    const got = installed(inventory, ARGUED[path]?.withResidue).map(([name, version]) =>
      compare(name, version),
    );
    const want = expected(path).map(([name, version]) => compare(name, version));
    expect(got.toSorted()).toEqual(want.toSorted());
  });
});

describe.skipIf(!isThere)('JSON that is written in another order, encoding and layout gives the same', () => {
  test.each(ofJson)('$path', async ({ path, value }) => {
    const whole = await seen(Buffer.from(JSON.stringify(value)), basename(path));
    expect(await seen(changed(value), basename(path))).toEqual(whole);
  });
});

describe.skipIf(!isThere)('what is malformed is never taken for clean', () => {
  test.each(malformed)('$path', async ({ path }) => {
    const { gaps: unread } = await scan(await openSource(join(CORPUS, path)));
    expect(unread.length).toBeGreaterThan(0);
  });
});

function expected(path: string): [name: string, version: string][] {
  const lines = readFileSync(join(CORPUS, `${path}.expected.tsv`), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);
  return lines
    .map((line) => line.split('\t'))
    .map(([name = '', version = '']) => [name.trim(), plain(version)]);
}

function installed({ sightings }: SourceResult, withResidue = false): [name: string, version: string][] {
  const states = withResidue ? ['installed', 'residue'] : ['installed'];
  const programs = sightings.filter(
    (seen) => seen.kind !== 'trace' && states.includes(seen.state ?? 'installed'),
  );
  return programs.map((program) => [program.name.trim(), plain(program.version ?? '')]);
}

/** The lists leave out epochs, as the commands that made them do. */
function plain(version: string): string {
  return version.trim().replace(/^\d+:/u, '');
}
