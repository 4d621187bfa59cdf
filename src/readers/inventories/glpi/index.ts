import { type ErrorCollector, errorCollector } from '../../../formats/errors.ts';
import { field, isList, isObject, type Json, stringField } from '../../../formats/markup/json.ts';
import { jsonDocuments } from '../../../formats/markup/json-documents.ts';
import { type XmlElement, xmlRecords } from '../../../formats/markup/xml.ts';
import { memoiseHead } from '../../../formats/text/memoise-head.ts';
import { attempt } from '../../../formats/try.ts';
import type { Program, Reader } from '../../../types.ts';
import { antivirusOf, type Fields, softwareOf } from './software.ts';

/**
 * Inventories of GLPI Agent, FusionInventory Agent and OCS Inventory, as the XML that all three write and as
 * GLPI's JSON. Antivirus products that Windows knows of are given as traces.
 *
 * @see https://github.com/glpi-project/inventory_format
 */
export const glpi: Reader = {
  id: 'glpi',
  title: 'GLPI, FusionInventory and OCS inventories (XML, JSON)',
  paths: [],
  recognises(head) {
    const start = memoiseHead(head);
    if (/^\S{0,3}\s*</u.test(start)) return /<REQUEST>\s*<(?:CONTENT|DEVICEID|QUERY|TOKEN|TAG)>/u.test(start);
    return (
      /^\S{0,3}\s*\{/u.test(start) && JSON_KEYS.every((key) => start.includes(key)) && JSON_MARK.test(start)
    );
  },
  telltales: [
    { format: 'a GLPI inventory', keys: ['content', 'deviceid', 'softwares', 'versionclient'] },
    { format: 'a GLPI inventory', keys: ['REQUEST', 'CONTENT', 'DEVICEID', 'SOFTWARES'] },
  ],
  *read(bytes) {
    const faults = errorCollector();
    const isXml = /^\S{0,3}\s*</u.test(memoiseHead(bytes.subarray(0, 4096)));
    yield* isXml ? fromXml(bytes, faults) : fromJson(bytes, faults);
    faults.throwIfAny();
  },
};

const JSON_KEYS = ['"content"', '"deviceid"'];
const JSON_MARK = /"(?:softwares|versionclient|accesslog|itemtype)"/u;

/** Every computer has software; antivirus products and the like come from sections of their own. */
const NO_SOFTWARE = 'no software in this inventory: the section is missing or empty';

/** The name of the computer may stand behind its programs. */
function* fromXml(bytes: Uint8Array, faults: ErrorCollector): Generator<Program> {
  const programs: Program[] = [];
  let [name, id]: (string | undefined)[] = [];
  let listed = 0;
  const { fault } = attempt(() => {
    for (const record of xmlRecords(bytes, isWanted)) {
      if (record.name === 'HARDWARE') name ??= xmlFields(record).get('name') || undefined;
      else if (record.name === 'DEVICEID') id ??= record.text.trim() || undefined;
      else {
        const isAntivirus = record.name === 'ANTIVIRUS';
        const program = isAntivirus ? antivirusOf(xmlFields(record)) : softwareOf(xmlFields(record));
        if (!isAntivirus) listed++;
        programs.push({ ...program, line: record.line });
      }
    }
  });
  const host = name ?? id;
  for (const program of programs) yield { ...program, ...(host === undefined ? {} : { host }) };
  if (fault !== undefined) throw fault;
  if (listed === 0) faults.add(NO_SOFTWARE, host);
}

function isWanted(path: readonly string[]): boolean {
  const name = path.at(-1) ?? '';
  return path.at(-2) === 'CONTENT' ? SECTIONS.has(name) : name === 'DEVICEID' && path.at(-2) === 'REQUEST';
}

const SECTIONS = new Set(['SOFTWARES', 'ANTIVIRUS', 'HARDWARE']);

function xmlFields(record: XmlElement): Fields {
  return new Map(record.children.map((child) => [child.name.toLowerCase(), child.text.trim()]));
}

/** One inventory, or those of several computers one behind the other. */
function* fromJson(bytes: Uint8Array, faults: ErrorCollector): Generator<Program> {
  const { values, fault } = jsonDocuments(bytes);
  for (const value of values) {
    const host = stringField(value, 'content', 'hardware', 'name') ?? stringField(value, 'deviceid');
    const own = host === undefined ? {} : { host };
    const softwares = itemsOf(value, 'softwares');
    for (const item of softwares) yield { ...softwareOf(jsonFields(item)), ...own };
    for (const item of itemsOf(value, 'antivirus')) yield { ...antivirusOf(jsonFields(item)), ...own };
    if (softwares.length === 0 && fault === undefined) faults.add(NO_SOFTWARE, host);
  }
  if (fault) throw fault;
}

function itemsOf(value: Json | undefined, section: string): readonly Json[] {
  const items = field(value, 'content', section);
  if (items === undefined || isList(items)) return items ?? [];
  throw new SyntaxError(`"${section}" is not a list`);
}

function jsonFields(item: Json): Fields {
  const keys = isObject(item) ? Object.keys(item) : [];
  return new Map(
    keys.flatMap((key) => {
      const value = field(item, key);
      const text = typeof value === 'boolean' ? (value ? '1' : '0') : stringField(value);
      return text === undefined ? [] : [[key.toLowerCase(), text] as const];
    }),
  );
}
