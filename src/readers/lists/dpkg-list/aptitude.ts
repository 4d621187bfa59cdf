import type { ErrorCollector } from '../../../formats/errors.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Line } from '../../../formats/text/lines.ts';
import type { Program, State } from '../../../types.ts';
import { programOf } from './words.ts';

/**
 * `i A bash                            - GNU Bourne Again SHell`: state, action, automatic, name. Into a pipe
 * nothing is padded, and what is not automatic has no third letter.
 */
export const APTITUDE =
  /^(?<state>[pciuvCHWTB])(?<action>[ a-zA-Z])(?:[A ] | )(?<name>[A-Za-z0-9][^ ]*) +- /u;

const LETTERS: ReadonlyMap<string, State | 'absent'> = new Map<string, State | 'absent'>([
  ['p', 'absent'],
  ['v', 'absent'], // a name that others provide
  ['c', 'residue'],
  ['i', 'installed'],
]);

/** The rows of `aptitude search`, which shows no versions. */
export function* aptitudeRows(list: readonly Line[], faults: ErrorCollector): Generator<Program> {
  for (const { text, number } of list) {
    if (text.trim() === '') continue;
    const { state = '', action, name } = APTITUDE.exec(text)?.groups ?? {};
    const reached = LETTERS.get(state) ?? 'partial';
    const program =
      name &&
      programOf({
        name,
        state: reached === 'absent' ? 'installed' : reached,
        marks: action === 'h' ? ['held'] : undefined,
        line: number,
      });
    if (!program) faults.add(`line ${number}: no row of aptitude: ${quoted(text)}`);
    else if (reached !== 'absent') yield program;
  }
}
