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
import { present } from '../../../formats/omit-undefined.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Program, Reader } from '../../../types.ts';
import { licenceText } from '../../licence-text.ts';
import { almost, noteAlmostKeys, type Vocabulary } from '../almost-keys.ts';
import { sbomOf, sbomSample } from '../envelope.ts';
import { idsOfNames } from '../purl.ts';
import { isPackage, unknownClass } from './classes.ts';
import { missingElements } from './links.ts';

const MARK =
  /"@context"\s*:\s*(?:\[\s*)?"https?:\/\/spdx\.org\/rdf\/3\.|"@context"\s*:\s*"https?:\/\/spdx\.github\.io\/spdx-spec\/v3/u;
const OF_ELEMENT: Vocabulary = {
  carriers: [
    'name',
    'type',
    'software_packageUrl',
    'software_packageVersion',
    'externalIdentifier',
    'suppliedBy',
  ],
  others: ['@type'],
};
const TYPES: Vocabulary = { carriers: ['software_Package'] };

/**
 * An SPDX document of version 3 in JSON-LD: a list of elements that point at each other. Packages are what it
 * claims; who supplied them are elements too.
 *
 * @see https://spdx.github.io/spdx-spec/v3.0.1/
 */
export const spdx3: Reader = {
  id: 'spdx3',
  title: 'SPDX 3 document (JSON-LD)',
  paths: ['sbom/*.spdx3.json'],
  supplementary: true,
  recognises: (head) => MARK.test(sbomSample(head)),
  telltales: [{ format: 'an SPDX 3 document', keys: ['@context', '@graph', 'spdxId', 'creationInfo'] }],
  *read(bytes) {
    const part = jsonPart(bytes);
    if (part.value === undefined) throw part.fault;
    const document = sbomOf(part.value);
    if (!isObject(document) || (field(document, '@context') === undefined && !part.fault)) {
      throw new SyntaxError(`no SPDX document of version 3: ${quoted(JSON.stringify(document))}`);
    }
    const faults = errorCollector();
    noteAlmostKeys(document, { carriers: ['@graph'] }, 'the document', faults);
    const graph = field(document, '@graph') === undefined ? [document] : listField(document, '@graph');
    const names = namesOf(graph);
    const licences = licencesIn(graph);
    for (const [at, element] of graph.entries()) {
      noteClass(element, `@graph[${at}]`, faults);
      for (const one of packagesIn(element)) {
        noteAlmostKeys(one, OF_ELEMENT, `@graph[${at}]`, faults);
        const program = programOf(one, { names, licences }, `@graph[${at}]`);
        if (program) yield program;
        else faults.add(`@graph[${at}] is a package without a name: ${quoted(JSON.stringify(one))}`);
      }
    }
    if (part.fault) throw part.fault;
    yield* missingElements(graph, faults);
    faults.throwIfAny();
  },
};

/** Notes a class that is not known to be no package. */
function noteClass(element: Json, entry: string, faults: ErrorCollector): void {
  const type = stringField(element, 'type') ?? '';
  const meant = almost(type, TYPES);
  const unknown = unknownClass(element);
  if (meant !== undefined) faults.add(`${entry}: unknown type ${quoted(type)}, much like ${quoted(meant)}`);
  else if (unknown !== undefined) faults.add(`${entry}: ${unknown}: ${quoted(JSON.stringify(element))}`);
}

/** The packages in an element: itself, or those that stand in the place of a reference. */
function* packagesIn(element: Json): Generator<Json> {
  const todo: Json[] = [element];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    if (isPackage(at)) yield at;
    if (isObject(at) || isList(at)) for (const member of Object.values(at)) todo.push(member);
  }
}

/** Of every element that has one, by its id. */
function namesOf(graph: readonly Json[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const element of graph) {
    const id = stringField(element, 'spdxId') ?? stringField(element, '@id');
    const name = stringField(element, 'name');
    if (id !== undefined && name !== undefined && !isPackage(element)) names.set(id, name);
  }
  return names;
}

/** The licence of each package that has one, by its id: what was concluded stands before what was declared. */
function licencesIn(graph: readonly Json[]): ReadonlyMap<string, string> {
  const expressions = new Map<string, string>();
  for (const element of graph) {
    const id = stringField(element, 'spdxId') ?? '';
    const expression = stringField(element, 'simplelicensing_licenseExpression');
    if (expression !== undefined) expressions.set(id, expression);
  }
  const licences = new Map<string, string>();
  for (const kind of ['hasConcludedLicense', 'hasDeclaredLicense']) {
    for (const element of graph) {
      const from = stringField(element, 'from');
      if (stringField(element, 'relationshipType') !== kind || from === undefined) continue;
      const to = listField(element, 'to').map((id) =>
        typeof id === 'string' ? expressions.get(id) : undefined,
      );
      const licence = licenceText(...to);
      if (licence !== undefined && !licences.has(from)) licences.set(from, licence);
    }
  }
  return licences;
}

/** What other elements say of packages. */
interface Described {
  readonly names: ReadonlyMap<string, string>;
  readonly licences: ReadonlyMap<string, string>;
}

function programOf(element: Json, { names, licences }: Described, entry: string): Program | undefined {
  const name = stringField(element, 'name');
  if (name === undefined) return undefined;
  const identifiers = listField(element, 'externalIdentifier').map((one) => stringField(one, 'identifier'));
  const ids = idsOfNames(
    [stringField(element, 'software_packageUrl'), ...identifiers].filter((text) => text !== undefined),
  );
  return present<Program>({
    name,
    version: stringField(element, 'software_packageVersion'),
    publisher: makerOf(element, names),
    licence: licences.get(stringField(element, 'spdxId') ?? ''),
    ids: ids.length > 0 ? ids : undefined,
    marks: ['claim'],
    entry,
  });
}

/** Who supplied it, else who made it first: an id of an element, or the element itself. */
function makerOf(element: Json, names: ReadonlyMap<string, string>): string | undefined {
  const agents = [
    field(element, 'suppliedBy'),
    ...listField(element, 'suppliedBy'),
    ...listField(element, 'originatedBy'),
  ];
  for (const agent of agents) {
    const name = typeof agent === 'string' ? names.get(agent) : stringField(agent, 'name');
    if (name !== undefined && name !== 'NOASSERTION') return name;
  }
  return undefined;
}
