import { sanitiseText } from '../../report/sanitise.ts';
import { version } from '../../report/version.ts';
import type { Plan } from '../index.ts';

/** What stands at the top of a plan, as comments: harmless, and one line each. */
export function headLines({ report, day, notices }: Plan, dry: string, apply: string): string[] {
  return [
    `What to remove, from ${report} as of ${day}. Written by interdict ${version}.`,
    `It prints what it would do:  ${dry}`,
    `It does it:  ${apply}`,
    ...notices,
  ].map(sanitiseText);
}
