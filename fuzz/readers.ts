import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { columnReader } from '../src/readers/columns.ts';
import { allReaders, recognise } from '../src/readers/load.ts';
import { diskTree } from '../src/sources/folder.ts';
import type { FileResolver, Program, Reader, SourceFile } from '../src/types.ts';
import { manifestsOf } from '../tests/support/fixtures.ts';
import { besideTargets } from './beside.ts';
import { passedOver } from './prefilter.ts';
import { type Answer, expectedError, type Seed, type Target } from './target.ts';

/** Real manifests of other tools, where they are kept beside this repository. */
const CORPUS = '../shared/corpus';
const LARGEST = 256 * 1024;
/** Of one reader: more of them only thin out what each gets. */
const MOST = 60;

/** Lists of bare words: a cut can give a shorter word that cannot be distinguished from a real one. */
const BARE_WORDS = new Set(['kernel-module-list', 'os-release']);
/** Settings by the line, which give traces and no programs: a cut between two lines cannot be seen. */
const SETTINGS = new Set(['apt-source', 'crontab', 'repo-source', 'start-script', ...BARE_WORDS]);

/** A manifest and what lies beside it. */
export interface ReaderSeed extends Seed {
  readonly tree: FileResolver;
}

/**
 * One target for each reader, of bytes or of names alone; one more where it looks at files beside its manifest, in which these
 * are mutated; and one more where it may pass over packages.
 */
export async function readerTargets(): Promise<Target[]> {
  const all = await allReaders();
  const readers = all.filter((each) => !each.pathOnly);
  const outside = await corpusSeeds();
  const silent = silentReaders();
  const targets = await Promise.all(
    readers.map(async (reader) => {
      const own = await Promise.all((await manifestsOf(reader)).map(fixtureSeed));
      const seeds = [...own, ...(outside.get(reader.id) ?? [])]
        .filter(({ bytes }) => bytes.length <= LARGEST)
        .slice(0, MOST);
      const target: Target = {
        id: reader.id,
        seeds,
        run: (bytes, seed) => answer(reader, bytes, (seed as ReaderSeed).tree),
        cutsInSilence: silent.has(reader.id) || SETTINGS.has(reader.id),
        cutsNames: BARE_WORDS.has(reader.id),
      };
      return [
        target,
        ...besideTargets(reader, seeds),
        ...(PASSING.has(reader.id) ? [passingTarget(reader, seeds)] : []),
      ];
    }),
  );
  const named = all.filter((each) => each.pathOnly);
  return [...targets.flat(), ...(await Promise.all(named.map(namesTarget))), columnsTarget()];
}

/** The readers that may pass over packages. */
const PASSING = new Set(['dpkg-status', 'apk-installed']);

/** The input is where a file lies; names of files have no end mark. */
async function namesTarget(reader: Reader): Promise<Target> {
  const files = await manifestsOf(reader);
  return {
    id: reader.id,
    seeds: files
      .map(({ path, resolver: tree }) => ({ name: path, bytes: Buffer.from(path), tree }))
      .slice(0, MOST),
    run(bytes, seed) {
      const { tree } = seed as ReaderSeed;
      const path = Buffer.from(bytes).toString();
      return answer(reader, new Uint8Array(), { ...treeWith(tree, (other) => tree.read(other)), path });
    },
    cutsInSilence: true,
    cutsNames: true,
  };
}

/** Tables whose columns the caller names are read by no reader of the house. */
function columnsTarget(): Target {
  const reader = columnReader({ name: 'Title', version: 'Version', publisher: 'Vendor', format: 'Source' });
  const rows = [
    'Title,Version,Vendor,Source',
    'Birch Tools,1.2,Birch,deb',
    '"Alder ""7""",7.0,,rpm_packages',
  ];
  const text = `${rows.join('\r\n')}\r\n`;
  const tree: FileResolver = {
    path: 'table.csv',
    read: () => undefined,
    exists: () => false,
    list: () => [],
  };
  const seed = (name: string, bytes: Uint8Array): ReaderSeed => ({ name, bytes, tree });
  return {
    id: 'columns',
    seeds: [
      seed('commas', Buffer.from(text)),
      seed('semicolons', Buffer.from(text.replaceAll(',', ';'))),
      seed('UTF-16', Buffer.from(`\ufeff${text.replaceAll(',', '\t')}`, 'utf16le')),
    ],
    run: (bytes) => answer(reader, bytes, tree),
    cutsInSilence: true,
    cutsNames: true,
  };
}

function passingTarget(reader: Reader, seeds: readonly ReaderSeed[]): Target {
  return {
    id: `passes: ${reader.id}`,
    seeds,
    run(bytes, seed) {
      const { difference } = passedOver(reader, bytes, (seed as ReaderSeed).tree);
      return {
        programs: [],
        ...(difference === undefined ? {} : { disagreement: { text: difference, bytes } }),
      };
    },
  };
}

/** What a reader gives of a file. */
export function answer(reader: Reader, bytes: Uint8Array, tree: FileResolver): Answer {
  const programs: string[] = [];
  // Recognition sees every file that is passed.
  reader.recognises?.(bytes.subarray(0, 65_536), basename(tree.path), tree.path);
  try {
    for (const program of reader.read(bytes, tree)) programs.push(keyOf(program));
    return { programs };
  } catch (error) {
    return { programs, reported: expectedError(error) };
  }
}

/**
 * What distinguishes programs. The last field of a paragraph shows that it is opkg's: where no folder and no other
 * paragraph does, a cut before that field cannot be distinguished from a paragraph of Debian that somebody shortened.
 */
export function keyOf({ name, version, state, ids }: Program): string {
  return JSON.stringify([name, version, state, ids?.map((id) => id.replace(/^opkg:/u, 'deb:'))]);
}

/** A tree in which the contents of other files are others. */
export function treeWith(tree: FileResolver, bytes: FileResolver['read']): FileResolver {
  return {
    path: tree.path,
    exists: (path) => tree.exists(path),
    list: (path) => tree.list(path),
    read: bytes,
  };
}

async function fixtureSeed(file: SourceFile): Promise<ReaderSeed> {
  const { path, resolver } = file;
  return { name: path, bytes: await file.bytes(), tree: resolver, cutsNames: path.endsWith('.ndjson') };
}

async function corpusSeeds(): Promise<Map<string, ReaderSeed[]>> {
  const seeds = new Map<string, ReaderSeed[]>();
  if (!existsSync(CORPUS)) return seeds;
  for (const path of filesBelow(CORPUS)) {
    if (statSync(path).size > LARGEST || /\.expected\.tsv$|MANIFEST\.tsv$/u.test(path)) continue;
    const bytes = readFileSync(path);
    const id = await recognisedAs(bytes, path);
    if (id === undefined) continue;
    const list = seeds.get(id) ?? [];
    list.push({ name: path, bytes, tree: diskTree({ root: dirname(path) }, basename(path)) });
    seeds.set(id, list);
  }
  return seeds;
}

async function recognisedAs(bytes: Uint8Array, path: string): Promise<string | undefined> {
  try {
    return (await recognise(bytes.subarray(0, 65_536), basename(path), path))?.id;
  } catch (error) {
    return expectedError(error) && undefined;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

/** The readers of which `docs/formats.md` says that they cannot show a cut between two records. */
function silentReaders(): Set<string> {
  const section = readFileSync('docs/formats.md', 'utf8').split('## Formats without an end mark')[1] ?? '';
  return new Set([...section.matchAll(/^\| `(?<id>[a-z0-9-]+)` \|/gmu)].map((row) => row[1] ?? ''));
}
