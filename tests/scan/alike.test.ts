/** Machines that look alike are scanned in less time, and to the same results as each by itself. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { everyCheck } from '../../src/completeness/signs.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { readerMetadata } from '../../src/readers/load.ts';
import { scanOfMany } from '../../src/scan/alike.ts';
import { osPaths } from '../../src/scan/detect-os.ts';
import { hostTally } from '../../src/scan/host-tally.ts';
import { identityPaths } from '../../src/scan/identity.ts';
import { scan } from '../../src/scan/index.ts';
import { licenceGlobs } from '../../src/scan/licence-files.ts';
import { placeGlobs } from '../../src/scan/named-places.ts';
import { readPlan } from '../../src/scan/read-plan.ts';
import { globMatcher } from '../../src/sources/globs.ts';
import { openSource } from '../../src/sources/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'interdict-alike-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { evaluator, fingerprints } = await loadPolicy({ onlyJudging: true });
const options = {
  filter: evaluator.isRelevant,
  prefixes: evaluator.prefixes,
  fingerprints,
  digests: true,
};

const mark = fingerprints.find((glob) => /^opt\/[\w/-]+$/u.test(glob)) ?? '';

const stanza = (name: string, more = '') =>
  `Package: ${name}\nStatus: install ok installed\nVersion: 1.0\nArchitecture: all\n${more}\n`;
const DEBIAN = 'ID=debian\nVERSION_ID="12"\n';
const usual = {
  'var/lib/dpkg/status': stanza('one') + stanza('two'),
  'etc/os-release': DEBIAN,
  'etc/hostname': 'web-01\n',
  collected: 'name=web-01\ntime=2026-11-28T06:00:00Z\n',
};

/** A content, or what makes something else than a file. */
type Files = Readonly<Record<string, string | ((path: string) => void)>>;

let made = 0;

function machine(files: Files): string {
  const path = join(folder, `host-${++made}`);
  mkdirSync(path);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    if (typeof content === 'string') writeFileSync(join(path, name), content);
    else content(join(path, name));
  }
  return path;
}

/** Scans machines in turn, and each by itself: how many of them were walked, once both say the same. */
async function walked(machines: readonly Files[]): Promise<number> {
  const scanOne = scanOfMany(options);
  let walks = 0;
  for (const path of machines.map(machine)) {
    const hosts = hostTally();
    const source = await openSource(path);
    let isWalked = false;
    const files: typeof source.files = (globs) => {
      isWalked = true;
      return source.files(globs);
    };
    const result = await scanOne({ ...source, files }, { hosts });
    expect(JSON.stringify(result)).toBe(JSON.stringify(await scan(await openSource(path), options)));
    expect(hosts.split(result)).toEqual([result]);
    if (isWalked) walks++;
  }
  return walks;
}

test('of machines with the same names and the same release the first is walked', async () => {
  const others = ['web-02', 'web-03', 'web-04'].map((name, at) => ({
    ...usual,
    'etc/hostname': `${name}\n`,
    collected: `name=${name}\ntime=2026-11-28T07:0${at}:00Z\n`,
    'var/lib/dpkg/status': stanza(`pack-${at}`) + stanza('kesl') + stanza('chromium-common'),
  }));
  expect(await walked([usual, ...others, usual])).toBe(1);
});

test('what only a walk shows is the same for all of them', async () => {
  const lost = {
    ...usual,
    'etc/os-release': 'ID=fedora\n',
    'var/lib/rpm/': (path: string) => mkdirSync(path),
  };
  expect(await walked([lost, lost])).toBe(1);
  const alpine = { 'lib/apk/db/installed': 'P:musl\nV:1\nA:all\n\n', 'etc/alpine-release': '3.20.1\n' };
  expect(await walked([alpine, alpine, { ...alpine, 'etc/alpine-release': '3.21.0\n' }])).toBe(2);
});

test.each<[string, Files]>([
  ['no program', { ...usual, 'var/lib/dpkg/status': '' }],
  ['a damaged list', { ...usual, 'var/lib/dpkg/status': `${stanza('one')}Package: tw` }],
  ['a stamp without its time', { ...usual, collected: 'name=web-01\n' }],
  [
    'a stamp that is something else',
    { ...usual, collected: `name=web-01\ntime=2026-11-28T06:00:00Z\nPackage: x\n` },
  ],
  ['a remark in place of a name', { ...usual, collected: 'web-01\n', 'etc/hostname': '# none\n' }],
  ['a long release', { ...usual, 'etc/os-release': `${DEBIAN}${'#'.repeat(5000)}\n` }],
  ['a link', { ...usual, 'etc/os-release': (path) => symlinkSync('../usr/lib/os-release', path) }],
  ['a folder in the place of a list', { ...usual, 'var/lib/dpkg/status': (path) => mkdirSync(path) }],
  [
    'a file that another reader may want',
    { ...usual, 'etc/apt/sources.list': 'deb http://example.org/ x main\n' },
  ],
  ['a list of files', { ...usual, 'var/lib/dpkg/info/lost.list': '/.\n' }],
  ['a journal', { ...usual, 'var/lib/dpkg/updates/0001': stanza('kesl') }],
  ['a place that is a mark', { ...usual, [`${mark}/`]: (path) => mkdirSync(path) }],
  [
    'many names',
    { ...usual, ...Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`srv/${at}`, ''])) },
  ],
])('a machine with %s is walked', async (_, odd) => {
  expect(await walked([usual, odd, odd, usual])).toBe(3);
});

test('nothing but its reader looks into a package database, and no reader into the names of a machine', () => {
  const reads = everyCheck.flatMap(({ reads: own = [] }) => own);
  const contents = [...placeGlobs, ...reads, ...licenceGlobs, ...osPaths, ...identityPaths];
  const lookers = globMatcher([
    ...new Set([
      ...contents,
      ...readerMetadata.flatMap(({ paths, macPaths = [] }) => [...paths, ...macPaths]),
    ]),
  ]);
  for (const database of ['var/lib/dpkg/status', 'lib/apk/db/installed']) {
    expect(lookers(database)).toEqual([database]);
    expect(readPlan(options).readersOf(database)).toHaveLength(1);
  }
  for (const path of identityPaths) expect(lookers(path)).toEqual([path]);
});
