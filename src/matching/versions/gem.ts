import { compareNumbers } from './deb.ts';

/**
 * RubyGems' order: numbers and words between dots; a hyphen announces (`1.0-x` is `1.0.pre.x`), and a word comes
 * before a number.
 *
 * @see https://docs.ruby-lang.org/en/3.3/Gem/Version.html
 */
export function compareGem(a: string, b: string): number {
  const [left, right] = [segmentsOf(a), segmentsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [one, other] = [left[index] ?? '0', right[index] ?? '0'];
    const words = [one, other].map((it) => /^[a-z]/u.test(it));
    if (words[0] !== words[1]) return words[0] ? -1 : 1;
    const order = words[0] ? (one < other ? -1 : Number(one > other)) : compareNumbers(one, other);
    if (order !== 0) return order;
  }
  return 0;
}

function segmentsOf(version: string): readonly string[] {
  return (
    version
      .trim()
      .toLowerCase()
      .replaceAll('-', '.pre.')
      .match(/\d+|[a-z]+/gu) ?? []
  );
}
