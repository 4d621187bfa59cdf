import type { ErrorCollector } from '../../../formats/errors.ts';
import { field, isList, type Json, listField, stringField } from '../../../formats/markup/json.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Program } from '../../../types.ts';
import { linksOf, takeIdentifiers } from '../links.ts';

/** Relationships by which an element is a part of what is described, or is needed by it. */
const PART: ReadonlySet<string | undefined> = new Set([
  'contains',
  'dependsOn',
  'describes',
  'expandsTo',
  'hasDynamicLink',
  'hasOptionalComponent',
  'hasOptionalDependency',
  'hasPrerequisite',
  'hasProvidedDependency',
  'hasStaticLink',
  'hasVariant',
  'packagedBy',
]);
/** Elements that SPDX itself defines: licences of its list, and those that stand for none and for an unknown one. */
const DEFINED = /^(?:https?:\/\/spdx\.org\/|spdx:Core\/|(?:NoneElement|NoAssertionElement)$)/u;

/**
 * The elements that a graph refers to as parts and does not have: what they are, if their identifier says so.
 *
 * @see https://spdx.github.io/spdx-spec/v3.0.1/model/Core/Classes/ExternalMap/
 */
export function* missingElements(graph: readonly Json[], faults: ErrorCollector): Generator<Program> {
  const links = linksOf();
  const external = new Set<string>();
  for (const key of ['spdxId', '@id']) takeIdentifiers(links, graph, key);
  for (const [at, element] of graph.entries()) {
    for (const one of listField(element, 'import')) {
      const id = stringField(one, 'externalSpdxId');
      if (id !== undefined) external.add(id);
    }
    for (const id of referredBy(element)) {
      if (DEFINED.test(id)) continue;
      links.refer(id, `@graph[${at}]`);
    }
  }
  for (const id of external) {
    faults.add(`${quoted(id)} is in another document, which was not read`);
    links.has(id);
  }
  yield* links.missing(faults);
}

/** The elements that an element refers to as parts. */
function referredBy(element: Json): string[] {
  const isPart = PART.has(stringField(element, 'relationshipType'));
  const keys = ['element', 'rootElement', ...(isPart ? ['from', 'to'] : [])];
  return keys.flatMap((key) => stringsIn(field(element, key)));
}

function stringsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  return isList(value) ? value.filter((one) => typeof one === 'string') : [];
}
