import { type ErrorCollector, errorCollector } from '../../../formats/errors.ts';
import { childOf, childText, type XmlElement, xmlRecords } from '../../../formats/markup/xml.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Program } from '../../../types.ts';
import { almost, type Vocabulary } from '../almost-keys.ts';
import { claim, type Role } from './component.ts';
import { noteAggregate, noteReferences } from './incomplete.ts';

const NAMESPACE = /^https?:\/\/cyclonedx\.org\/schema\/bom\/(?<version>.*)$/su;
const VERSION = /^1\.\d+$/u;
const OF_BOM: Vocabulary = { carriers: ['components', 'metadata', 'compositions'] };
const PART: Vocabulary = { carriers: ['component'] };

/** The components of the XML encoding, nested ones included, in the order of the document. */
export function* cyclonedxXml(bytes: Uint8Array): Generator<Program> {
  const faults = errorCollector();
  for (const element of xmlRecords(bytes, (path) => isWanted(path, faults))) {
    const version = NAMESPACE.exec(element.namespace)?.groups?.['version'];
    if (version === undefined) throw new SyntaxError(`line ${element.line}: no component of CycloneDX`);
    if (!VERSION.test(version))
      faults.add(`version ${JSON.stringify(version)} of CycloneDX is not known here`);
    if (element.name === 'composition') {
      noteAggregate(childText(element, 'aggregate'), `line ${element.line}`, faults);
      continue;
    }
    const role: Role = element.name === 'metadata' ? 'subject' : 'part';
    const tops = role === 'subject' ? element.children.filter(isComponent) : [element];
    const todo = tops.reverse();
    for (let at = todo.pop(); at; at = todo.pop()) {
      const program = claim(componentOf(at), role);
      if (program) yield program;
      else faults.add(`line ${at.line}: a component without a name`);
      const below = childOf(at, 'components')?.children.filter(isComponent) ?? [];
      if (role === 'part') noteLinks(at, below.length > 0, faults);
      for (const part of below.reverse()) todo.push(part);
    }
  }
  faults.throwIfAny();
}

/** @throws SyntaxError when the document is another */
function isWanted(path: readonly string[], faults: ErrorCollector): boolean {
  if (path[0] !== 'bom')
    throw new SyntaxError(`no CycloneDX document: its root is ${JSON.stringify(path[0])}`);
  const vocabulary =
    path.length === 2 ? OF_BOM : path.length === 3 && path[1] === 'components' ? PART : undefined;
  const meant = vocabulary && almost(path.at(-1) ?? '', vocabulary);
  if (meant !== undefined)
    faults.add(`unknown element ${quoted(path.join('/'))}, much like ${quoted(meant)}`);
  if (path.length === 2) return path[1] === 'metadata';
  if (path.length !== 3) return false;
  return path[1] === 'components' ? path[2] === 'component' : path[2] === 'composition';
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
    purl: childText(element, 'purl'),
    cpe: childText(element, 'cpe'),
    entry: 'component',
    line: element.line,
  };
}
