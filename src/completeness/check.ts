import type { CoverageGap, Manifest, Source } from '../types.ts';
import type { MachineFact } from '../vocabulary.ts';

/**
 * Whether something that has to be in a source is missing: a package database, a hive, a folder of applications.
 * Readers show what is there; a check shows what is not. Pure: no file is opened, nothing is caught.
 */
export interface CompletenessCheck {
  /** `linux-package-database`: its file and its fixtures. */
  readonly id: string;
  /** For people: what has to be there. */
  readonly title: string;
  /** Globs from the root of a machine, of the signs that the check looks at. */
  readonly paths: readonly string[];
  /** Those of {@link paths} whose content the check reads; at most {@link Limits.head} bytes each. */
  readonly reads?: readonly string[];
  /** More globs, whose files matter only if something that should be there was not. */
  readonly later?: readonly LaterGlobs[];
  /** The layout of the sources that it checks; default: `root`. */
  readonly layout?: Source['layout'];
  /** What is missing. */
  find(scanned: Scanned): Iterable<CoverageGap>;
}

/**
 * Globs that a healthy machine is not asked for. The folder with the file lists of all packages takes longer to walk than
 * all manifests of the machine.
 */
export interface LaterGlobs {
  readonly paths: readonly string[];
  /** Whether their files matter, by what the rest of the scan saw. */
  isNeeded(scanned: Scanned): boolean;
}

/** A file or folder that one of the globs of a check named. */
export interface Sign {
  /** From the root of the source, `/` separated. */
  readonly path: string;
  readonly folder: boolean;
  /** Why it cannot be opened or listed; a link that leads nowhere is {@link dangling} too. */
  readonly problem?: string;
  readonly dangling?: true;
  /** In bytes, where it is known without reading. */
  readonly size?: number;
  /** The beginning of its content, of the globs in {@link CompletenessCheck.reads}. */
  readonly content?: string;
}

/** What a manifest said of its machine. */
export interface NotedFact extends MachineFact {
  /** The manifest, from the root of the source. */
  readonly path: string;
}

/** What a scan saw of a source by its end. */
export interface Scanned {
  readonly kind: Source['kind'];
  readonly layout: Source['layout'];
  /** What manifests said of the machine, in the order of reading. */
  readonly facts: readonly NotedFact[];
  /** `ID` and the words of `ID_LIKE` of the release file, in small letters, the most specific first; empty when unknown. */
  readonly systems: readonly string[];
  /** The signs that these globs of the check named, in the order of the walk. */
  signs(...globs: readonly string[]): readonly Sign[];
  /** The manifests that were read, damaged ones too. */
  readonly manifests: readonly Manifest[];
  /** What could not be read so far. */
  readonly gaps: readonly CoverageGap[];
}

/** The programs that readers of these ids gave, and whether any of them read anything. */
export function listedBy(
  { manifests }: Pick<Scanned, 'manifests'>,
  readers: ReadonlySet<string>,
): { readonly read: boolean; readonly programs: number } {
  const own = manifests.filter(({ reader }) => readers.has(reader));
  return { read: own.length > 0, programs: own.reduce((sum, { programs }) => sum + programs, 0) };
}

/** Where something could not be read: what is missing there is reported already. */
export function reportedPaths({ gaps }: Pick<Scanned, 'gaps'>): ReadonlySet<string> {
  return new Set(gaps.map(({ path }) => path));
}
