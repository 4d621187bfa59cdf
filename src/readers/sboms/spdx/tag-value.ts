import { type ErrorCollector, errorCollector } from '../../../formats/errors.ts';
import { quoted } from '../../../formats/source-position.ts';
import { numberedLines } from '../../../formats/text/lines.ts';
import type { Program } from '../../../types.ts';
import { almost, type Vocabulary } from '../almost-keys.ts';
import { externalPart, referBoth, spdxLinks } from './external.ts';
import { claim } from './package.ts';

const TAG = /^\s{0,200}(?<tag>[A-Za-z]+)\s{0,200}:(?<value>.*)$/su;
const TAGS: Vocabulary = {
  carriers: [
    'PackageName',
    'PackageVersion',
    'PackageSupplier',
    'PackageOriginator',
    'ExternalRef',
    'Relationship',
  ],
};
/** Tags with the identifier of an element. */
const IDENTIFIERS: ReadonlySet<string> = new Set(['SPDXID', 'SnippetSPDXID', 'LicenseID']);
const REFERENCE = /^\S+\s+\S+\s+(?<locator>\S+)/u;
const OPEN = '<text>';
const CLOSED = '</text>';

interface Tag {
  readonly tag: string;
  readonly value: string;
  readonly line: number;
}

interface Draft {
  readonly name: string;
  readonly line: number;
  readonly tags: Map<string, string>;
  readonly locators: string[];
}

/** The packages of the tag-value encoding. */
export function* spdxTagValue(bytes: Uint8Array): Generator<Program> {
  const faults = errorCollector();
  let draft: Draft | undefined;
  const links = spdxLinks();
  let version: string | undefined;
  for (const { tag, value, line } of tags(bytes, faults)) {
    if (tag === 'SPDXVersion') version = value;
    else if (version === undefined)
      throw new SyntaxError(`line ${line}: no SPDX document: ${quoted(`${tag}: ${value}`)}`);
    else if (tag === 'PackageName') {
      if (draft) yield programOf(draft);
      draft = { name: value, line, tags: new Map(), locators: [] };
    } else if (tag === 'ExternalRef') {
      const locator = REFERENCE.exec(value)?.groups?.['locator'];
      if (locator) draft?.locators.push(locator);
      else faults.add(`line ${line}: a reference without a locator: ${quoted(value)}`);
    } else if (tag === 'Relationship') {
      const [from, type, to] = value.split(/\s+/u);
      const problem = externalPart({ from, type, to });
      if (problem !== undefined) faults.add(`line ${line}: ${problem}`);
      referBoth(links, { from, type, to }, `line ${line}`);
    } else {
      if (IDENTIFIERS.has(tag)) links.has(value);
      const meant = almost(tag, TAGS);
      if (meant !== undefined)
        faults.add(`line ${line}: unknown tag ${quoted(tag)}, much like ${quoted(meant)}`);
      if (TAGS.carriers.includes(tag) && (draft?.tags.get(tag) ?? value) !== value)
        faults.add(`line ${line}: the tag ${tag} stands twice in a package, with two values`);
      draft?.tags.set(tag, value);
    }
  }
  if (draft) yield programOf(draft);
  if (version === undefined) faults.add('not an SPDX document: no version');
  noteCut(draft, faults);
  yield* links.missing(faults);
  faults.throwIfAny();
}

/** Both tags are required of a package; where the last one lacks them, the document was cut there. */
function noteCut(draft: Draft | undefined, faults: ErrorCollector): void {
  if (!draft || (draft.tags.has('SPDXID') && draft.tags.has('PackageDownloadLocation'))) return;
  faults.add(`line ${draft.line}: the document is truncated inside the package ${quoted(draft.name)}`);
}

function programOf({ name, line, tags, locators }: Draft): Program {
  return claim({
    name,
    version: tags.get('PackageVersion'),
    supplier: tags.get('PackageSupplier'),
    originator: tags.get('PackageOriginator'),
    licences: [tags.get('PackageLicenseConcluded'), tags.get('PackageLicenseDeclared')],
    locators,
    line,
  });
}

/** The tags with their values, which may go over several lines between `<text>` and `</text>`. */
function* tags(bytes: Uint8Array, faults: ErrorCollector): Generator<Tag> {
  let open: { tag: string; line: number; parts: string[] } | undefined;
  for (const { text, number, ended } of numberedLines(bytes)) {
    if (!ended) faults.add(`line ${number}: the document is truncated after ${quoted(text.slice(-40))}`);
    if (open) {
      open.parts.push(text);
      if (text.startsWith('SPDXVersion:'))
        faults.add(`line ${number}: another document within the text of ${quoted(open.tag)}`);
      if (!text.includes(CLOSED)) continue;
      yield { tag: open.tag, value: unwrapped(open.parts.join('\n')), line: open.line };
      open = undefined;
      continue;
    }
    const line = text.trim();
    if (line === '' || line.startsWith('#')) continue;
    const { tag, value } = TAG.exec(line)?.groups ?? {};
    if (tag === undefined || value === undefined) faults.add(`line ${number}: no tag: ${quoted(line)}`);
    else if (value.includes(OPEN) && !value.includes(CLOSED))
      open = { tag, line: number, parts: [text.slice(text.indexOf(OPEN))] };
    else yield { tag, value: unwrapped(value), line: number };
  }
  if (open) faults.add(`line ${open.line}: the document is truncated inside the text of ${quoted(open.tag)}`);
}

function unwrapped(value: string): string {
  const start = value.indexOf(OPEN);
  const inner = start < 0 ? value : value.slice(start + OPEN.length, value.indexOf(CLOSED));
  return inner.trim();
}
