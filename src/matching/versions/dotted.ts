import { compareNumbers } from './deb.ts';

/**
 * The order of versions that follow no written rule: Windows four-part, macOS, Python, what people type. Numbers and
 * words between dots or other signs; missing numbers are 0, so 1.2 equals 1.2.0.0; words that announce a version come
 * before it, other words behind it.
 */
export function compareDotted(a: string, b: string): number {
  const [left, right] = [runs(a), runs(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const order = compareRun(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Has a table of Unicode, which costs a cold start. */
const run = () => /[0-9]+|\p{L}+/gu;
const ANNOUNCING = /^(?:a|b|c|alpha|beta|rc|cr|pre|preview|dev|snapshot|nightly|canary|m|milestone)$/u;

function runs(version: string): string[] {
  return (
    version
      .trim()
      .toLowerCase()
      .replace(/^v(?=\d)/u, '')
      .match(run()) ?? []
  );
}

function compareRun(a: string | undefined, b: string | undefined): number {
  const order = weight(a) - weight(b);
  if (order !== 0) return order;
  if (isWord(a) && isWord(b)) return a < b ? -1 : a > b ? 1 : 0;
  return compareNumbers(isWord(a) ? '' : (a ?? ''), isWord(b) ? '' : (b ?? ''));
}

function weight(run: string | undefined): number {
  if (!isWord(run)) return 1;
  return ANNOUNCING.test(run) ? 0 : 2;
}

function isWord(run: string | undefined): run is string {
  return run !== undefined && run.charCodeAt(0) > 57;
}
