import { isAboutPages } from '../readers/answers/gaps.ts';
import type { CoverageGap } from '../types.ts';
import type { AnswerPage } from '../vocabulary.ts';

/** A page of an answer, and the file that holds it. */
export interface FoundPage extends AnswerPage {
  readonly path: string;
  readonly reader: string;
}

/**
 * The gaps that stay once the pages of answers in several files are put together: a file that says that there is a next
 * page is complete beside the file that holds it.
 *
 * @param pages of all files of one place
 */
export function withPagesJoined<T extends CoverageGap>(
  gaps: readonly T[],
  pages: readonly FoundPage[],
): readonly T[] {
  const open = new Set(gaps.filter(({ reason }) => isAboutPages(reason)).map(keyOf));
  if (open.size === 0 || pages.length < 2) return gaps;
  const joined = new Set<string>();
  for (const answer of answersOf(pages)) {
    const files = answer.map(keyOf);
    if (files.some((file) => open.has(file)) && isWhole(answer)) for (const file of files) joined.add(file);
  }
  return gaps.filter((gap) => !(isAboutPages(gap.reason) && joined.has(keyOf(gap))));
}

function keyOf({ path, reader }: Pick<CoverageGap, 'path' | 'reader'>): string {
  return `${reader}\0${path}`;
}

/** The pages of each answer: those of one reader in one folder that do not contradict each other. */
function answersOf(pages: readonly FoundPage[]): FoundPage[][] {
  const folders = grouped(
    pages,
    ({ path, reader }) => `${reader}\0${path.slice(0, path.lastIndexOf('/') + 1)}`,
  );
  return [...folders.values()].flatMap((folder) => {
    const answers = grouped(folder, ({ value }) => value);
    const unnamed = answers.get('') ?? [];
    answers.delete('');
    // A last page has often nothing that shows whose it is.
    if (answers.size === 1) return [[...answers.values()].flat().concat(unnamed)];
    return [...answers.values(), unnamed];
  });
}

function grouped(pages: Pages, keyOfPage: (page: FoundPage) => string): Map<string, FoundPage[]> {
  const groups = new Map<string, FoundPage[]>();
  for (const page of pages) {
    const group = groups.get(keyOfPage(page));
    if (group) group.push(page);
    else groups.set(keyOfPage(page), [page]);
  }
  return groups;
}

/** Whether these pages are a whole answer. What nothing names is not asked for, but an order has no holes. */
function isWhole(saved: readonly FoundPage[]): boolean {
  // What was saved twice counts once.
  const pages = [...new Map(saved.map((page) => [`${page.beginning}\0${page.next}`, page])).values()];
  if (pages.length < 2) return false;
  return [hasEnd, hasBeginning, hasAllRows, hasAllNumbers, hasNoHoles, isNamedInOrder].every((holds) =>
    holds(pages),
  );
}

type Pages = readonly FoundPage[];

/** One page is the last; or nothing leads from page to page, and a count or a page that is not full shows the end. */
function hasEnd(pages: Pages): boolean {
  const next = pages.flatMap((page) => page.next ?? []);
  const tokens = next.filter((each) => each !== true);
  if (new Set(tokens).size < tokens.length) return false;
  if (next.length > 0) return next.length === pages.length - 1;
  const full = pages.filter(({ isFull }) => isFull).length;
  return full > 0
    ? full === pages.length - 1
    : pages.some(({ total, pages: all }) => (total ?? all) !== undefined);
}

function hasBeginning(pages: Pages): boolean {
  const later = pages.filter(({ hasPrevious }) => hasPrevious).length;
  return later === 0 || later === pages.length - 1;
}

function hasAllRows(pages: Pages): boolean {
  const rows = pages.reduce((sum, page) => sum + page.rows, 0);
  return pages.every(({ total = 0, pages: all = 0 }) => rows >= total && pages.length >= all);
}

/** Pages that have numbers begin with 0 or 1 and go on by one, up to the last that one of them leads to. */
function hasAllNumbers(pages: Pages): boolean {
  const own = pages.flatMap(({ page }) => page ?? []);
  const next = pages.flatMap(({ nextPage }) => nextPage ?? []);
  return (own.length < pages.length || isRun(own, 1)) && (next.length === 0 || isRun(next, 2));
}

/** Whether numbers go on by one, from this one or the one before it. */
function isRun(numbers: readonly number[], first: number): boolean {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [start = first] = sorted;
  return (
    (start === first || start === first - 1) && sorted.every((number, index) => number === start + index)
  );
}

/** Each page begins where the rows of those before it end. */
function hasNoHoles(pages: Pages): boolean {
  const begun = pages.filter(({ offset }) => offset !== undefined);
  const led = pages.filter(({ nextOffset }) => nextOffset !== undefined);
  return (
    (begun.length < pages.length || covers(begun, ({ offset = 0 }) => offset)) &&
    covers(led, ({ nextOffset = 0, rows }) => nextOffset - rows)
  );
}

function covers(pages: Pages, startOf: (page: FoundPage) => number): boolean {
  let end = 1;
  for (const page of [...pages].sort((a, b) => startOf(a) - startOf(b))) {
    const start = startOf(page);
    if (start > end) return false;
    end = Math.max(end, start + page.rows);
  }
  return true;
}

const NUMBER = /\d{1,4}(?=\D*$)/u;

/** Files that differ in a number only are named by pages. */
function isNamedInOrder(pages: Pages): boolean {
  const names = pages.map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
  const numbers = names.flatMap((name) => NUMBER.exec(name)?.[0] ?? []).map(Number);
  const stems = new Set(names.map((name) => name.replace(NUMBER, '')));
  return stems.size !== 1 || numbers.length < names.length || isRun(numbers, 1);
}
