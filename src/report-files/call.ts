import type { FailurePolicy } from '../evaluate/index.ts';
import type { SavedReport } from './read.ts';

/** What of the call of a report decides its verdict, by its own word. */
export function toleranceOf({
  failOn = 'ban',
  allowUnread = false,
  tolerate,
}: NonNullable<SavedReport['head']>): FailurePolicy {
  return { failOn, allowUnread, ...(tolerate && { tolerate: tolerate.map(allowanceOf) }) };
}

/** Only what a configuration can say: anything else in it is a difference. */
function allowanceOf({ path, kind, sources }: Tolerance): Tolerance {
  return { ...(path && { path }), ...(kind && { kind }), ...(sources && { sources }) };
}

type Tolerance = NonNullable<FailurePolicy['tolerate']>[number];
