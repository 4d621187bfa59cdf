import type { ErrorCollector } from '../../../formats/errors.ts';
import { quoted } from '../../../formats/source-position.ts';
import { numberedLines } from '../../../formats/text/lines.ts';
import { isPrompt } from '../../../formats/text/shell-prompt.ts';
import { type Entry, FAILURE } from './entry.ts';

const MINION = /^(?<host>[\w.@-]+): *$/u;
const RULE = /^ {4}-{10}$/u;
const NAME = /^ {4}(?<name>[^\s:](?:[^:]|:(?! *$))*): *$/u;
const VERSION = /^ {8}(?:- )?(?<version>\S.*?) *$/u;

/** Whether lines that are neither blank nor prompts are the nested form: a minion, its rule, a package. */
export function isNested(lines: readonly string[]): boolean {
  const at = lines.findIndex((line) => RULE.test(line));
  const isFramed = at > 0 && MINION.test(lines[at - 1] ?? '');
  return isFramed && NAME.test(lines[at + 1] ?? '') && /^ {8}(?:-|\S*\d)/u.test(lines[at + 2] ?? '');
}

/** The packages of the nested form: a minion at the margin, a package four blanks in, its versions eight. */
export function* nestedEntries(bytes: Uint8Array, faults: ErrorCollector): Generator<Entry> {
  let host = '';
  let name: string | undefined;
  for (const { text, number, ended } of numberedLines(bytes)) {
    const groups = {
      ...MINION.exec(text)?.groups,
      ...NAME.exec(text)?.groups,
      ...VERSION.exec(text)?.groups,
    };
    if (FAILURE.test(text)) faults.add(text.trim(), host);
    else if (groups['host'] !== undefined) {
      ({ host } = groups as { host: string });
      name = undefined;
    } else if (groups['name'] !== undefined) ({ name } = groups);
    else if (groups['version'] !== undefined && name !== undefined)
      yield { host, name, version: groups['version'], line: number };
    else if (text.trim() !== '' && !RULE.test(text) && !isPrompt(text))
      faults.add(`line ${number}: not a line of Salt: ${quoted(text)}`);
    if (!ended && text.trim() !== '')
      faults.add(`line ${number}: truncated before the line end: ${quoted(text)}`);
  }
}
