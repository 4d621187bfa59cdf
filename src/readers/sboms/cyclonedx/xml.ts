import { type ErrorCollector, errorCollector } from '../../../formats/errors.ts';
import { childOf, childText, type XmlElement, xmlRecords } from '../../../formats/markup/xml.ts';
import { quoted } from '../../../formats/source-position.ts';
import { memoiseHead } from '../../../formats/text/memoise-head.ts';
import type { Program } from '../../../types.ts';
import { almost, type Vocabulary } from '../almost-keys.ts';
import { claim, type Role } from './component.ts';
import { noteAggregate, noteReferences } from './incomplete.ts';
import { cyclonedxLinks } from './links.ts';
import { BOM_KEYS, COMPONENT_KEYS, METADATA_KEYS, SERVICE_KEYS } from './vocabulary.ts';
import { noteStrayElements, takeLinks } from './xml-links.ts';

const NAMESPACE = /^https?:\/\/cyclonedx\.org\/schema\/bom\/(?<version>.*)$/su;
const VERSION = /^1\.\d+$/u;
/** Bytes in which the serial number stands. */
const HEAD = 4096;
const SERIAL = /\bserialNumber\s*=\s*["'](?<serial>[^"']+)/u;
/** Elements that are read; of others only identifiers and references are. */
const CARRIERS: ReadonlySet<string> = new Set(['metadata', 'component', 'composition']);
const NONE: ReadonlySet<string> = new Set();
const OF_BOM: Vocabulary = { carriers: ['components', 'metadata', 'compositions'] };
const PART: Vocabulary = { carriers: ['component'] };

/** The components of the XML encoding, nested ones included, in the order of the document. */
export function* cyclonedxXml(bytes: Uint8Array): Generator<Program> {
  const faults = errorCollector();
  const links = cyclonedxLinks(SERIAL.exec(memoiseHead(bytes.subarray(0, HEAD)))?.groups?.['serial']);
  const stray = new Set<string>();
  for (const element of xmlRecords(bytes, (path) => isWanted(path, faults, stray))) {
    takeLinks(element, links);
    if (!CARRIERS.has(element.name)) {
      if (stray.has(element.name)) noteStrayElements([element], NONE, faults);
      if (element.name === 'service') noteStrayElements(element.children, SERVICE_KEYS, faults);
      continue;
    }
    const version = NAMESPACE.exec(element.namespace)?.groups?.['version'];
    if (version === undefined) throw new SyntaxError(`line ${element.line}: no component of CycloneDX`);
    if (!VERSION.test(version))
      faults.add(`version ${JSON.stringify(version)} of CycloneDX is not known here`);
    if (element.name === 'composition') {
      noteAggregate(childText(element, 'aggregate'), `line ${element.line}`, faults);
      continue;
    }
    if (element.name === 'metadata') noteStrayElements(element.children, METADATA_KEYS, faults);
    const role: Role = element.name === 'metadata' ? 'subject' : 'part';
    const tops = role === 'subject' ? element.children.filter(isComponent) : [element];
    const todo = tops.reverse();
    for (let at = todo.pop(); at; at = todo.pop()) {
      const program = claim(componentOf(at), role);
      if (program) yield program;
      else faults.add(`line ${at.line}: a component without a name`);
      const below = childOf(at, 'components')?.children.filter(isComponent) ?? [];
      noteStrayElements(at.children, COMPONENT_KEYS, faults);
      if (role === 'part') noteLinks(at, below.length > 0, faults);
      for (const part of below.reverse()) todo.push(part);
    }
  }
  yield* links.missing(faults);
  faults.throwIfAny();
}

/**
 * Whether an element has components, identifiers or references, or is one that the format does not have there.
 *
 * @param stray takes the names of the latter
 * @throws SyntaxError when the document is another
 */
function isWanted(path: readonly string[], faults: ErrorCollector, stray: Set<string>): boolean {
  if (path[0] !== 'bom')
    throw new SyntaxError(`no CycloneDX document: its root is ${JSON.stringify(path[0])}`);
  const vocabulary =
    path.length === 2 ? OF_BOM : path.length === 3 && path[1] === 'components' ? PART : undefined;
  const meant = vocabulary && almost(path.at(-1) ?? '', vocabulary);
  if (meant !== undefined)
    faults.add(`unknown element ${quoted(path.join('/'))}, much like ${quoted(meant)}`);
  const [, section = '', name = ''] = path;
  const isStray =
    path.length === 2 ? !BOM_KEYS.has(section) : section === 'components' && name !== 'component';
  if (path.length > 1 && path.length < 4 && isStray) stray.add(path.at(-1) ?? '');
  return path.length === 2 ? section === 'metadata' || isStray : path.length === 3;
}

function noteLinks(element: XmlElement, hasParts: boolean, faults: ErrorCollector): void {
  const references = (childOf(element, 'externalReferences')?.children ?? []).map((reference) => ({
    type: reference.attributes.get('type'),
    url: childText(reference, 'url'),
  }));
  noteReferences(references, { place: `line ${element.line}`, hasParts, serial: undefined }, faults);
}

function isComponent(element: XmlElement): boolean {
  return element.name === 'component';
}

function componentOf(element: XmlElement): Parameters<typeof claim>[0] {
  const authors = childOf(element, 'authors')?.children ?? [];
  return {
    type: element.attributes.get('type'),
    group: childText(element, 'group'),
    name: childText(element, 'name'),
    version: childText(element, 'version'),
    makers: [
      childText(element, 'publisher'),
      childText(childOf(element, 'manufacturer'), 'name'),
      childText(childOf(element, 'supplier'), 'name'),
      childText(element, 'author'),
      ...authors.map((author) => childText(author, 'name')),
    ],
    licences: (childOf(element, 'licenses')?.children ?? []).map((one) =>
      one.name === 'expression' ? one.text : (childText(one, 'id') ?? childText(one, 'name')),
    ),
    purl: childText(element, 'purl'),
    cpe: childText(element, 'cpe'),
    entry: 'component',
    line: element.line,
  };
}
