/**
 * The known word that a mistyped one most likely stands for; undefined when none is near enough to offer.
 * Near is a third of the letters, and at least one.
 */
export function nearest(given: string, known: Iterable<string>): string | undefined {
  const word = given.slice(0, 64).toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const steps = distance(word, candidate.toLowerCase(), least);
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

/** Whether a word is another with one letter wrong, missing, too many or in another case. */
export function isSlip(word: string, other: string): boolean {
  if (Math.abs(word.length - other.length) > 1 || word === other || other.length < 4) return false;
  return distance(word.toLowerCase(), other.toLowerCase(), 2) < 2;
}

/** `unknown key "sevrity": did you mean "severity"?` */
export function unknownWord(what: string, given: string, known: readonly string[]): string {
  const begun = known.filter((word) => given.length > 2 && word.startsWith(`${given.toLowerCase()}-`));
  const near = begun.length > 0 ? undefined : nearest(given, known);
  const shown = JSON.stringify(given.slice(0, 80));
  if (near !== undefined) return `unknown ${what} ${shown}: did you mean ${JSON.stringify(near)}?`;
  const longer = known.filter((word) => given.length > 2 && word.includes(given.toLowerCase()));
  if (longer.length > 0) return `unknown ${what} ${shown}: did you mean one of ${some(longer)}?`;
  if (known.length <= SHORT_LIST) return `unknown ${what} ${shown}: known are ${some(known)}`;
  return `unknown ${what} ${shown}: the nearest are ${closest(given, known).join(', ')}`;
}

/** Known words up to here are reported all. */
const SHORT_LIST = 20;

/** Words offered where none is near. */
const OFFERED = 3;

/** The words that take the fewest steps, those with a part that is near first: `kapsersky` is `ca-2023-kaspersky`. */
function closest(given: string, known: readonly string[]): string[] {
  const word = given.slice(0, 64).toLowerCase();
  const steps = (candidate: string): number => distance(word, candidate.toLowerCase(), 1000);
  const rated = known.map((candidate) => {
    const part = Math.min(...candidate.split('-').map(steps));
    return { candidate, part, whole: steps(candidate) };
  });
  rated.sort((a, b) => a.part - b.part || a.whole - b.whole);
  return rated.slice(0, OFFERED).map(({ candidate }) => candidate);
}

function some(words: readonly string[]): string {
  return `${words.slice(0, 30).join(', ')}${words.length > 30 ? ', …' : ''}`;
}

/** Letters to insert, drop, replace or swap to get from one word to the other; `limit` when not fewer. */
export function distance(from: string, to: string, limit: number): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) next.push(cell(from, to, i, j, before, row, next));
    if (Math.min(...next) >= limit) return limit;
    [before, row] = [row, next];
  }
  return Math.min(limit, row[to.length] ?? limit);
}

function cell(
  from: string,
  to: string,
  i: number,
  j: number,
  before: readonly number[],
  row: readonly number[],
  next: readonly number[],
): number {
  const same = from[i - 1] === to[j - 1];
  const steps = Math.min(at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + (same ? 0 : 1));
  const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
  return swapped ? Math.min(steps, at(before, j - 2) + 1) : steps;
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
