import type { GapKind, Severity } from './vocabulary.ts';

/** A manifest, folder or limit that kept the answer from being whole. */
export interface CoverageGap {
  readonly path: string;
  readonly reader?: string;
  readonly reason: string;
  /** Absent in reports of versions that did not say. */
  readonly kind?: GapKind;
  /** Of what is undecided: what a finding would weigh, and whether it would be residue. */
  readonly severity?: Severity;
  readonly state?: 'residue';
}
