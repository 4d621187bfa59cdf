import type { ErrorCollector } from '../../../formats/errors.ts';
import { field, isList, isObject, type Json } from '../../../formats/markup/json.ts';
import { jsonDocuments } from '../../../formats/markup/json-documents.ts';
import { quoted } from '../../../formats/source-position.ts';
import { attempt } from '../../../formats/try.ts';
import { isRemark, textIn } from '../../answers/keys.ts';
import { NO_PROGRAMS } from '../../answers/program.ts';
import type { ShapeObject } from '../../answers/shape.ts';
import { areVersions, type Entry, FAILURE } from './entry.ts';

/** Whether a document has minions with versions of packages, by the shape of its beginning. */
export function isJsonOfMinions(objects: readonly ShapeObject[], head: Uint8Array): boolean {
  const roots = objects.filter(({ path }) => path.length === 0);
  if (objects.length === roots.length) return false;
  if (roots.some(({ texts }) => [...texts.values()].some((text) => !FAILURE.test(text)))) return false;
  const minions = objects.filter(({ path }) => path.length === 1);
  // Packages with texts, packages with lists or properties, or what the master says around them.
  const areTexts =
    objects.every(({ path }) => path.length < 2) &&
    minions.every(({ texts, keys }) => texts.size === keys.size);
  const areBare = minions.every(({ texts }) => texts.size === 0);
  const isFramed = [...roots, ...minions].some(({ keys }) => keys.has('return') || keys.has('ret'));
  if (!areTexts && !areBare && !isFramed) return false;
  const documents = attempt(() => jsonDocuments(head).values).value ?? [];
  const answers = documents.flatMap((document) => [...answersIn(document)]).map(({ packages }) => packages);
  if (answers.some(isList)) return false;
  const versions = answers.filter(isObject).flatMap((packages) => Object.values(packages));
  // A number of computers is no version.
  const texts = versions.map((version) => (typeof version === 'number' ? undefined : versionOf(version)));
  return texts.every((text) => text !== undefined) && areVersions(texts);
}

/** The packages of `--out=json`, of `--static` and of the interface of the master. */
export function* jsonEntries(bytes: Uint8Array, faults: ErrorCollector): Generator<Entry> {
  const { values, fault } = jsonDocuments(bytes);
  for (const { host, packages, status } of values.flatMap((document) => [...answersIn(document)])) {
    if (isRemark(packages)) continue;
    if (status !== undefined && status !== '0') faults.add(`the minion ended with status ${status}`, host);
    if (!isObject(packages)) faults.add(`no packages: ${quoted(JSON.stringify(packages))}`, host);
    else if (Object.keys(packages).length === 0) faults.add(NO_PROGRAMS, host);
    else
      for (const [name, value] of Object.entries(packages))
        yield { host, name, version: versionOf(value) ?? '' };
  }
  if (fault) faults.add(fault.message);
}

interface Answer {
  readonly host: string;
  readonly packages: Json;
  /** What the function on the minion ended with, where that is said. */
  readonly status?: string;
}

/** What each minion answered; the interface of the master puts a list around it, a full return an object. */
function* answersIn(document: Json): Generator<Answer> {
  const framed = field(document, 'return');
  if (isList(framed)) {
    for (const each of framed) yield* answersIn(each);
    return;
  }
  for (const [host, value] of isObject(document) ? Object.entries(document) : []) {
    const packages = field(value, 'ret');
    const status = textIn(field(value, 'retcode'));
    if (packages === undefined || status === undefined) yield { host, packages: value };
    else yield { host, packages, status };
  }
}

/** A version, the versions that stand side by side, or a package with properties (`attr=version`). */
function versionOf(value: Json): string | undefined {
  if (isList(value)) return value.map((each) => versionOf(each) ?? '').join(',') || undefined;
  return textIn(isObject(value) ? field(value, 'version') : value);
}
