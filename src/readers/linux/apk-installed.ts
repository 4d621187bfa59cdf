import {
  ALPHANUMERIC,
  prefilterFor,
  type Stanza,
  type StanzaShape,
  stanzas,
} from '../../formats/deb822/stanzas.ts';
import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { headLines } from '../../formats/text/lines.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';
import { FILES_BESIDE, noteLost, noteUnknownLines, WORLD } from './apk-completeness.ts';

const FOLDERS = ['lib/apk/db', 'usr/lib/apk/db', 'var/lib/apk/db'];

/**
 * The database of Alpine's apk: paragraphs of lines that begin with one letter, `P` for the name, `V` for
 * the version, `m` for who maintains the package, `L` for its licence. All that stands in it is installed.
 *
 * @see https://wiki.alpinelinux.org/wiki/Apk_spec
 */
export const apkInstalled: Reader = {
  id: 'apk-installed',
  title: 'Alpine package database (apk)',
  paths: FOLDERS.map((folder) => `${folder}/installed`),
  siblings: [...FOLDERS.flatMap((folder) => FILES_BESIDE.map((file) => `${folder}/${file}`)), WORLD],
  strict: true,
  recognises(head, name) {
    // The index of a repository looks the same and lists what could be installed.
    if (name.toUpperCase().startsWith('APKINDEX')) return false;
    const lines = headLines(head);
    return lines.some((line, at) => NAME_LINE.test(line) && VERSION_LINE.test(lines[at + 1] ?? ''));
  },
  *read(bytes, resolver, prefilter) {
    const faults = errorCollector();
    let last: Stanza | undefined;
    for (const stanza of stanzas(bytes, SHAPE, prefilterFor(prefilter, 'apk'))) {
      const program = programIn(stanza, faults);
      if (program !== undefined) yield program;
      last = stanza;
    }
    if (last !== undefined) noteOpenEnd(last, resolver, faults);
    noteUnknownLines(bytes, faults);
    noteLost(bytes, resolver, faults);
    faults.throwIfAny();
  },
};

const SHAPE: StanzaShape = {
  wanted: ['P', 'V', 'A', 'm', 'L'],
  letters: true,
  irrelevant: [
    { kind: 'letters', first: `${ALPHANUMERIC}._`, others: `${ALPHANUMERIC}._+-` },
    { kind: 'letters', first: ALPHANUMERIC, others: `${ALPHANUMERIC}._~-` },
    { kind: 'any' },
    { kind: 'any' },
    { kind: 'any' },
  ],
};
const NAME_LINE = /^P:[A-Za-z0-9._][A-Za-z0-9._+-]*$/u;
const VERSION_LINE = /^V:\d/u;
const NAME = /^[A-Za-z0-9._][A-Za-z0-9._+-]*$/u;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9._~-]*$/u;

function programIn({ fields, line, problem, closed }: Stanza, faults: ErrorCollector): Program | undefined {
  if (problem !== undefined) faults.add(problem);
  const name = fields.get('P') ?? '';
  if (!NAME.test(name)) {
    // A paragraph that holds nothing of a package was reported by its problem.
    if (fields.size > 0 || problem === undefined)
      faults.add(`line ${line}: no name of a package: ${quoted(name)}`);
    return undefined;
  }
  const version = fields.get('V') ?? '';
  const arch = fields.get('A');
  const maintainer = fields.get('m');
  const licence = fields.get('L');
  // The name itself may be what was truncated.
  if (!fields.has('V') && problem !== undefined && !closed) return undefined;
  if (!VERSION.test(version)) faults.add(`line ${line}: ${name} has no version: ${quoted(version)}`);
  return {
    name,
    ...(version ? { version } : {}),
    ...(arch ? { arch } : {}),
    ...(maintainer ? { maintainer } : {}),
    ...(licence ? { licence } : {}),
    ids: [`apk:${name}`],
    line,
  };
}

/**
 * apk leaves an empty line after every paragraph; a last one without it was cut off. Excerpts may lack it, so
 * this holds where apk itself keeps the file: its triggers stand beside.
 */
function noteOpenEnd(last: Stanza, resolver: FileResolver, faults: ErrorCollector): void {
  if (last.closed || last.problem !== undefined || !resolver.exists('triggers')) return;
  faults.add(`line ${last.line}: the last paragraph is not closed by an empty line, so something is cut off`);
}
