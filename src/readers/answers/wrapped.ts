import { field, isList, isObject, type Json } from '../../formats/markup/json.ts';
import { jsonDocuments } from '../../formats/markup/json-documents.ts';
import { answerGap } from './gaps.ts';

/** Where servers and scripts put the rows of a list. */
export const WRAPPERS: readonly string[] = ['value', 'data', 'results', 'result', 'rows', 'items', 'records'];

/** The objects of a file, and why they are not all. */
export interface Rows {
  readonly rows: readonly Json[];
  /** Throw it once the rows are used up. */
  readonly fault: SyntaxError | undefined;
}

/**
 * The objects of a file that holds a list of them, in any of its forms: the list itself, one object a line, one object
 * alone, the list in a wrapper, or several documents of these one behind the other.
 */
export function rowsIn(bytes: Uint8Array): Rows {
  const { values, fault } = jsonDocuments(bytes);
  let gap: string | undefined;
  const rows = values.flatMap((value): readonly Json[] => {
    const list = listIn(value);
    if (list !== undefined && !isList(value)) gap ??= answerGap(value, list.length);
    return list ?? [value];
  });
  return { rows, fault: fault ?? (gap === undefined ? undefined : new SyntaxError(gap)) };
}

function listIn(value: Json): readonly Json[] | undefined {
  if (isList(value)) return value;
  const lists = WRAPPERS.flatMap((key): (readonly Json[])[] => {
    const member = field(value, key);
    return isList(member) && member.every(isObject) ? [member] : [];
  });
  return lists.length === 1 ? lists[0] : undefined;
}
