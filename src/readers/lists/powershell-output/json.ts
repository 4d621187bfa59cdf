import { isObject, type Json, type JsonObject } from '../../../formats/markup/json.ts';
import { rowsIn } from '../../answers/wrapped.ts';
import { fieldOf } from '../../program-record.ts';
import type { Listed } from './listed.ts';

const begins = /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)?\s*[[{]/u;
/** Properties that only objects of Windows have, written as PowerShell writes them. */
const names =
  /"(?:DisplayName|PackageFullName|IdentifyingNumber|FastPackageReference|ProviderName|InstalledVersion)"\s*:/u;
const others =
  /"(?:DisplayVersion|Version|Publisher|Vendor|UninstallString|PSChildName|PackageFamilyName|InstalledVersion)"\s*:/u;
/** What reports of scanners have, beside installed versions too. */
const ofScanners = /"VulnerabilityID"\s*:/u;

/** Whether this is the beginning of JSON that PowerShell made of programs. */
export function isJsonOfPrograms(text: string): boolean {
  if (!begins.test(text) || ofScanners.test(text)) return false;
  return (names.test(text) && others.test(text)) || isOfChosen(text);
}

/** The first object where only these properties were chosen: written large, as no other tool does. */
const first =
  /^[^[{"]{0,64}(?:\{\s*"(?:value|data|results?|rows|items|records)"\s*:\s*)?\[?\s*\{(?<members>[^{}[\]]{1,2048})\}/u;
const member = /"(?<name>[A-Z]\w*)"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[\w.-]+)\s*(?:,|$)/gu;

function isOfChosen(text: string): boolean {
  const members = first.exec(text)?.groups?.['members'] ?? '';
  const fields = Array.from(members.matchAll(member), ({ groups }) => fieldOf(groups?.['name'] ?? ''));
  const rest = members.replace(member, '').trim();
  const isKnown = rest === '' && !fields.includes(undefined);
  return isKnown && (['name', 'version', 'publisher'] as const).every((field) => fields.includes(field));
}

/** The objects of a list, of one object, or of the wrapper that older versions put around a list. */
export function* jsonRecords(bytes: Uint8Array): Generator<Listed> {
  const { rows, fault } = rowsIn(bytes);
  for (const object of rows) {
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
