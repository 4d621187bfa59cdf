import type { Reporter, Run } from '../../report/run.ts';
import type { ReportOutput } from './write.ts';

/** A report that was asked for, and where it goes. */
export interface OutputTarget {
  readonly output: ReportOutput;
  readonly report: Reporter;
}

/** Signs the reports of a call that go to files. */
export interface ReportSigner {
  /** A statement of in-toto in its envelope; every other report as it is. */
  envelope(plan: OutputTarget, chunks: Iterable<string>): Iterable<string>;
  /** Puts the signatures of a report that was written beside it. */
  sign(run: Run, plan: OutputTarget): Promise<void>;
}
