import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Reader, SourceFile, Tree } from '../src/model.ts';
import { allReaders, recognise } from '../src/registry.ts';
import { diskTree } from '../src/sources/folder.ts';
import { manifestsOf } from '../tests/fixtures.ts';
import { type Answer, meant, type Seed, type Target } from './target.ts';

/** Real manifests of other tools, where they are kept beside this repository. */
const CORPUS = '../shared/corpus';
const LARGEST = 256 * 1024;
/** Of one reader: more of them only thin out what each gets. */
const MOST = 60;

/** Lists of bare words: a cut can give a shorter word that cannot be told from a real one. */
const BARE_WORDS = new Set(['kernel-module-list', 'os-release']);
/** Settings by the line, which give traces and no programs: a cut between two lines cannot be seen. */
const SETTINGS = new Set(['apt-source', 'repo-source', ...BARE_WORDS]);

interface ReaderSeed extends Seed {
  readonly tree: Tree;
}

/** One target for each reader that reads bytes. */
export async function readerTargets(): Promise<Target[]> {
  const readers = (await allReaders()).filter((each) => !each.namesOnly);
  const outside = await corpusSeeds();
  const silent = silentReaders();
  return Promise.all(
    readers.map(async (reader) => {
      const own = await Promise.all((await manifestsOf(reader)).map(fixtureSeed));
      const seeds = [...own, ...(outside.get(reader.id) ?? [])].filter(
        ({ bytes }) => bytes.length <= LARGEST,
      );
      return {
        id: reader.id,
        seeds: seeds.slice(0, MOST),
        run: (bytes: Uint8Array, seed: Seed) => answer(reader, bytes, (seed as ReaderSeed).tree),
        cutsInSilence: silent.has(reader.id) || SETTINGS.has(reader.id),
        cutsNames: BARE_WORDS.has(reader.id),
      };
    }),
  );
}

function answer(reader: Reader, bytes: Uint8Array, tree: Tree): Answer {
  const programs: string[] = [];
  // Recognition sees every file that is handed over.
  reader.recognises?.(bytes.subarray(0, 65_536), basename(tree.path), tree.path);
  try {
    for (const { name, version, state, ids } of reader.read(bytes, tree)) {
      programs.push(JSON.stringify([name, version, state, ids]));
    }
    return { programs };
  } catch (error) {
    return { programs, told: meant(error) };
  }
}

async function fixtureSeed(file: SourceFile): Promise<ReaderSeed> {
  return { name: file.path, bytes: await file.bytes(), tree: file.tree };
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
    list.push({ name: path, bytes, tree: diskTree(dirname(path), basename(path)) });
    seeds.set(id, list);
  }
  return seeds;
}

async function recognisedAs(bytes: Uint8Array, path: string): Promise<string | undefined> {
  try {
    return (await recognise(bytes.subarray(0, 65_536), basename(path), path))?.id;
  } catch (error) {
    return meant(error) && undefined;
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
