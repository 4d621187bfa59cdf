import type { CoverageGap } from '../types.ts';
import { type CompletenessCheck, reportedPaths, type Scanned, type Sign } from './check.ts';

/** Installations of flatpak, of the machine and of accounts. */
const PLACES = ['var/lib/flatpak', 'home/*/.local/share/flatpak', 'root/.local/share/flatpak'];
/** A link to a disk that is not there takes all applications away. */
const WAYS = PLACES.map((place) => `${place}{,/app}`);
/** The folder of an application or runtime, of each of its architectures in that, of each branch, and of what runs. */
const LEVELS = PLACES.map((place) => `${place}/{app,runtime}/{*,*/*,*/*/*,*/*/*/active}`);
const ACTIVE = /\/(?:app|runtime)(?:\/[^/]+){3}\/active$/u;
/** Beside its architectures an application has a link to the branch that runs. */
const LINKED = /\/app\/[^/]+\/current(?:\/|$)/u;
/** What the repository says is deployed. */
const REFS = PLACES.map((place) => `${place}/repo/refs/heads/deploy/{app,runtime}/*/*/*`);
const IN_REPOSITORY = '/repo/refs/heads/deploy/';

/**
 * Each flatpak has a folder for its architecture, in that one for its branch, and in that what is deployed. An
 * uninstallation takes all of these away, and what the repository says of it.
 *
 * @see https://docs.flatpak.org/en/latest/under-the-hood.html
 */
export const flatpakDeployments: CompletenessCheck = {
  id: 'flatpak-deployments',
  title: 'the deployment of each flatpak',
  paths: [...WAYS, ...LEVELS, ...REFS],
  *find(scanned: Scanned): Generator<CoverageGap> {
    const reported = reportedPaths(scanned);
    for (const { path, dangling } of scanned.signs(...WAYS))
      if (dangling && !reported.has(path))
        yield { path, reason: 'a link that leads nowhere, on the way to the applications of flatpak' };
    const signs = scanned.signs(...LEVELS).filter(({ path }) => !LINKED.test(path));
    const torn = [...withoutDeployment(signs)].filter(({ path }) => !reported.has(path));
    yield* torn;
    const there = new Set(signs.map(({ path }) => path));
    for (const { path: ref } of scanned.signs(...REFS)) {
      const path = ref.replace(IN_REPOSITORY, '/');
      if (!there.has(path) && !torn.some((gap) => path.startsWith(`${gap.path}/`)))
        yield { path, reason: `a flatpak is missing that ${ref} says is deployed` };
    }
  },
};

/** The folders that hold nothing of what is one level deeper. */
function* withoutDeployment(signs: readonly Sign[]): Generator<CoverageGap> {
  // What cannot be entered is reported by itself.
  const inside = signs.filter(({ folder, problem }) => folder || problem !== undefined);
  const filled = new Set(inside.map(({ path }) => path.slice(0, path.lastIndexOf('/'))));
  for (const { path, folder, problem, dangling } of signs) {
    if (ACTIVE.test(path)) continue;
    if (dangling) yield { path, reason: 'a link that leads nowhere, in the place of a package of flatpak' };
    else if (folder && problem === undefined && !filled.has(path))
      yield { path, reason: 'a flatpak without its deployment (active)' };
  }
}
