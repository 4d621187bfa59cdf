/** What a baseline is, and the bans that it stands for. */

import type { Ban } from '../../schema/index.ts';
import type { Sighting } from '../../types.ts';
import type { ListedProgram } from './program-index.ts';

/** A program of a baseline. */
export type BaselineProgram = ListedProgram & Pick<Sighting, 'state'>;

/** Inventories of machines as they should be. */
export interface Baseline {
  /** The files, for people: `golden.json`. */
  readonly name: string;
  /** The day on which the inventory was made, of several the oldest. */
  readonly day: string;
  /** `sha256:…` over the files. */
  readonly digest: string;
  /** Whether versions count. */
  readonly versions: boolean;
  /** The programs of each machine. */
  readonly machines: readonly (readonly BaselineProgram[])[];
}

/** The bans that a baseline stands for, by which waivers may name them. */
export const BASELINE_BANS = { added: 'not-in-baseline', missing: 'missing-from-baseline' } as const;

/** The reader of a finding about what is not there. */
export const BASELINE_READER = 'baseline';

/** The bans of a baseline, for reports, digests and waivers. */
export function bansOfBaseline(baseline: Omit<Baseline, 'machines'>): [Ban, Ban] {
  const { digest, versions } = baseline;
  const what = nameOf(baseline);
  const more = versions ? ', or has another version there' : '';
  return [
    {
      id: BASELINE_BANS.added,
      title: `Not in ${what}`,
      why: `It is installed and not in ${what}${more} (${digest}).`,
      severity: 'ban',
      match: { kind: 'program' },
      remedy: { any: 'Remove it, or approve it by a new baseline or a waiver.' },
    },
    {
      id: BASELINE_BANS.missing,
      title: `Missing, and in ${what}`,
      why: `It is in ${what}, and no list of the source shows it (${digest}).`,
      severity: 'note',
      match: { kind: 'program' },
    },
  ];
}

/** A baseline as reasons call it. */
export function nameOf({ name, day }: Pick<Baseline, 'name' | 'day'>): string {
  return `the baseline ${name} of ${day}`;
}
