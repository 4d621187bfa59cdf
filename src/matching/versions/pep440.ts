import { compareDotted } from './dotted.ts';

/**
 * The order of Python packages: epoch, release, then `.dev` before `a`, `b`, `rc` before the release before `.post`;
 * a local version `+x` comes after the same without.
 *
 * @see https://peps.python.org/pep-0440/#summary-of-permitted-suffixes-and-relative-ordering
 */
export function comparePep440(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (!left || !right) return compareDotted(a, b);
  return (
    left.epoch - right.epoch ||
    compareLists(left.release, right.release) ||
    compareLists(left.stage, right.stage) ||
    compareLocal(left.local, right.local)
  );
}

const VERSION = new RegExp(
  [
    /^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)/,
    /(?:[-_.]?(?<pre>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?<preNumber>\d*))?/,
    /(?:-(?<bare>\d+)|[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>\d*))?/,
    /(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>\d*))?(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/,
  ]
    .map(({ source }) => source)
    .join(''),
  'u',
);

/** Whether a text is a version of a Python package. */
export function isPep440(version: string): boolean {
  return partsOf(version) !== undefined;
}

const STAGES: Readonly<Record<string, number>> = { a: 1, alpha: 1, b: 2, beta: 2 };

interface Parts {
  readonly epoch: number;
  readonly release: readonly number[];
  /** Before or after the release, which number of it, post release, development release. */
  readonly stage: readonly number[];
  readonly local: string | undefined;
}

function partsOf(text: string): Parts | undefined {
  const groups = VERSION.exec(text.trim().toLowerCase())?.groups;
  if (!groups) return undefined;
  const { epoch, release = '', pre, post, bare, dev, local } = groups;
  const isPost = post !== undefined || bare !== undefined;
  // A development release of the version itself comes before all its announcements.
  const first = pre === undefined ? (dev !== undefined && !isPost ? 0 : 4) : (STAGES[pre] ?? 3);
  return {
    epoch: Number(epoch ?? 0),
    release: release.split('.').map(Number),
    stage: [
      first,
      Number(groups['preNumber'] || 0),
      isPost ? Number((bare ?? groups['postNumber']) || 0) + 1 : 0,
      dev === undefined ? Number.MAX_SAFE_INTEGER : Number(groups['devNumber'] || 0),
    ],
    local,
  };
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = (a[index] ?? 0) - (b[index] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers come after words, and more parts after fewer. */
function compareLocal(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const [left, right] = [a.split(/[-_.]/u), b.split(/[-_.]/u)];
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const numeric = [one, other].map((part) => /^\d+$/u.test(part));
    if (numeric[0] !== numeric[1]) return numeric[0] ? 1 : -1;
    const order = numeric[0] ? Number(one) - Number(other) : one < other ? -1 : one > other ? 1 : 0;
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
