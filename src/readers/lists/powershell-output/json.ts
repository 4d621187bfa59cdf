import { isList, isObject, type Json, type JsonObject, jsonPart, listField } from '../../../formats/json.ts';
import type { Listed } from './listed.ts';

const begins = /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)?\s*[[{]/u;
/** Properties that only objects of Windows have, written as PowerShell writes them. */
const names = /"(?:DisplayName|PackageFullName|IdentifyingNumber|FastPackageReference|ProviderName)"\s*:/u;
const others =
  /"(?:DisplayVersion|Version|Publisher|Vendor|UninstallString|PSChildName|PackageFamilyName)"\s*:/u;

/** Whether this is the beginning of JSON that PowerShell made of programs. */
export function isJsonOfPrograms(text: string): boolean {
  return begins.test(text) && names.test(text) && others.test(text);
}

/** The objects of a list, of one object, or of the wrapper that older versions put around a list. */
export function* jsonRecords(bytes: Uint8Array): Generator<Listed> {
  const { value, fault } = jsonPart(bytes);
  const wrapped = listField(value, 'value');
  const objects = isList(value) ? value : wrapped.length > 0 ? wrapped : [value];
  for (const object of objects) {
    if (isObject(object)) yield { fields: fieldsOf(object) };
    else if (fault === undefined) throw new SyntaxError(`no object: ${JSON.stringify(object)?.slice(0, 80)}`);
  }
  if (fault !== undefined) throw fault;
}

function fieldsOf(object: JsonObject): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(object)) {
    const text = textOf(value);
    if (text !== undefined) fields.set(name, text);
  }
  return fields;
}

function textOf(value: Json): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
