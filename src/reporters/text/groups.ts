import { worstGroups } from '../../report/group-totals.ts';
import type { Run } from '../../report/run.ts';
import { sanitiseName } from '../../report/sanitise.ts';
import { count, digits } from '../../report/words.ts';
import { hanging } from './layout.ts';
import type { Pen } from './pen.ts';

/** Groups that a person reads; the rest is counted. */
const ROWS = 30;

/** The groups of the list of hosts, those with something banned first; nothing where there is none. */
export function* groups({ summary }: Run, pen: Pen): Iterable<string> {
  const all = worstGroups(summary);
  if (all.length === 0) return;
  yield* ['', 'Groups'];
  for (const [group, { sources, banned, incomplete, clean }] of all.slice(0, ROWS)) {
    const verdicts = `${digits(banned)} banned, ${digits(incomplete)} incomplete, ${digits(clean)} clean`;
    yield* hanging('  ', `${sanitiseName(group)}: ${count(sources, 'source')}: ${verdicts}`, pen.width);
  }
  if (all.length > ROWS) yield `  and ${digits(all.length - ROWS)} more groups`;
}
