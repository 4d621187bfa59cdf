import { field, isList, isObject, type Json, jsonPart, stringField } from '../../../formats/markup/json.ts';
import { type XmlElement, xmlRecords } from '../../../formats/markup/xml.ts';
import { memoiseHead } from '../../../formats/text/memoise-head.ts';
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
  *read(bytes) {
    let listed = 0;
    const isXml = /^\S{0,3}\s*</u.test(memoiseHead(bytes.subarray(0, 4096)));
    for (const { program, section } of isXml ? fromXml(bytes) : fromJson(bytes)) {
      if (section === 'softwares') listed++;
      yield program;
    }
    // Every computer has software; antivirus products and the like come from sections of their own.
    if (listed === 0) throw new SyntaxError('no software in this inventory: the section is missing or empty');
  },
};

const JSON_KEYS = ['"content"', '"deviceid"'];
const JSON_MARK = /"(?:softwares|versionclient|accesslog|itemtype)"/u;

/** A program, and the section that lists it. */
interface Listed {
  readonly program: Program;
  readonly section: 'softwares' | 'antivirus';
}

function* fromXml(bytes: Uint8Array): Generator<Listed> {
  const records = xmlRecords(bytes, (path) => path.at(-2) === 'CONTENT' && SECTIONS.has(path.at(-1) ?? ''));
  for (const record of records) {
    const isAntivirus = record.name === 'ANTIVIRUS';
    const program = isAntivirus ? antivirusOf(xmlFields(record)) : softwareOf(xmlFields(record));
    yield {
      program: { ...program, line: record.line },
      section: isAntivirus ? 'antivirus' : 'softwares',
    };
  }
}

const SECTIONS = new Set(['SOFTWARES', 'ANTIVIRUS']);

function xmlFields(record: XmlElement): Fields {
  return new Map(record.children.map((child) => [child.name.toLowerCase(), child.text.trim()]));
}

function* fromJson(bytes: Uint8Array): Generator<Listed> {
  const { value, fault } = jsonPart(bytes);
  for (const item of itemsOf(value, 'softwares')) {
    yield { program: softwareOf(jsonFields(item)), section: 'softwares' };
  }
  for (const item of itemsOf(value, 'antivirus')) {
    yield { program: antivirusOf(jsonFields(item)), section: 'antivirus' };
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
