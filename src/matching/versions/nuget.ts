import { compareNumbers } from './deb.ts';
import { compareDotted } from './dotted.ts';

/**
 * NuGet's order, which Chocolatey shares: up to four numbers, then what announces a version, in the order of semantic
 * versions without regard to case; what stands after `+` says nothing.
 *
 * @see https://learn.microsoft.com/nuget/concepts/package-versioning
 */
export function compareNuget(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (!left || !right) return compareDotted(a, b);
  for (let index = 0; index < 4; index += 1) {
    const order = compareNumbers(left.numbers[index] ?? '0', right.numbers[index] ?? '0');
    if (order !== 0) return order;
  }
  if (!left.labels || !right.labels)
    return Number(left.labels === undefined) - Number(right.labels === undefined);
  return compareLabels(left.labels, right.labels);
}

const VERSION = /^v?(?<numbers>\d+(?:\.\d+){0,3})(?:-(?<labels>[0-9a-z.-]+))?(?:\+.*)?$/u;

function partsOf(version: string): { numbers: string[]; labels: string[] | undefined } | undefined {
  const groups = VERSION.exec(version.trim().toLowerCase())?.groups;
  if (!groups) return undefined;
  return { numbers: (groups['numbers'] ?? '').split('.'), labels: groups['labels']?.split('.') };
}

/** Numbers come before words, and fewer labels before more. */
function compareLabels(a: readonly string[], b: readonly string[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const numeric = [one, other].map((label) => /^\d+$/u.test(label));
    if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
    const order = numeric[0] ? compareNumbers(one, other) : one < other ? -1 : Number(one > other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
