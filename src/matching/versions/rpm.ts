import { compareNumbers } from './deb.ts';

/**
 * rpm's order: `[epoch:]version[-release]`; runs of digits and of letters, `~` before the end, `^` behind it. A release
 * that one side lacks is not compared.
 *
 * @see https://rpm-software-management.github.io/rpm/man/rpm-version.7
 */
export function compareRpm(a: string, b: string): number {
  return compareEvr(a, b, compareSegments);
}

/** pacman's order: rpm's older one without `~` and `^`, in which letters at the end make a version older. */
export function comparePacman(a: string, b: string): number {
  return compareEvr(a, b, comparePacmanPart);
}

function compareEvr(a: string, b: string, part: (a: string, b: string) => number): number {
  const [left, right] = [parts(a), parts(b)];
  const order = compareNumbers(left.epoch, right.epoch) || part(left.version, right.version);
  if (order !== 0 || left.release === undefined || right.release === undefined) return order;
  return part(left.release, right.release);
}

function parts(text: string): { epoch: string; version: string; release: string | undefined } {
  const epoch = /^\s*(?<epoch>\d*):/u.exec(text);
  const rest = text.slice(epoch?.[0].length ?? 0).trim();
  const dash = rest.lastIndexOf('-');
  return {
    epoch: epoch?.groups?.['epoch'] ?? '',
    version: dash < 0 ? rest : rest.slice(0, dash),
    release: dash < 0 ? undefined : rest.slice(dash + 1),
  };
}

/** What rpm compares: runs of digits, runs of letters, and the two signs with a meaning. */
const SEGMENT = /[0-9]+|[A-Za-z]+|[~^]/gu;

function compareSegments(a: string, b: string): number {
  const [left, right] = [a.match(SEGMENT) ?? [], b.match(SEGMENT) ?? []];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const order = compareSegment(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareSegment(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === '~' || b === '~') return a === '~' ? -1 : 1;
  // A caret is newer than the end and older than anything else.
  if (a === '^') return b === undefined ? 1 : -1;
  if (b === '^') return a === undefined ? -1 : 1;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  return compareRuns(a, b);
}

/** Digits are newer than letters. */
function compareRuns(a: string, b: string): number {
  const [numeric, other] = [isDigits(a), isDigits(b)];
  if (numeric !== other) return numeric ? 1 : -1;
  return numeric ? compareNumbers(a, b) : a < b ? -1 : a > b ? 1 : 0;
}

function isDigits(run: string): boolean {
  return run.charCodeAt(0) <= 57;
}

/** A run with the signs before it: their number matters. */
const PIECE = /(?<gap>[^0-9A-Za-z]*)(?<run>[0-9]+|[A-Za-z]+)/gu;

function comparePacmanPart(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [pieces(a), pieces(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const [one, two] = [left[i], right[i]];
    if (!one || !two) break;
    const order = one.gap - two.gap || compareRuns(one.run, two.run);
    if (order !== 0) return order;
  }
  return weightOfRest(left[right.length]) - weightOfRest(right[left.length]);
}

/** What is left over is newer, unless letters follow at once: 1.0rc is older than 1.0, 1.0.rc is newer. */
function weightOfRest(rest: Piece | undefined): number {
  if (rest === undefined) return 0;
  return rest.gap > 0 || isDigits(rest.run) ? 1 : -1;
}

interface Piece {
  /** Signs before the run. */
  readonly gap: number;
  readonly run: string;
}

function pieces(text: string): Piece[] {
  return [...text.matchAll(PIECE)].map(({ groups }) => ({
    gap: groups?.['gap']?.length ?? 0,
    run: groups?.['run'] ?? '',
  }));
}
