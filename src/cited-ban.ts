import type { BanCoverage, Severity } from './vocabulary.ts';

/** A ban as reports cite it. */
export interface CitedBan {
  readonly id: string;
  readonly title: string;
  readonly why?: string;
  readonly severity: Severity;
  /** What it requires, of a ban that asks for software: its findings are about what is missing or too old. */
  readonly requires?: string;
  /** Of its findings, where one may be milder than the ban. */
  readonly mildest?: Severity;
  /** What comes after the day checked, where the ban has a later phase. */
  readonly next?: NextPhase;
  /** `sha256:…` over the ban in canonical JSON. */
  readonly digest: string;
  readonly authorities: readonly { id: string; title: string; issuer?: string; url?: string }[];
  /** What of the authority's list the ban finds, if it does not find all. */
  readonly coverage?: BanCoverage;
}

/** The next phase of a ban. */
export interface NextPhase {
  /** Its first day, `YYYY-MM-DD`, UTC. */
  readonly from: string;
  /** `none` where the ban ends. */
  readonly severity: Severity | 'none';
  readonly duty?: string;
}
