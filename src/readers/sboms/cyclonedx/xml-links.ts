import type { ErrorCollector } from '../../../formats/errors.ts';
import { childOf, childText, type XmlElement } from '../../../formats/markup/xml.ts';
import { quoted } from '../../../formats/source-position.ts';
import type { Links } from '../links.ts';

/** Elements with references in their `ref`, at any depth. */
const REFERRING: ReadonlySet<string> = new Set(['dependency', 'composition', 'annotation']);
/** Children of which one stands beside the name of a component, and not beside that of a person or a property. */
const BESIDE_NAME = ['version', 'publisher', 'group'];

/** Takes the identifiers in an element, and the references if it is one that has them. */
export function takeLinks(top: XmlElement, links: Links): void {
  const isReferring = REFERRING.has(top.name);
  for (const element of within(top)) {
    for (const id of [element.attributes.get('bom-ref'), childText(element, 'purl')]) links.has(id);
    if (isReferring) links.refer(element.attributes.get('ref'), `line ${element.line}`);
  }
  if (top.name !== 'vulnerability') return;
  for (const target of childOf(top, 'affects')?.children ?? [])
    links.refer(childText(target, 'ref'), `line ${target.line}`);
}

/** Notes elements that the format does not have there, where what is in them may be components. */
export function noteStrayElements(
  elements: readonly XmlElement[],
  known: ReadonlySet<string>,
  faults: ErrorCollector,
): void {
  for (const element of elements) {
    if (!known.has(element.name) && [...within(element)].some(mayBeComponent))
      faults.add(
        `line ${element.line}: unknown element ${quoted(element.name)}, and what is in it may be components`,
      );
  }
}

function mayBeComponent(element: XmlElement): boolean {
  const has = (name: string): boolean => childOf(element, name) !== undefined;
  const isNamed = has('name') && (BESIDE_NAME.some(has) || element.attributes.has('type'));
  return element.name === 'component' || has('purl') || has('cpe') || isNamed;
}

/** An element and all that is in it. */
function* within(top: XmlElement): Generator<XmlElement> {
  const todo = [top];
  for (let at = todo.pop(); at; at = todo.pop()) {
    yield at;
    todo.push(...at.children);
  }
}
