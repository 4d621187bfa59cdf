import type { ProgramRecord } from '../../program-record.ts';

/** An object that PowerShell printed, by the names of its properties. */
export interface Listed {
  readonly fields: ProgramRecord;
  /** From 1; JSON has none. */
  readonly line?: number;
}
