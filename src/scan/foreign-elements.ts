import { isList, isObject, type Json, type JsonObject } from '../formats/markup/json.ts';
import { quoted } from '../formats/source-position.ts';
import type { UnreadPart } from './further-documents.ts';

/** How deep below an element its name may stand. */
const NAME_DEPTH = 2;

/**
 * What is in a list of programs of a JSON document and is not a record like the others: text or nothing in the place of a
 * record, or a record of another tool, which has no key in common with those that gave programs.
 *
 * @param values documents that a reader read to the end
 * @param names those of the programs that it gave
 */
export function foreignElements(values: readonly Json[], names: ReadonlySet<string>): UnreadPart[] {
  const walk: Walk = { names, count: 0 };
  for (const value of values) look(walk, value, '');
  const { first, count } = walk;
  if (first === undefined) return [];
  return [{ reason: `${first}${count > 1 ? ` (and ${count - 1} more)` : ''}` }];
}

interface Walk {
  readonly names: ReadonlySet<string>;
  first?: string;
  count: number;
}

function look(walk: Walk, value: Json, key: string): void {
  if (isList(value)) {
    for (const element of value) look(walk, element, key);
    lookAtList(walk, value, key);
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'object' && member !== null) look(walk, member, name);
    }
  }
}

function lookAtList(walk: Walk, list: readonly Json[], key: string): void {
  const records = new Set<Json>(
    list.filter((element) => isObject(element) && isProgram(walk.names, element)),
  );
  if (records.size === 0 || records.size === list.length) return;
  const keys = new Set([...records].flatMap((record) => (isObject(record) ? Object.keys(record) : [])));
  for (const [index, other] of list.entries()) {
    if (records.has(other)) continue;
    if (isObject(other) && Object.keys(other).some((name) => keys.has(name))) continue;
    walk.count++;
    const place = `element ${index + 1} of the list${key === '' ? '' : ` ${quoted(key)}`}`;
    walk.first ??= `${place} is not a record like the others: ${quoted(JSON.stringify(other))}`;
  }
}

/** Whether an element holds the name of a program that was given. */
function isProgram(names: ReadonlySet<string>, element: JsonObject, depth = 0): boolean {
  return Object.values(element).some((value) =>
    typeof value === 'string'
      ? names.has(value)
      : depth < NAME_DEPTH && isObject(value) && isProgram(names, value, depth + 1),
  );
}
