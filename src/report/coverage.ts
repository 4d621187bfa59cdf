import type { ResultCoverage, UncoveredPart } from '../coverage.ts';

const PLURALS: Readonly<Partial<Record<UncoveredPart['what'], string>>> = {
  'home that is not there': 'homes that are not there',
  'system on another volume': 'systems on other volumes',
  'system in a folder': 'systems in folders',
};

/** What a verdict knowingly does not cover, in words: `14 container layers in var/lib/docker/overlay2`. */
function uncoveredWords(parts: readonly UncoveredPart[]): string[] {
  return parts.map(({ what, count: number, paths }) => {
    const name = number === 1 ? `1 ${what}` : `${number} ${PLURALS[what] ?? `${what}s`}`;
    const [first] = paths;
    if (first === undefined) return name;
    return number === 1 ? `${name} (${first})` : `${name} (${first}, …)`;
  });
}

/** What all sources of a run leave uncovered, each kind once. */
function uncoveredIn(results: Iterable<ResultCoverage>): UncoveredPart[] {
  const sums = new Map<UncoveredPart['what'], UncoveredPart>();
  for (const { coverage } of results) {
    for (const { what, count: more, paths } of coverage?.notCovered ?? []) {
      const known = sums.get(what);
      sums.set(what, known ? { ...known, count: known.count + more } : { what, count: more, paths });
    }
  }
  return [...sums.values()];
}

/** One sentence of what a verdict does not cover; undefined where there is nothing of the kind. */
export function uncoveredSentence(results: Iterable<ResultCoverage>): string | undefined {
  const parts = uncoveredIn(results);
  if (parts.length === 0) return undefined;
  const isGuest = parts.some(({ what }) => what !== 'home that is not there');
  return `Not covered: ${uncoveredWords(parts).join('; ')}${isGuest ? ' (--guests checks systems inside this one)' : ''}.`;
}
