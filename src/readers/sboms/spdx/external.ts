import { quoted } from '../../../formats/source-position.ts';
import { type Links, linksOf } from '../links.ts';

/** An element of another document, as relationships name it. */
const EXTERNAL = /^DocumentRef-[^:\s]+:/u;
/** Relationships that make no part of what is described of the other element: how and from what it was made, tested, described. */
const ASIDE =
  /AMENDS|COPY|DESCRIBED_BY|GENERATE|BUILD|DEV_|TEST|DOCUMENTATION|SPECIFICATION|REQUIREMENT|PATCH|ANCESTOR|DESCENDANT|OTHER|METAFILE|FILE_(?:ADDED|DELETED|MODIFIED)/u;

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

/** Identifiers that Syft gives to packages, and to files, which it refers to even if it leaves them out. */
const SYFT_PACKAGE = /^SPDXRef-Package-/u;
const SYFT_HASH = /^SPDXRef-[\da-f]{16}$/u;
const SYFT_FILE = /^SPDXRef-File-.*-[\da-f]{16}$/u;

/**
 * The references of a document to its own elements. Where all packages are named as such, a bare hash is a file.
 *
 * @see https://github.com/anchore/syft/issues/2535
 */
export function spdxLinks(): Links {
  return linksOf(undefined, (reference, identifiers) => {
    if (!SYFT_HASH.test(reference) && !SYFT_FILE.test(reference)) return false;
    const all = [...identifiers];
    return all.some((id) => SYFT_PACKAGE.test(id)) && !all.some((id) => SYFT_HASH.test(id));
  });
}

/** What stands in the place of an element where there is none, or none is known. */
const NO_ELEMENT: ReadonlySet<string | undefined> = new Set(['NONE', 'NOASSERTION']);

/** Takes the elements of this document that a relationship names, if they are parts of what is described. */
export function referBoth(links: Links, { from, type, to }: Relationship, place: string): void {
  if (type === undefined || ASIDE.test(type)) return;
  for (const id of [from, to]) if (!NO_ELEMENT.has(id) && !EXTERNAL.test(id ?? '')) links.refer(id, place);
}
