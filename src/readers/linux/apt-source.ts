import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { quoted } from '../../formats/source-position.ts';
import { numberedLines } from '../../formats/text/lines.ts';
import type { Program, Reader } from '../../types.ts';
import { placeOf } from './address.ts';

/**
 * Where apt fetches packages from: a vendor's own source stays when its packages are removed, and shows
 * whose packages this machine takes. Identified by host and path, and by the name of the file.
 *
 * @see https://manpages.debian.org/bookworm/apt/sources.list.5.en.html
 */
export const aptSource: Reader = {
  id: 'apt-source',
  title: 'Package sources of apt',
  paths: ['etc/apt/sources.list', 'etc/apt/sources.list.d/*.list', 'etc/apt/sources.list.d/*.sources'],
  supplementary: true,
  *read(bytes, resolver) {
    const faults = errorCollector();
    const file = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    const own = file === 'sources.list' ? [] : [`apt-source:${file}`];
    const sources = file.endsWith('.sources') ? stanzas(bytes, faults) : rows(bytes, faults);
    const seen = new Set<string>();
    for (const { uri, enabled, line } of sources) {
      const place = placeOf(uri);
      if (place === undefined) faults.add(`line ${line}: no address: ${quoted(uri)}`);
      if (place === undefined || seen.has(place)) continue;
      seen.add(place);
      yield traceOf(place, own, enabled, line);
    }
    faults.throwIfAny();
  },
};

interface Entry {
  readonly uri: string;
  readonly enabled: boolean;
  readonly line: number;
}

function traceOf(place: string, own: readonly string[], enabled: boolean, line: number): Program {
  return {
    name: place,
    kind: 'trace',
    ids: [`apt-source:${place}`, ...own],
    ...(enabled ? {} : { marks: ['disabled'] }),
    line,
  };
}

/** `deb [arch=amd64 signed-by=/…] https://repo.example.org/debian stable main`. */
function* rows(bytes: Uint8Array, faults: ErrorCollector): Generator<Entry> {
  for (const { text, number } of numberedLines(bytes)) {
    const row = text.replace(/#.*/su, '').trim();
    if (row === '') continue;
    const { uri } = ROW.exec(row)?.groups ?? {};
    if (uri === undefined) faults.add(`line ${number}: no source: ${quoted(text)}`);
    else yield { uri, enabled: true, line: number };
  }
}

/** The address of a disc is a label in brackets that may hold blanks. */
const ROW =
  /^(?:deb|deb-src|rpm|rpm-src)[ \t]+(?:\[[^\]]*\][ \t]*)?(?<uri>cdrom:\[[^\]]*\]\S*|(?!cdrom:\[)\S+)[ \t]+\S/u;

/** Types, URIs and Suites in paragraphs, whose values may go on over lines that begin with a blank. */
function* stanzas(bytes: Uint8Array, faults: ErrorCollector): Generator<Entry> {
  let fields = new Map<string, string>();
  let start = 0;
  let field = '';
  for (const { text, number, ended } of [...numberedLines(bytes), { text: '', number: 0, ended: true }]) {
    if (text.startsWith('#')) continue;
    if (text.trim() === '') {
      if (fields.size > 0) yield* stanza(fields, start, faults);
      fields = new Map();
      continue;
    }
    if (fields.size === 0) start = number;
    const { name, value = '' } = FIELD.exec(text)?.groups ?? {};
    if (name !== undefined) field = name.toLowerCase();
    else if (!/^[ \t]/u.test(text) || fields.size === 0)
      faults.add(`line ${number}: no field: ${quoted(text)}`);
    fields.set(field, name === undefined ? `${fields.get(field) ?? ''} ${text.trim()}` : value.trim());
    if (!ended && field === 'uris')
      faults.add(`line ${number}: truncated inside an address: ${quoted(text)}`);
  }
}

const FIELD = /^(?<name>[A-Za-z][A-Za-z0-9-]*):(?<value>.*)$/su;

function* stanza(
  fields: ReadonlyMap<string, string>,
  line: number,
  faults: ErrorCollector,
): Generator<Entry> {
  const uris = (fields.get('uris') ?? '').split(/\s+/u).filter((uri) => uri !== '');
  const enabled = !NO.has(fields.get('enabled')?.toLowerCase() ?? '');
  for (const name of ['types', 'uris', 'suites']) {
    if (!fields.get(name)) faults.add(`line ${line}: a paragraph without ${name}`);
  }
  for (const uri of uris) yield { uri, enabled, line };
}

const NO = new Set(['no', 'false', 'off', 'without', 'disable', '0']);
