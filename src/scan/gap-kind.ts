import type { CoverageGap } from '../types.ts';
import type { GapKind } from '../vocabulary.ts';

/** Gaps that do not say of what kind they are, by the words of their reason; the first that fits counts. */
const BY_WORDS: readonly (readonly [RegExp, GapKind])[] = [
  [/^cannot decide whether /u, 'undecided'],
  [/answer is incomplete|incomplete answer|is not all|partial answer/u, 'incomplete-answer'],
  [/^(?:contains no software entries|no list of installed software found)/u, 'empty'],
  [/(?:^|: )(?:it is empty|an empty list|the file is empty)$/u, 'empty'],
  [/\(limit: |; the limit is |more than \d+ /u, 'limit'],
  [/^unknown format|both recognise it/u, 'unknown-format'],
  [
    /permission denied|vanished|changed while|leads nowhere|links that make|cannot be (?:read|opened)/u,
    'unreadable',
  ],
  [/^no report has this source|it has no report/u, 'missing'],
];

/** A gap with its kind: what a reader threw is damage, and what was met before there was a reader cannot be read. */
export function withKind(gap: CoverageGap): CoverageGap {
  if (gap.kind !== undefined) return gap;
  const [, kind] = BY_WORDS.find(([words]) => words.test(gap.reason)) ?? [];
  return { ...gap, kind: kind ?? (gap.reader === undefined ? 'unreadable' : 'truncated') };
}
