import { type ErrorCollector, errorCollector } from '../../../formats/errors.ts';
import { childOf, childText, type XmlElement, xmlRecords } from '../../../formats/markup/xml.ts';
import type { Program } from '../../../types.ts';
import type { Links } from '../links.ts';
import { referBoth, spdxLinks } from './external.ts';
import { claim } from './package.ts';

const TERMS = /^https?:\/\/spdx\.org\/rdf\/terms#$/u;
const PACKAGE_TYPE = /^https?:\/\/spdx\.org\/rdf\/terms#Package$/u;

/** Elements that are packages, that have identifiers, or that refer to others. */
const WANTED: ReadonlySet<string> = new Set([
  'Package',
  'Description',
  'File',
  'Snippet',
  'Relationship',
  'describesPackage',
]);
const TYPE = /relationshipType_(?<type>\w+)$/u;
/** What stands in the place of an element where there is none, or none is known. */
const TERM = /^https?:\/\/spdx\.org\/rdf\/terms#/u;

/**
 * The packages of the RDF/XML encoding. Each is described where it is first met, often inside the relationship
 * of another, and only pointed at afterwards.
 *
 * @see https://spdx.org/rdf/terms/
 */
export function* spdxRdf(bytes: Uint8Array): Generator<Program> {
  const faults = errorCollector();
  const seen = new Set<string>();
  const links = spdxLinks();
  for (const record of xmlRecords(bytes, isWanted)) {
    for (const element of elements(record)) {
      takeLinks(element, links);
      if (isPackage(element)) yield* packageOf(element, seen, faults);
    }
  }
  yield* links.missing(faults);
  faults.throwIfAny();
}

/** @throws SyntaxError when the document is another */
function isWanted(path: readonly string[]): boolean {
  if (path[0] !== 'RDF') throw new SyntaxError(`no RDF document: its root is ${JSON.stringify(path[0])}`);
  return WANTED.has(path.at(-1) ?? '');
}

/** Takes the identifier of an element, and what a relationship or the document itself refers to. */
function takeLinks(element: XmlElement, links: Links): void {
  const id = attribute(element, 'about') || attribute(element, 'nodeID');
  const local = attribute(element, 'ID') || (id.includes('#') ? id.slice(id.indexOf('#') + 1) : '');
  for (const own of [id, `#${local}`]) links.has(own);
  const place = `line ${element.line}`;
  if (element.name === 'describesPackage') links.refer(attribute(element, 'resource'), place);
  if (element.name !== 'Relationship') return;
  const type = TYPE.exec(attribute(childOf(element, 'relationshipType') ?? element, 'resource'));
  const related = childOf(element, 'relatedSpdxElement');
  const to = related && (attribute(related, 'resource') || attribute(related, 'nodeID'));
  if (to === undefined || TERM.test(to)) return;
  const snake = type?.groups?.['type']?.replace(/(?=[A-Z])/gu, '_').toUpperCase();
  referBoth(links, { from: undefined, type: snake, to }, place);
}

/** An element and all inside it, in the order of the document. */
function* elements(top: XmlElement): Generator<XmlElement> {
  const todo = [top];
  for (let element = todo.pop(); element; element = todo.pop()) {
    yield element;
    for (let at = element.children.length - 1; at >= 0; at--) {
      const child = element.children[at];
      if (child) todo.push(child);
    }
  }
}

function isPackage(element: XmlElement): boolean {
  if (element.name === 'Package') return TERMS.test(element.namespace);
  return (
    element.name === 'Description' &&
    element.children.some((child) => child.name === 'type' && PACKAGE_TYPE.test(attribute(child, 'resource')))
  );
}

function* packageOf(element: XmlElement, seen: Set<string>, faults: ErrorCollector): Generator<Program> {
  const id = attribute(element, 'about') || attribute(element, 'ID') || attribute(element, 'nodeID');
  const name = childText(element, 'name');
  if (name === undefined) {
    if (id === '') faults.add(`line ${element.line}: a package without a name`);
    return;
  }
  if (id !== '' && seen.has(id)) return;
  seen.add(id);
  yield claim({
    name,
    version: childText(element, 'versionInfo'),
    supplier: childText(element, 'supplier'),
    originator: childText(element, 'originator'),
    licences: ['licenseConcluded', 'licenseDeclared'].map((name) => licenceOf(childOf(element, name))),
    locators: element.children
      .filter((child) => child.name === 'externalRef')
      .flatMap((child) => childText(childOf(child, 'ExternalRef'), 'referenceLocator') ?? []),
    line: element.line,
  });
}

/** By its address, which ends with the identifier; sets of several are described in elements of their own. */
function licenceOf(element: XmlElement | undefined): string | undefined {
  if (element === undefined) return undefined;
  const address = attribute(element, 'resource');
  if (address === '') return element.text.trim() || 'unknown';
  return address.replace(/^.*[/#]/u, '').replace(/^no(?:assertion|ne)$/u, '');
}

/** Of the RDF namespace, whatever its prefix is. */
function attribute(element: XmlElement, name: string): string {
  for (const [key, value] of element.attributes) if (key === name || key.endsWith(`:${name}`)) return value;
  return '';
}
