import type { Reader } from '../src/types.ts';
import { answer, type ReaderSeed, treeWith } from './readers.ts';
import type { Target } from './target.ts';

const LARGEST = 256 * 1024;
const MOST = 60;

/** Files that a reader looks at beside a manifest: logs of databases and hives, lists of files, translations. */
export function besideTargets(reader: Reader, manifests: readonly ReaderSeed[]): Target[] {
  const seeds = manifests.flatMap((seed) => besideSeeds(reader, seed)).slice(0, MOST);
  return seeds.length > 0 ? [besideTarget(reader, seeds)] : [];
}

interface BesideSeed extends ReaderSeed {
  readonly main: Uint8Array;
  /** How the reader asked for it. */
  readonly asked: string;
}

/** The files beside a manifest that a reader asks for. */
function besideSeeds(reader: Reader, { name, bytes, tree }: ReaderSeed): BesideSeed[] {
  const given = new Map<string, Uint8Array>();
  const watched = treeWith(tree, (path) => {
    const content = tree.read(path);
    if (content !== undefined && content.length > 0 && content.length <= LARGEST) given.set(path, content);
    return content;
  });
  answer(reader, bytes, watched);
  return [...given].map(([asked, content]) => ({
    name: `${name}: ${asked}`,
    bytes: content,
    tree,
    main: bytes,
    asked,
  }));
}

/** Logs and lists of files add to a manifest and take from it, so neither cuts nor changes say what is wrong. */
function besideTarget(reader: Reader, seeds: readonly BesideSeed[]): Target {
  return {
    id: `beside: ${reader.id}`,
    seeds,
    run(bytes, seed) {
      const { main, asked, tree } = seed as BesideSeed;
      return answer(
        reader,
        main,
        treeWith(tree, (path) => (path === asked ? bytes : tree.read(path))),
      );
    },
    cutsInSilence: true,
    cutsNames: true,
  };
}
