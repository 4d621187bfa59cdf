import { compareNumbers } from './deb.ts';

/**
 * Alpine's order: numbers between dots, a letter, suffixes with a meaning, `~commit`, `-r` and a build number.
 *
 * @see https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/doc/apk-package.5.scd
 */
export function compareApk(a: string, b: string): number {
  const [left, right] = [tokens(a), tokens(b)];
  for (let i = 0; ; i += 1) {
    const [one, two] = [left[i] ?? END, right[i] ?? END];
    if (one.rank !== two.rank) return compareKinds(one, two);
    if (one.rank === END.rank) return 0;
    const order = compareTokens(one, two);
    if (order !== 0) return order;
  }
}

interface Token {
  /** Kinds in the order of a version; what comes later in it means an older version. */
  readonly rank: number;
  readonly text: string;
}

const END: Token = { rank: 9, text: '' };
const TOKEN =
  /(?<number>\.?[0-9]+)|_(?<suffix>alpha|beta|pre|rc|cvs|svn|git|hg|p)(?<count>[0-9]*)|~(?<commit>[0-9a-f]+)|-r(?<build>[0-9]+)|(?<letter>[A-Za-z]+)|(?<other>.)/gu;
/** Before the version itself, then behind it. */
const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', '', 'cvs', 'svn', 'git', 'hg', 'p'];
const PLAIN = SUFFIXES.indexOf('');

function tokens(version: string): Token[] {
  const list: Token[] = [];
  for (const { groups = {} } of version.trim().matchAll(TOKEN))
    list.push(...token(groups, list.length === 0));
  return list;
}

function token(groups: Readonly<Record<string, string | undefined>>, first: boolean): Token[] {
  const { number, suffix, count, commit, build, letter, other } = groups;
  if (number !== undefined) return [{ rank: first ? 0 : 1, text: number.replace('.', '') }];
  if (letter !== undefined) return [{ rank: 2, text: letter }];
  if (suffix !== undefined) {
    return [{ rank: 3, text: suffix }, ...(count ? [{ rank: 4, text: count }] : [])];
  }
  if (commit !== undefined) return [{ rank: 5, text: commit }];
  if (build !== undefined) return [{ rank: 6, text: build }];
  return [{ rank: 8, text: other ?? '' }];
}

function compareTokens(a: Token, b: Token): number {
  if (a.rank === 3) return SUFFIXES.indexOf(a.text) - SUFFIXES.indexOf(b.text);
  // A part with a leading zero is read as behind a decimal point: 1.05 is older than 1.1.
  const decimal = a.rank === 1 && (a.text.startsWith('0') || b.text.startsWith('0'));
  const numeric = a.rank === 0 || a.rank === 1 || a.rank === 4 || a.rank === 6;
  if (numeric && !decimal) return compareNumbers(a.text, b.text);
  return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
}

function compareKinds(a: Token, b: Token): number {
  if (isBefore(a)) return -1;
  if (isBefore(b)) return 1;
  return b.rank - a.rank;
}

function isBefore({ rank, text }: Token): boolean {
  return rank === 3 && SUFFIXES.indexOf(text) < PLAIN;
}
