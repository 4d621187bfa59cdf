import { limits } from '../limits.ts';
import type { CoverageGap, Manifest, Source, SourceFile } from '../types.ts';
import type { NoteFact } from '../vocabulary.ts';
import type { CompletenessCheck, NotedFact, Scanned, Sign } from './check.ts';
import * as all from './index.ts';

/** What the checks of a scan look at, gathered on the walk. */
export interface Signs {
  /** The globs that a walk has to give for them. */
  readonly globs: readonly string[];
  /** More globs, for a walk that cannot be repeated. */
  readonly laterGlobs: readonly string[];
  /** Whether one of the globs named a file or folder. */
  wants(file: SourceFile): boolean;
  /** Keeps a file or folder that one of the globs named. */
  add(file: SourceFile): Promise<void>;
  /** Keeps what the manifest at a path says of its machine. */
  noteFrom(path: string): NoteFact;
  /** What was noted so far. */
  readonly facts: readonly NotedFact[];
  /** Which of {@link laterGlobs} a second walk has to give. */
  neededLater(seen: Omit<Scanned, 'signs' | 'facts'>): readonly string[];
  /** What is missing, once all was seen. */
  find(seen: Omit<Scanned, 'signs' | 'facts'>): CoverageGap[];
}

/** Every check that there is. */
export const everyCheck: readonly CompletenessCheck[] = Object.values(all);

/** What checks ask for, the same for every source of a sweep. */
interface Asked {
  readonly first: readonly string[];
  readonly laterGlobs: readonly string[];
  readonly globs: ReadonlySet<string>;
  readonly reads: ReadonlySet<string>;
  /** Lists of globs by which checks need them: the same list each time, so that a source can know it again. */
  readonly needed: Map<string, readonly string[]>;
}

const known = new WeakMap<readonly CompletenessCheck[], Asked>();

function askedBy(checks: readonly CompletenessCheck[]): Asked {
  const laterGlobs = checks.flatMap(({ later = [] }) => later.flatMap(({ paths }) => paths));
  const first = checks.flatMap(({ paths }) => paths);
  const reads = new Set(checks.flatMap(({ reads: own = [] }) => own));
  const asked = { first, laterGlobs, globs: new Set([...first, ...laterGlobs]), reads, needed: new Map() };
  known.set(checks, asked);
  return asked;
}

/** The signs of these checks. */
export function signsOf(checks: readonly CompletenessCheck[]): Signs {
  const { first, laterGlobs, globs, reads, needed } = known.get(checks) ?? askedBy(checks);
  const met = new Map<string, Sign[]>();
  const facts: NotedFact[] = [];
  const signs = (...asked: readonly string[]) => asked.flatMap((glob) => met.get(glob) ?? []);
  const checksOf = (asked: Source['layout']) => checks.filter(({ layout = 'root' }) => layout === asked);
  return {
    globs: first,
    laterGlobs,
    wants: (file) => file.globs.some((glob) => globs.has(glob)),
    async add(file) {
      const own = file.globs.filter((glob) => globs.has(glob));
      const sign = await signOf(
        file,
        own.some((glob) => reads.has(glob)),
      );
      for (const glob of own) {
        const known = met.get(glob);
        if (known) known.push(sign);
        else met.set(glob, [sign]);
      }
    },
    facts,
    noteFrom: (path) => (fact) => {
      if (fact.kind !== 'page' && facts.length < limits.entries) facts.push({ ...fact, path });
    },
    neededLater(seen) {
      const scanned = { ...seen, signs, facts };
      const later = checksOf(seen.layout).flatMap((check) => check.later ?? []);
      const asked = later.map(({ isNeeded }) => isNeeded(scanned));
      const key = `${seen.layout} ${asked.map(Number).join('')}`;
      const list = needed.get(key) ?? later.filter((_, at) => asked[at]).flatMap(({ paths }) => paths);
      needed.set(key, list);
      return list;
    },
    find(seen) {
      return checksOf(seen.layout)
        .flatMap((check) => [...check.find({ ...seen, signs, facts })])
        .map((gap) => ({ kind: 'missing' as const, ...gap }));
    },
  };
}

async function signOf(file: SourceFile, isRead: boolean): Promise<Sign> {
  const { path, folder, problem, dangling, size } = file;
  const content = isRead && !folder && problem === undefined ? await beginning(file) : undefined;
  return {
    path,
    folder,
    ...(problem === undefined ? {} : { problem }),
    ...(dangling ? { dangling } : {}),
    ...(size === undefined ? {} : { size }),
    ...(content === undefined ? {} : { content }),
  };
}

/** What cannot be read was reported by the walk or is reported by the reader that it belongs to. */
async function beginning(file: SourceFile): Promise<string | undefined> {
  try {
    return Buffer.from((await file.head()).subarray(0, limits.head)).toString();
  } catch {
    return undefined;
  }
}

/** The kind of a source and what was read of it, as checks see them. */
export function seenOf(
  source: Source,
  systems: readonly string[],
  manifests: readonly Manifest[],
  gaps: readonly CoverageGap[],
): Omit<Scanned, 'signs' | 'facts'> {
  return { kind: source.kind, layout: source.layout, systems, manifests, gaps };
}
