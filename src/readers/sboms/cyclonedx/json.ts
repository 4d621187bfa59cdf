import { type ErrorCollector, errorCollector } from '../../../formats/errors.ts';
import {
  field,
  isList,
  isObject,
  type Json,
  jsonPart,
  listField,
  stringField,
} from '../../../formats/markup/json.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Program } from '../../../types.ts';
import { noteAlmostKeys, type Vocabulary } from '../almost-keys.ts';
import { sbomOf } from '../envelope.ts';
import { noteStrayParts } from '../stray-parts.ts';
import { claim, type Role } from './component.ts';
import { noteAggregate, noteReferences } from './incomplete.ts';
import { jsonLinks } from './links.ts';
import { BOM_KEYS, COMPONENT_KEYS, METADATA_KEYS, SERVICE_KEYS } from './vocabulary.ts';

const VERSION = /^1\.\d+$/u;
const OF_BOM: Vocabulary = { carriers: ['components', 'metadata', 'compositions'] };
const OF_METADATA: Vocabulary = { carriers: ['component'] };
const OF_COMPONENT: Vocabulary = {
  carriers: ['components', 'name', 'version', 'group', 'purl', 'publisher', 'supplier', 'externalReferences'],
  others: ['versions'],
};

/** The components of the JSON encoding, nested ones included, in the order of the document. */
export function* cyclonedxJson(bytes: Uint8Array): Generator<Program> {
  const part = jsonPart(bytes);
  if (part.value === undefined) throw part.fault;
  const bom = sbomOf(part.value);
  const faults = errorCollector();
  checkHead(bom, faults, part.fault !== undefined);
  noteAlmostKeys(bom, OF_BOM, 'the document', faults);
  noteAlmostKeys(field(bom, 'metadata'), OF_METADATA, 'metadata', faults);
  const subject = field(bom, 'metadata', 'component');
  if (isObject(subject))
    yield* components([{ value: subject, entry: 'metadata.component' }], 'subject', faults);
  else if (subject !== undefined && subject !== null)
    faults.add(`metadata.component is not a component: ${shown(subject)}`);
  const list = field(bom, 'components') ?? [];
  if (isList(list)) yield* components(placed(list, 'components'), 'part', faults);
  else faults.add(`components is not a list: ${shown(list)}`);
  noteIncomplete(bom, faults);
  if (part.fault) throw part.fault;
  noteStray(bom, faults);
  yield* jsonLinks(bom).missing(faults);
  faults.throwIfAny();
}

/** What may be components where the format has none. */
function noteStray(bom: Json, faults: ErrorCollector): void {
  noteStrayParts(bom, BOM_KEYS, 'the document', faults);
  noteStrayParts(field(bom, 'metadata'), METADATA_KEYS, 'metadata', faults);
  const todo = placed(listField(bom, 'services'), 'services');
  for (let service = todo.pop(); service; service = todo.pop()) {
    noteStrayParts(service.value, SERVICE_KEYS, service.entry, faults);
    todo.push(...placed(listField(service.value, 'services'), `${service.entry}.services`));
  }
}

/** What is cut may lack its head; what is whole may not. */
function checkHead(bom: Json, faults: ErrorCollector, isCut: boolean): void {
  const format = stringField(bom, 'bomFormat');
  if (
    !isObject(bom) ||
    (format !== undefined && format !== 'CycloneDX') ||
    (format === undefined && !isCut)
  ) {
    throw new SyntaxError(`no CycloneDX document: ${shown(bom)}`);
  }
  const version = stringField(bom, 'specVersion');
  if (version !== undefined && !VERSION.test(version)) {
    faults.add(`version ${quoted(version)} of CycloneDX is not known here`);
  }
}

/** What a document says of its own completeness, and parts that it has in other documents. */
function noteIncomplete(bom: Json, faults: ErrorCollector): void {
  for (const [at, composition] of listField(bom, 'compositions').entries())
    noteAggregate(stringField(composition, 'aggregate'), `compositions[${at}]`, faults);
  const serial = stringField(bom, 'serialNumber');
  const subject: Place = { value: field(bom, 'metadata', 'component') ?? null, entry: 'metadata.component' };
  const todo = [...placed(listField(bom, 'components'), 'components'), subject];
  for (let part = todo.pop(); part; part = todo.pop()) {
    const below = listField(part.value, 'components');
    const references = listField(part.value, 'externalReferences').map((reference) => ({
      type: stringField(reference, 'type'),
      url: stringField(reference, 'url'),
    }));
    const hasParts = below.length > 0 || (part === subject && listField(bom, 'components').length > 0);
    noteReferences(references, { place: part.entry, hasParts, serial }, faults);
    todo.push(...placed(below, `${part.entry}.components`));
  }
}

interface Place {
  readonly value: Json;
  readonly entry: string;
}

function* components(todo: Place[], role: Role, faults: ErrorCollector): Generator<Program> {
  for (let place = todo.pop(); place; place = todo.pop()) {
    const program = isObject(place.value) ? claim(componentOf(place), role) : undefined;
    if (program) yield program;
    else faults.add(`${place.entry} has no name: ${shown(place.value)}`);
    noteAlmostKeys(place.value, OF_COMPONENT, place.entry, faults);
    noteStrayParts(place.value, COMPONENT_KEYS, place.entry, faults);
    const below = field(place.value, 'components');
    if (isList(below)) {
      for (const part of placed(below, `${place.entry}.components`)) todo.push(part);
    } else if (below !== undefined && below !== null)
      faults.add(`${place.entry}.components is not a list: ${shown(below)}`);
  }
}

/** Last first, to be taken from the end. */
function placed(list: readonly Json[], entry: string): Place[] {
  return list.map((value, at) => ({ value, entry: `${entry}[${at}]` })).reverse();
}

function componentOf({ value, entry }: Place): Parameters<typeof claim>[0] {
  return {
    type: stringField(value, 'type'),
    group: stringField(value, 'group'),
    name: stringField(value, 'name'),
    version: stringField(value, 'version'),
    makers: [
      stringField(value, 'publisher'),
      stringField(value, 'manufacturer', 'name'),
      stringField(value, 'supplier', 'name'),
      stringField(value, 'author'),
      ...listField(value, 'authors').map((author) => stringField(author, 'name')),
    ],
    licences: listField(value, 'licenses').map(
      (one) =>
        stringField(one, 'expression') ??
        stringField(one, 'license', 'id') ??
        stringField(one, 'license', 'name'),
    ),
    purl: stringField(value, 'purl'),
    cpe: stringField(value, 'cpe'),
    entry,
  };
}

function shown(value: Json): string {
  return quoted(JSON.stringify(value));
}
