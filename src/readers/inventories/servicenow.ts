import { field, isList, type Json, jsonPart, listField, stringField } from '../../formats/markup/json.ts';
import { childOf, childText, type XmlElement, xmlRecords } from '../../formats/markup/xml.ts';
import { present } from '../../formats/omit-undefined.ts';
import { quoted } from '../../formats/source-position.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { ofHost } from '../answers/program.ts';
import { type ShapeObject, shapeOf } from '../answers/shape.ts';

/**
 * Software installations as the table interface of ServiceNow answers, and as its lists are exported as XML.
 *
 * @see https://www.servicenow.com/docs/bundle/zurich-api-reference/page/integrate/inbound-rest/concept/c_TableAPI.html
 */
export const servicenow: Reader = {
  id: 'servicenow',
  title: 'ServiceNow software installations (JSON, XML)',
  paths: [],
  recognises(head) {
    const start = memoiseHead(head);
    if (XML.test(start)) return RECORD.test(start);
    return MARKS.every((mark) => start.includes(mark)) && shapeOf(head).some(isRow);
  },
  telltales: [
    {
      format: 'a software table of ServiceNow',
      keys: ['result', 'display_name', 'publisher', 'install_date'],
    },
  ],
  read: (bytes) => (XML.test(memoiseHead(bytes.subarray(0, 64))) ? fromXml(bytes) : fromJson(bytes)),
};

const MARKS = ['"display_name"', '"version"'];

function isRow({ path, keys }: ShapeObject): boolean {
  return (
    path.length === 1 &&
    /^(?:result|records)$/u.test(path[0] ?? '') &&
    keys.has('displayname') &&
    keys.has('version')
  );
}

function programOf(row: Json): Program {
  const name = text(row, 'display_name') ?? text(row, 'name');
  return present<Program>({
    name: name ?? '',
    version: text(row, 'version'),
    publisher: text(row, 'publisher') ?? text(row, 'vendor') ?? text(row, 'manufacturer'),
    installedOn: /^\d{4}-\d{2}-\d{2}/u.exec(text(row, 'install_date') ?? '')?.[0],
    ...ofHost(text(row, 'installed_on')),
  });
}

/** With `sysparm_display_value=all` every field is an object of two forms. */
function text(row: Json, name: string): string | undefined {
  return stringField(row, name) ?? stringField(row, name, 'display_value') ?? stringField(row, name, 'value');
}

const XML = /^[^<{[]{0,10}</u;
/** Tables of installations, in both generations of asset management. */
const RECORD =
  /<(?:cmdb_sam_sw_install|cmdb_sam_sw_discovery_model|cmdb_software_instance|samp_sw_install\w*)\b/u;
/** Classes of rows: computers and devices are in other tables of the same data base. */
const INSTALLATION = /soft|sw_|spkg|package|application/iu;
const TABLES = new Set(['cmdb_sam_sw_install', 'cmdb_software_instance']);

function* fromXml(bytes: Uint8Array): Generator<Program> {
  let records = 0;
  for (const record of xmlRecords(bytes, (path) => path.length === 2)) {
    if (!TABLES.has(record.name)) continue;
    records++;
    const isGone =
      record.attributes.get('action') === 'DELETE' || childText(record, 'active_install') === 'false';
    if (!isGone) yield fromRecord(record);
  }
  if (records === 0) throw new SyntaxError('no record of an installation');
}

function fromRecord(record: XmlElement): Program {
  const first = (...names: readonly string[]): string | undefined =>
    names.map((name) => shownIn(record, name)).find((value) => value !== undefined);
  return present<Program>({
    name: first('display_name', 'name', 'software') ?? '',
    version: first('version', 'product_version'),
    publisher: first('publisher', 'vendor', 'manufacturer'),
    installedOn: /^\d{4}-\d{2}-\d{2}/u.exec(first('install_date') ?? '')?.[0],
    line: record.line,
    ...ofHost(first('installed_on')),
  });
}

/** A reference holds a number, and what people see in an attribute. */
function shownIn(record: XmlElement, name: string): string | undefined {
  return childOf(record, name)?.attributes.get('display_value') || childText(record, name);
}

function* fromJson(bytes: Uint8Array): Generator<Program> {
  const { value, fault } = jsonPart(bytes);
  const rows = [...listField(value, 'result'), ...listField(value, 'records')];
  const others = new Set<string>();
  for (const row of rows) {
    const table = text(row, 'sys_class_name');
    if (table !== undefined && !INSTALLATION.test(table)) others.add(table);
    else if (text(row, 'active_install') !== 'false') yield programOf(row);
  }
  if (fault) throw fault;
  const [other] = others;
  if (other !== undefined)
    throw new SyntaxError(`rows of the table ${quoted(other)}: no installations of software`);
  if (rows.length === 0 && !isList(field(value, 'result'))) throw new SyntaxError('no list of installations');
}
