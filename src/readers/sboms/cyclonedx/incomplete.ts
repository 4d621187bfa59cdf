import type { ErrorCollector } from '../../../formats/errors.ts';
import { quoted } from '../../../formats/source-position.ts';

/** A link of a component to another document. */
export interface Reference {
  readonly type: string | undefined;
  readonly url: string | undefined;
}

/** `incomplete`, and which parts are left out: `incomplete_third_party_only`, … */
const INCOMPLETE = /^incomplete/u;

/**
 * Notes that a document says of itself that it is incomplete. What it says that it does not know
 * (`unknown`, `not_specified`) is no statement of that kind.
 *
 * @see https://cyclonedx.org/use-cases/completeness-of-inventories-dependencies/
 */
export function noteAggregate(aggregate: string | undefined, place: string, faults: ErrorCollector): void {
  if (aggregate !== undefined && INCOMPLETE.test(aggregate))
    faults.add(`${place}: the document says that it is incomplete: ${quoted(aggregate)}`);
}

/**
 * Notes that the parts of a component are in another document, unless they are in this one too.
 *
 * @see https://cyclonedx.org/capabilities/bomlink/
 */
export function noteReferences(
  references: readonly Reference[],
  { place, hasParts, serial }: { place: string; hasParts: boolean; serial: string | undefined },
  faults: ErrorCollector,
): void {
  if (hasParts) return;
  const own = serial?.replace(/^urn:uuid:/u, '');
  for (const { type, url } of references) {
    if (type !== 'bom' || (own !== undefined && url?.includes(own) === true)) continue;
    faults.add(`${place}: its parts are in another document, which was not read: ${quoted(url ?? '')}`);
  }
}
