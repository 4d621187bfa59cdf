import { field, isList, isObject, type Json, jsonPart, stringField } from '../../../formats/markup/json.ts';
import { beginsAsJson } from '../../../formats/markup/json-beginning.ts';
import {
  type Plist,
  plistDay,
  plistField,
  plistList,
  plistPart,
  plistString,
} from '../../../formats/plist/index.ts';
import { memoiseHead } from '../../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../../types.ts';
import { answerGap } from '../../answers/gaps.ts';
import { type Entry, NO_APPLICATIONS, programOf } from './entry.ts';
import { textEntries } from './report.ts';

/**
 * What `system_profiler SPApplicationsDataType` prints: a report in the language of the machine, a property
 * list (`-xml`), or JSON (`-json`). Kernel extensions of others than Apple are given too where the output
 * holds them.
 *
 * @see https://ss64.com/mac/system_profiler.html
 */
export const systemProfiler: Reader = {
  id: 'system-profiler',
  title: 'system_profiler reports of macOS (text, XML, JSON)',
  paths: [],
  recognises(head) {
    const start = memoiseHead(head);
    if (/^\S{0,3}\s*[<{]/u.test(start) || start.startsWith('bplist')) {
      return start.includes('SPApplicationsDataType') || start.includes('SPExtensionsDataType');
    }
    return REPORT.test(start);
  },
  telltales: [
    {
      format: 'a report of system_profiler',
      keys: ['SPApplicationsDataType', '_name', 'signed_by', 'path'],
    },
  ],
  *read(bytes) {
    const start = memoiseHead(bytes.subarray(0, 4096));
    if (beginsAsJson(bytes)) yield* fromJson(bytes);
    else if (start.startsWith('bplist') || /^\S{0,3}\s*</u.test(start)) yield* fromPlist(bytes);
    else for (const entry of textEntries(bytes)) yield* programOf(entry);
  },
};

/**
 * A heading, a name, and below it a line of a deeper level; a colon may be the wide one of East Asia, in the
 * bytes of UTF-8 or UTF-16.
 */
const REPORT =
  /^\S{0,3}\s{0,8}[^\s:][^\n]{0,90}(?::|\u00ef\u00bc\u009a|\u001a\u00ff)[ \r]{0,9}\n\s*\n {4,9}\S[^\n]*(?::|\u00ef\u00bc\u009a|\u001a\u00ff)[ \r]{0,9}\n\s*\n {6}\S/u;

function* fromJson(bytes: Uint8Array): Generator<Program> {
  const { value, fault } = jsonPart(bytes);
  const sections = isObject(value) ? Object.entries(value) : [];
  for (const [type, items] of sections) {
    if (!TYPES.has(type)) continue;
    for (const item of isList(items) ? items : []) yield* programOf(jsonEntry(item));
  }
  if (fault) throw fault;
  if (!sections.some(([type, items]) => type === APPLICATIONS && isList(items) && items.length > 0))
    throw new SyntaxError(NO_APPLICATIONS);
  const gap = answerGap(value, Infinity);
  if (gap !== undefined) throw new SyntaxError(gap);
}

function* fromPlist(bytes: Uint8Array): Generator<Program> {
  const { value, fault } = plistPart(bytes);
  // A report that is truncated keeps its items without the name of their kind, which is written after them.
  const reports = plistList(value).filter(
    (report) => TYPES.has(plistString(report, '_dataType') ?? '') || fault,
  );
  for (const report of reports) {
    for (const item of plistList(report, '_items')) yield* programOf(plistEntry(item));
  }
  if (fault) throw fault;
  const ofApplications = reports.filter((report) => plistString(report, '_dataType') === APPLICATIONS);
  if (!ofApplications.some((report) => plistList(report, '_items').length > 0))
    throw new SyntaxError(NO_APPLICATIONS);
}

const APPLICATIONS = 'SPApplicationsDataType';
const TYPES = new Set([APPLICATIONS, 'SPExtensionsDataType']);

function jsonEntry(item: Json): Entry {
  const signed = field(item, 'signed_by') ?? field(item, 'spext_signed_by');
  return {
    name: stringField(item, '_name'),
    version: stringField(item, 'version') ?? stringField(item, 'spext_version'),
    path: stringField(item, 'path') ?? stringField(item, 'spext_path'),
    identifier: stringField(item, 'spext_bundleid'),
    signed: isList(signed) ? signed.filter(isText).join(', ') : stringField(signed),
    day: undefined,
  };
}

function plistEntry(item: Plist): Entry {
  const signed = plistField(item, 'signed_by') ?? plistField(item, 'spext_signed_by');
  return {
    name: plistString(item, '_name'),
    version: plistString(item, 'version') ?? plistString(item, 'spext_version'),
    path: plistString(item, 'path') ?? plistString(item, 'spext_path'),
    identifier: plistString(item, 'spext_bundleid'),
    signed: Array.isArray(signed) ? signed.filter(isText).join(', ') : plistString(signed),
    day: plistDay(item, 'spext_lastModified'),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
