import { limits } from '../../limits.ts';
import type { Target } from './apply-layer.ts';
import type { ArchiveError } from './image-manifest.ts';
import { globsThroughLinks, newPathFilter, type PathFilter, withMoved } from './path-filter.ts';
import type { Spool } from './spool.ts';
import { type DeletedEntry, type FileTree, newTree, type TreeOptions } from './tree.ts';

/** One root of an archive, as far as the globs ask for it. */
export interface BuiltTree {
  readonly prefix: string;
  readonly tree: FileTree;
  readonly faults: readonly ArchiveError[];
  /** What later layers replaced or took away. */
  readonly dropped: readonly DeletedEntry[];
}

/** How trees are built. */
export interface BuildOptions extends TreeOptions {
  readonly globs: readonly string[];
  /** What is looked for beside, for the archive's own sake. */
  readonly others?: readonly string[];
  readonly prefixes: readonly string[];
  readonly spool: Spool;
  /** Reads the archive once into the targets; `first` is the time when digests are compared. */
  readonly pass: (targets: readonly Target[], first: boolean) => Promise<void>;
}

/** A link that leads to links that lead to links … needs a pass for each; nobody means more. */
const MAX_PASSES = 5;
/** A broken archive may be broken in every member. */
const MAX_FAULTS = 100;

/**
 * Reads an archive for what the globs name. One pass keeps what they name; when links lead from there to files
 * that the pass went by, another pass keeps those too.
 */
export async function build(options: BuildOptions): Promise<BuiltTree[]> {
  let globs = withMoved(options.globs, options.others);
  for (let pass = 1; ; pass++) {
    const targets = options.prefixes.map((prefix) => newTarget(prefix, globs, options));
    await options.pass(targets, pass === 1);
    const more = targets.flatMap((target) => missing(target, globs, options.ignoreCase));
    if (more.length === 0 || pass === MAX_PASSES) {
      if (more.length > 0) targets[0]?.fault('.', `links that lead on and on, to ${JSON.stringify(more[0])}`);
      return targets;
    }
    globs = [...globs, ...more];
  }
}

type BuildTarget = Target & BuiltTree;

function newTarget(prefix: string, globs: readonly string[], options: BuildOptions): BuildTarget {
  const faults: ArchiveError[] = [];
  const dropped: DeletedEntry[] = [];
  return {
    prefix,
    faults,
    dropped,
    tree: newTree(options, (node) => dropped.push(node)),
    interest: newPathFilter(globs, options.ignoreCase),
    spool: options.spool,
    missed: new Set(),
    fault(path, reason) {
      if (faults.length < MAX_FAULTS) faults.push({ path, reason });
      else if (faults.length === MAX_FAULTS) faults.push({ path: '.', reason: 'and more that is broken' });
    },
  };
}

/** What links lead to and no glob named. */
function missing(target: BuildTarget, globs: readonly string[], ignoreCase: boolean): string[] {
  const through = globsThroughLinks(target.tree, globs, ignoreCase);
  const most = limits.linked;
  if (through.length > most) {
    target.fault(
      '.',
      `links that lead to more than ${most} places (limit: linked); the rest was not looked at`,
    );
  }
  const wanted = [...through, ...target.missed];
  return [...new Set(wanted)].filter((glob) => glob !== '' && !isKnown(target.tree, target.interest, glob));
}

/** A glob that another glob names as if it were a path asks for nothing new. */
function isKnown(tree: FileTree, filter: PathFilter, glob: string): boolean {
  if (filter.wants(glob)) return true;
  const node = tree.at(glob);
  return node?.kind === 'folder' || node?.content !== undefined;
}
