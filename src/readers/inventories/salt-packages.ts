import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { isList, isObject, type Json } from '../../formats/markup/json.ts';
import { jsonDocuments } from '../../formats/markup/json-documents.ts';
import { quoted } from '../../formats/source-position.ts';
import { headLines, numberedLines } from '../../formats/text/lines.ts';
import { isPrompt } from '../../formats/text/shell-prompt.ts';
import type { Reader } from '../../types.ts';
import { isRemark, textIn } from '../answers/keys.ts';
import { NO_PROGRAMS, ofHost } from '../answers/program.ts';
import { type ShapeObject, shapeOf } from '../answers/shape.ts';

/**
 * What `salt '*' pkg.list_pkgs` prints: the nested form, YAML and JSON. A minion stands at the margin, its packages
 * with their versions below it. A minion that did not return has no list.
 *
 * @see https://docs.saltproject.io/en/latest/ref/output/all/salt.output.nested.html
 */
export const saltPackages: Reader = {
  id: 'salt-packages',
  title: 'Packages of Salt minions (pkg.list_pkgs)',
  paths: [],
  recognises: (head) => isNested(headLines(head)) || isJsonOfMinions(shapeOf(head)),
  *read(bytes) {
    const faults = errorCollector();
    let minions = 0;
    const isJson = shapeOf(bytes.subarray(0, 1 << 16)).length > 0;
    for (const { host, name, version, line } of isJson
      ? jsonEntries(bytes, faults)
      : nestedEntries(bytes, faults)) {
      minions++;
      for (const one of version?.split(',') ?? []) {
        if (name !== undefined)
          yield { name, version: one.trim(), ...(line ? { line } : {}), ...ofHost(host) };
      }
    }
    faults.throwIfAny();
    if (minions === 0) throw new SyntaxError('no packages of a minion');
  },
};

interface Entry {
  readonly host: string;
  readonly name?: string;
  readonly version?: string;
  readonly line?: number;
}

const MINION = /^(?<host>[\w.@-]+): *$/u;
const RULE = /^ {4}-{10}$/u;
const NAME = /^ {4}(?<name>[^\s:](?:[^:]|:(?! *$))*): *$/u;
const VERSION = /^ {8}(?:- )?(?<version>\S.*?) *$/u;
const FAILURE =
  /^(?:\s*(?:Minion did not return|No minions matched|No return received)|ERROR|\s+Passed invalid arguments)/u;

function isNested(all: readonly string[]): boolean {
  const lines = all.filter((line) => line.trim() !== '' && !isPrompt(line));
  const at = lines.findIndex((line) => RULE.test(line));
  const isFramed = at > 0 && MINION.test(lines[at - 1] ?? '');
  return isFramed && NAME.test(lines[at + 1] ?? '') && /^ {8}(?:-|\S*\d)/u.test(lines[at + 2] ?? '');
}

function* nestedEntries(bytes: Uint8Array, faults: ErrorCollector): Generator<Entry> {
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

/** Objects of objects whose texts are all versions: no other list looks like that. */
function isJsonOfMinions(objects: readonly ShapeObject[]): boolean {
  const roots = objects.filter(({ path }) => path.length === 0);
  const minions = objects.filter(({ path }) => path.length === 1);
  if (minions.length === 0 || objects.some(({ path }) => path.length > 1)) return false;
  if (roots.some(({ texts }) => [...texts.values()].some((text) => !FAILURE.test(text)))) return false;
  const texts = minions.flatMap((minion) => [...minion.texts.values()]);
  const keys = minions.reduce((sum, minion) => sum + minion.keys.size, 0);
  const versions = texts.filter((text) => /^(?:\d+:)?v?\d[\w.+~:,-]*$/u.test(text)).length;
  return texts.length > 1 && texts.length === keys && versions * 10 >= texts.length * 9;
}

function* jsonEntries(bytes: Uint8Array, faults: ErrorCollector): Generator<Entry> {
  const { values, fault } = jsonDocuments(bytes);
  for (const document of values) {
    for (const [host, packages] of isObject(document) ? Object.entries(document) : []) {
      if (isRemark(packages)) continue;
      if (!isObject(packages)) faults.add(`no packages: ${quoted(JSON.stringify(packages))}`, host);
      else if (Object.keys(packages).length === 0) faults.add(NO_PROGRAMS, host);
      else
        for (const [name, version] of Object.entries(packages))
          yield { host, name, version: textOf(version) };
    }
  }
  if (fault) faults.add(fault.message);
}

function textOf(version: Json): string {
  return isList(version) ? version.map(textOf).join(',') : (textIn(version) ?? '');
}
