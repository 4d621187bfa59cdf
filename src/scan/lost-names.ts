import { quoted } from '../formats/source-position.ts';
import type { Program } from '../types.ts';

/** What an encoding without the letters of a name leaves of it: question marks, or the sign of what was not read. */
const LOST = /\uFFFD|\?{3,}|^[\s\d.,()-]*\?[?\s\d.,()-]*$/u;

/**
 * The programs of a manifest. Where an export lost the letters of a name, and no whole publisher says who made the
 * program, it may be any: that is reported behind the last of them.
 *
 * @throws SyntaxError behind the last program
 */
export function* withLostNames(programs: Iterable<Program>): Generator<Program> {
  let count = 0;
  let first: Program | undefined;
  for (const program of programs) {
    if (isLost(program)) {
      count++;
      first ??= program;
    }
    yield program;
  }
  if (first === undefined) return;
  const place = first.line === undefined ? '' : `line ${first.line}: `;
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  throw new SyntaxError(`${place}an encoding lost letters of the name ${quoted(first.name)}${more}`);
}

function isLost({ name, publisher = '', kind }: Program): boolean {
  if (kind === 'trace' || !LOST.test(name)) return false;
  return publisher.trim() === '' || LOST.test(publisher);
}
