import type { ErrorCollector } from '../../../formats/errors.ts';
import { unquotedScalar } from '../../../formats/markup/yaml-scalar.ts';
import { quoted } from '../../../formats/source-position.ts';
import { numberedLines } from '../../../formats/text/lines.ts';
import { isPrompt } from '../../../formats/text/shell-prompt.ts';
import { NO_PROGRAMS } from '../../answers/program.ts';
import { areVersions, type Entry } from './entry.ts';

const MINION = /^(?<quote>['"]?)(?<host>[\w.@-]+)\k<quote>: *$/u;
/** `web-02: false`, `web-03: Minion did not return. [Not connected]`, `web-04: {}` */
const ANSWER = /^(?<quote>['"]?)(?<host>[\w.@-]+)\k<quote>: (?<said>\S.*)$/u;
const FAILED = /^(?:false|null|\{\}|\[\]|['"]?(?:Minion did not return|No return received|ERROR).*)$/u;
const PACKAGE = /^ {2}(?<quote>['"]?)(?<name>[^\s'"#-][^'"]*?)\k<quote>:(?: (?<version>\S.*?))? *$/u;
/** One of the versions of a package. */
const ITEM = /^ {2}- (?<version>\S+) *$/u;
/** What `attr` asked for of a package. */
const PROPERTY = /^ {2}(?:- | {2})(?<key>\w+):(?: (?<value>\S.*?))? *$/u;

/** Whether lines that are neither blank nor prompts are minions at the margin and versions of packages below them. */
export function isYaml(lines: readonly string[]): boolean {
  const rows = lines.filter((line) => line !== '---');
  const margin = rows.filter((line) => !line.startsWith(' '));
  const isMinion = (line: string): boolean =>
    MINION.test(line) || FAILED.test(ANSWER.exec(line)?.groups?.['said'] ?? '');
  if (!margin.some((line) => MINION.test(line)) || !margin.every(isMinion)) return false;
  const below = rows.filter((line) => line.startsWith(' '));
  const isRow = (line: string): boolean => [PACKAGE, ITEM, PROPERTY].some((row) => row.test(line));
  return below.every(isRow) && areVersions(below.flatMap((line) => versionIn(line) ?? []));
}

/** The packages of `--out=yaml`. */
export function* yamlEntries(bytes: Uint8Array, faults: ErrorCollector): Generator<Entry> {
  let host = '';
  let name: string | undefined;
  for (const { text, number, ended } of numberedLines(bytes)) {
    const minion = MINION.exec(text)?.groups;
    const answer = ANSWER.exec(text)?.groups;
    const row = PACKAGE.exec(text)?.groups;
    const version = versionIn(text);
    if (minion) {
      host = minion['host'] ?? '';
      name = undefined;
    } else if (answer)
      faults.add(
        answer['said'] === '{}' ? NO_PROGRAMS : `no packages: ${quoted(answer['said'] ?? '')}`,
        answer['host'],
      );
    else {
      if (row) ({ name } = row);
      if (version !== undefined && name !== undefined) yield { host, name, version, line: number };
      else if (!isKnown(text)) faults.add(`line ${number}: not a line of Salt: ${quoted(text)}`);
    }
    if (!ended && text.trim() !== '')
      faults.add(`line ${number}: truncated before the line end: ${quoted(text)}`);
  }
}

function isKnown(line: string): boolean {
  return line.trim() === '' || line === '---' || isPrompt(line) || PROPERTY.test(line) || PACKAGE.test(line);
}

function versionIn(line: string): string | undefined {
  const property = PROPERTY.exec(line)?.groups;
  const written =
    property?.['key'] === 'version'
      ? property['value']
      : (ITEM.exec(line) ?? PACKAGE.exec(line))?.groups?.['version'];
  return written && unquotedScalar(written);
}
