import { idsOf, present } from '../../formats/omit-undefined.ts';
import { quoted } from '../../formats/source-position.ts';
import { headLines, numberedLines } from '../../formats/text/lines.ts';
import { answerLines, isPrompt, typedAt } from '../../formats/text/shell-prompt.ts';
import type { Program, Reader } from '../../types.ts';

/**
 * `brew list`, with or without `--versions`: a name a line, then the versions that are installed of it.
 * On a terminal names stand in columns. Where no heading shows formulae from casks, a name may be either, and
 * both identifiers are given.
 *
 * The form is that of other package managers too, so a passed list is taken for Homebrew's only when its
 * headings, its file name or the command above it say so.
 *
 * @see https://docs.brew.sh/Manpage
 */
export const brewList: Reader = {
  id: 'brew-list',
  title: 'brew list of Homebrew',
  paths: [],
  recognises(head, name) {
    const all = headLines(head);
    const lines = answerLines(head);
    const isTyped = all.some((line) => TYPED.test(typedAt(line) ?? ''));
    const isSaid =
      isTyped || /brew|(?:^|[-_.])casks?(?=[-_.]|$)/iu.test(name) || HEADING.test(lines[0] ?? '');
    return (
      isSaid &&
      !all.some((line) => ofSearch.test(line)) &&
      lines.length > 0 &&
      lines.every((line) => HEADING.test(line) || namesOf(line).every((one) => ROW.test(one)))
    );
  },
  *read(bytes) {
    let section = '';
    for (const { text, number, ended } of numberedLines(bytes)) {
      const heading = HEADING.exec(text)?.groups?.['kind'];
      if (heading !== undefined) section = heading.toLowerCase();
      else if (text.trim() !== '' && !isPrompt(text)) {
        for (const name of namesOf(text)) yield* programs(name, number, section);
      }
      if (!ended) throw new SyntaxError(`line ${number}: truncated before the line end: ${quoted(text)}`);
    }
  },
};

/** What can be installed is printed alike, with a tick at what is. */
const ofSearch = /\bbrew search\b|\u00e2\u009c\u0094/u;
const TYPED = /^brew (?:list|ls|leaves)\b/u;
const HEADING = /^==> (?<kind>Formulae|Casks)\b/u;
/** A version has a digit, but for what is built from its sources and for casks that have none. */
const ROW =
  /^(?<name>[a-z0-9@](?:[a-z0-9@+._-]|\/(?!\/))*)(?<versions>(?: (?:latest|HEAD|(?=\S*\d)[^\s<>"]+))*)\s*$/u;

/** The columns of a line, of which most have one; versions stand one blank behind their name. */
function namesOf(line: string): readonly string[] {
  return line.trim().split(/\t+ *| {2,}/u);
}

function* programs(text: string, line: number, section: string): Generator<Program> {
  const { name, versions = '' } = ROW.exec(text)?.groups ?? {};
  if (name === undefined) throw new SyntaxError(`line ${line}: no row of brew list: ${quoted(text)}`);
  const short = name.slice(name.lastIndexOf('/') + 1);
  const ids = idsOf(
    ['brew', section === 'casks' ? undefined : short],
    ['cask', section === 'formulae' ? undefined : short],
  );
  const all = versions.trim() === '' ? [undefined] : versions.trim().split(' ');
  for (const version of all) yield present<Program>({ name: short, version, ids, line });
}
