import { quoted } from '../formats/source-position.ts';
import { unmangled } from '../formats/text/mojibake.ts';
import type { Program } from '../types.ts';

/**
 * What an encoding without the letters of a name leaves of it: question marks, boxes, the sign of what was not read; or
 * their numbers, as web pages and programs write them.
 */
const LOST =
  /\uFFFD|[?\u00BF\u25A1\u25A0\u25AF\u001A]{3,}|^[\s\d.,()-]*\?[?\s\d.,()-]*$|&#(?:x[0-9a-f]{2,6}|\d{3,7});|(?:\\u[0-9a-f]{4}){2}/iu;

/** What is left of a publisher without its letters. */
const REMAINS = /^.*(?:\?{2}|\uFFFD)/u;
/** Has a table of Unicode, which costs a cold start: it is made where a publisher has such remains. */
const noLetter = () => /^[^\p{L}\p{N}]+$/u;

/**
 * The programs of a manifest. Where an export lost or mangled the letters of a publisher, or of a name that no whole
 * publisher is next to, the program may be any, and so may an entry that has neither a name nor an identifier: that is
 * reported after the last of them.
 *
 * @throws SyntaxError behind the last program
 */
export function* withLostNames(programs: Iterable<Program>): Generator<Program> {
  let count = 0;
  let first: { readonly program: Program; readonly what: Lost } | undefined;
  for (const program of programs) {
    const what = lostOf(program);
    if (what !== undefined) {
      count++;
      first ??= { program, what };
    }
    yield program;
  }
  if (first === undefined) return;
  const { program, what } = first;
  const place = program.line === undefined ? '' : `line ${program.line}: `;
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  if (what === 'all') throw new SyntaxError(`${place}an entry without a name and an identifier${more}`);
  throw new SyntaxError(`${place}an encoding lost letters of the ${what} ${quoted(program.name)}${more}`);
}

type Lost = 'name' | 'publisher of' | 'all';

function lostOf({ name, publisher = '', kind, ids = [] }: Program): Lost | undefined {
  if (name.trim() === '' && ids.length === 0) return 'all';
  if (kind === 'trace') return undefined;
  const isUnknown = (REMAINS.test(publisher) && noLetter().test(publisher)) || isMangled(publisher);
  if (LOST.test(name) || isMangled(name))
    return publisher.trim() === '' || isUnknown || LOST.test(publisher) ? 'name' : undefined;
  return isUnknown ? 'publisher of' : undefined;
}

/** UTF-8 that was read as another code page, which hardly any other text happens to be. */
function isMangled(text: string): boolean {
  return unmangled(text) !== text;
}
