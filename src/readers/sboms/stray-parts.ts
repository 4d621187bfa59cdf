import type { ErrorCollector } from '../../formats/errors.ts';
import { isList, isObject, type Json, type JsonObject } from '../../formats/markup/json.ts';
import { quoted } from '../../formats/source-position.ts';

/** Keys of which one stands beside the name of a component or package, and not beside that of a person or a property. */
const BESIDE_NAME = [
  'version',
  'versionInfo',
  'type',
  'publisher',
  'supplier',
  'group',
  'bom-ref',
  'SPDXID',
  'spdxId',
  'downloadLocation',
];

/**
 * Notes keys that the format does not have where what is below them may be components: nobody says what they mean, so that
 * they cannot be passed over in silence.
 *
 * @param known the keys that the format has there
 */
export function noteStrayParts(
  object: Json | undefined,
  known: ReadonlySet<string>,
  entry: string,
  faults: ErrorCollector,
): void {
  if (!isObject(object)) return;
  for (const [key, value] of Object.entries(object)) {
    if (!known.has(key) && holdsPart(value))
      faults.add(`${entry}: unknown key ${quoted(key)}, and what is below it may be components`);
  }
}

/** Whether a value is or holds what may be a component. */
export function holdsPart(value: Json): boolean {
  const todo: Json[] = [value];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    if (isObject(at) && mayBePart(at)) return true;
    if (isObject(at) || isList(at)) for (const member of Object.values(at)) todo.push(member);
  }
  return false;
}

function mayBePart(object: JsonObject): boolean {
  const has = (key: string): boolean => Object.hasOwn(object, key);
  return has('purl') || has('cpe') || (has('name') && BESIDE_NAME.some(has));
}
