import { quoted } from '../../../formats/source-position.ts';
import type { Links } from '../links.ts';

/** An element of another document, as relationships name it. */
const EXTERNAL = /^DocumentRef-[^:\s]+:/u;
/** Relationships that make no part of what is described of the other element: how and from what it was made, tested, described. */
const ASIDE =
  /AMENDS|COPY|DESCRIBED_BY|GENERATE|BUILD|DEV_|TEST|DOCUMENTATION|SPECIFICATION|REQUIREMENT|PATCH|ANCESTOR|DESCENDANT|OTHER|METAFILE/u;

/** Two elements, and what the first is to the second. */
export interface Relationship {
  readonly from: string | undefined;
  readonly type: string | undefined;
  readonly to: string | undefined;
}

/**
 * Why a document is incomplete by one of its relationships: a part of it is in another document.
 *
 * @see https://spdx.github.io/spdx-spec/v2.3/relationships-between-SPDX-elements/
 */
export function externalPart({ from, type, to }: Relationship): string | undefined {
  const other = [to, from].find((element) => element !== undefined && EXTERNAL.test(element));
  if (other === undefined || type === undefined || ASIDE.test(type)) return undefined;
  return `${quoted(other)} (${type}) is in another document, which was not read`;
}

/** What stands in the place of an element where there is none, or none is known. */
const NO_ELEMENT: ReadonlySet<string | undefined> = new Set(['NONE', 'NOASSERTION']);

/** Takes the elements of this document that a relationship names, if they are parts of what is described. */
export function referBoth(links: Links, { from, type, to }: Relationship, place: string): void {
  if (type === undefined || ASIDE.test(type)) return;
  for (const id of [from, to]) if (!NO_ELEMENT.has(id) && !EXTERNAL.test(id ?? '')) links.refer(id, place);
}
