import * as checks from '../completeness/index.ts';
import { signsOf } from '../completeness/signs.ts';
import { type ReaderMetadata, readerMetadata, readerOf } from '../readers/load.ts';
import { osPaths } from './detect-os.ts';
import { placeGlobs } from './named-places.ts';

/** What is looked for in a source: the same for every source of a sweep. */
export interface ReadPlan {
  /** The readers that are asked by path. */
  readonly wanted: ReadonlyMap<string, readonly ReaderMetadata[]>;
  readonly fingerprints: ReadonlySet<string>;
  /**
   * The globs of all files that matter, and with them `handed`, whose files are recognised by content. What is
   * read in one pass (`onePass`) needs the globs of the files beside manifests too. The same list comes back
   * each time, so that a source can know it again.
   */
  globs(handed: string | undefined, onePass: boolean): Promise<readonly string[]>;
}

/** What decides a plan. */
export interface PlanOptions {
  readonly readers?: readonly string[];
  readonly as?: unknown;
  readonly fingerprints?: readonly string[];
}

const plans = new WeakMap<PlanOptions, ReadPlan>();

/** The plan of these options, made once for each object of options. */
export function readPlan(options: PlanOptions): ReadPlan {
  const known = plans.get(options);
  if (known) return known;
  const plan = newPlan(options);
  plans.set(options, plan);
  return plan;
}

function newPlan(options: PlanOptions): ReadPlan {
  const asked = options.as
    ? []
    : readerMetadata.filter((metadata) => options.readers?.includes(metadata.id) ?? true);
  const wanted = new Map<string, ReaderMetadata[]>();
  for (const card of asked) {
    for (const glob of card.paths) wanted.set(glob, [...(wanted.get(glob) ?? []), card]);
  }
  const fingerprints = new Set(options.fingerprints);
  const made = new Map<string, Promise<readonly string[]>>();
  return {
    wanted,
    fingerprints,
    globs(handed, onePass) {
      const key = `${onePass} ${handed}`;
      const globs = made.get(key) ?? globsOf(asked, [...wanted.keys(), ...fingerprints], handed, onePass);
      made.set(key, globs);
      return globs;
    },
  };
}

async function globsOf(
  asked: readonly ReaderMetadata[],
  own: readonly string[],
  handed: string | undefined,
  onePass: boolean,
): Promise<readonly string[]> {
  const loaded = onePass ? await Promise.all(asked.map((metadata) => readerOf(metadata.id))) : [];
  const beside = loaded.flatMap((reader) => reader.siblings ?? []);
  const signs = signsOf(Object.values(checks)).globs;
  return [...new Set([...own, ...osPaths, ...signs, ...placeGlobs, ...beside, ...(handed ? [handed] : [])])];
}
