import { errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { numberedLines } from '../../formats/text/lines.ts';
import { answerLines, isPrompt } from '../../formats/text/shell-prompt.ts';
import type { Program } from '../../types.ts';

/** The named groups of a row. */
export type Groups = Readonly<Record<string, string | undefined>>;

/** A list with one program a line, as a command prints it. */
export interface LineForm {
  /** A row, with groups that {@link LineForm.program} understands. */
  readonly row: RegExp;
  /** Lines that are expected and hold no program: titles, rulers, remarks, a last line of totals. */
  readonly other?: RegExp;
  /** Must be in some line for the list to be recognised: titles, or a row that no other tool prints. */
  readonly sign: RegExp;
  /** Lines of which the whole list says that it is incomplete. */
  readonly failure?: RegExp;
  /** The program of a row; undefined when the row says that it is not installed. */
  program(groups: Groups, line: number): Program | undefined;
}

/** Whether the lines of a beginning are such a list: a sign of it, and nearly all lines as expected. */
export function isLineList(head: Uint8Array, { row, other, sign, failure }: LineForm): boolean {
  const lines = answerLines(head);
  const isExpected = (line: string): boolean =>
    row.test(line) || other?.test(line) === true || failure?.test(line) === true;
  return lines.some((line) => sign.test(line)) && lines.filter(isExpected).length * 3 >= lines.length * 2;
}

/**
 * The programs of such a list. A line that is neither a row nor expected is reported after all others were read, and
 * so are a failure and a last line without its end.
 */
export function* linePrograms(bytes: Uint8Array, form: LineForm): Generator<Program> {
  const faults = errorCollector();
  let known = 0;
  for (const { text, number, ended } of numberedLines(bytes)) {
    if (text.trim() !== '' && !isPrompt(text)) {
      const groups = form.row.exec(text)?.groups;
      const isOther = groups === undefined && form.other?.test(text) === true;
      if (groups !== undefined || isOther) known++;
      if (form.failure?.test(text)) faults.add(`line ${number}: the list is incomplete: ${quoted(text)}`);
      else if (groups === undefined && !isOther)
        faults.add(`line ${number}: not a row of the list: ${quoted(text)}`);
      const program = groups && form.program(groups, number);
      if (program !== undefined) yield program;
    }
    if (!ended && text.trim() !== '')
      faults.add(`line ${number}: truncated before the line end: ${quoted(text)}`);
  }
  faults.throwIfAny();
  if (known === 0) throw new SyntaxError('an empty list');
}
