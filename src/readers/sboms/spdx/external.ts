import { quoted } from '../../../formats/source-position.ts';

/** An element of another document, as relationships name it. */
const EXTERNAL = /^DocumentRef-[^:\s]+:/u;
/** Relationships that make no part of what is described of the other element: how and from what it was made, tested, described. */
const ASIDE =
  /AMENDS|COPY|DESCRIBED_BY|GENERATE|BUILD|DEV_|TEST|DOCUMENTATION|SPECIFICATION|REQUIREMENT|PATCH|ANCESTOR|DESCENDANT|OTHER|METAFILE/u;

/**
 * Why a document is incomplete by one of its relationships: a part of it is in another document.
 *
 * @see https://spdx.github.io/spdx-spec/v2.3/relationships-between-SPDX-elements/
 */
export function externalPart(
  from: string | undefined,
  type: string | undefined,
  to: string | undefined,
): string | undefined {
  const other = [to, from].find((element) => element !== undefined && EXTERNAL.test(element));
  if (other === undefined || type === undefined || ASIDE.test(type)) return undefined;
  return `${quoted(other)} (${type}) is in another document, which was not read`;
}
