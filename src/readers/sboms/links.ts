import type { ErrorCollector } from '../../formats/errors.ts';
import { isList, isObject, type Json, stringField } from '../../formats/markup/json.ts';
import { present } from '../../formats/omit-undefined.ts';
import { quoted } from '../../formats/source-position.ts';
import type { Program } from '../../types.ts';
import { idsOfNames, type Purl, purl } from './purl.ts';

/** What a document has by its identifiers, and what it refers to: a part that it only refers to is missing. */
export interface Links {
  /** Takes the identifier of an element that the document has. */
  has(id: string | undefined): void;
  /** Takes a reference to an element, and where it stands. */
  refer(id: string | undefined, place: string): void;
  /**
   * The elements that are referred to and not there: a package URL says itself which program it means, and others are
   * noted.
   */
  missing(faults: ErrorCollector): Iterable<Program>;
}

/**
 * An empty account of identifiers and references, which may come in any order.
 *
 * @param localOf the identifier inside this document that a reference means
 * @param isAside whether what is not there cannot be a program, by the identifiers that are
 */
export function linksOf(
  localOf: (reference: string) => string = (reference) => reference,
  isAside: (reference: string, identifiers: ReadonlySet<string>) => boolean = () => false,
): Links {
  const identifiers = new Set<string>();
  const references = new Map<string, string>();
  return {
    has(id) {
      if (id !== undefined) identifiers.add(id.trim());
    },
    refer(id, place) {
      const reference = id?.trim() ?? '';
      if (reference !== '' && !references.has(reference)) references.set(reference, place);
    },
    *missing(faults) {
      for (const [id, place] of references) {
        if (identifiers.has(localOf(id)) || isAside(id, identifiers)) continue;
        const parsed = purl(id);
        if (parsed === undefined)
          faults.add(`${place}: it refers to ${quoted(id)}, which is not in the document`);
        else yield claimOf(id, parsed, place);
      }
    },
  };
}

/** Takes every identifier in a value, at any depth. */
export function takeIdentifiers(links: Links, value: Json | undefined, key: string): void {
  const todo: (Json | undefined)[] = [value];
  while (todo.length > 0) {
    const at = todo.pop();
    if (isObject(at)) links.has(stringField(at, key));
    if (isObject(at) || isList(at))
      for (const member of Object.values(at)) if (typeof member === 'object') todo.push(member);
  }
}

function claimOf(id: string, { name, version }: Purl, entry: string): Program {
  return present<Program>({ name, version, ids: idsOfNames([id]), marks: ['claim'], entry });
}
