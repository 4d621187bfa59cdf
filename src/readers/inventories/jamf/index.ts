import { type ErrorCollector, errorCollector } from '../../../formats/errors.ts';
import { field, isList, type Json, listField, stringField } from '../../../formats/markup/json.ts';
import { jsonDocuments } from '../../../formats/markup/json-documents.ts';
import { childOf, childText, type XmlElement, xmlRecords } from '../../../formats/markup/xml.ts';
import { memoiseHead } from '../../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../../types.ts';
import type { NoteFact } from '../../../vocabulary.ts';
import { answerGap } from '../../answers/gaps.ts';
import { notePage } from '../../answers/page.ts';
import { ofHost } from '../../answers/program.ts';
import { application, packageReceipt, service } from './entry.ts';

/**
 * Computers and mobile devices as Jamf Pro shows them: the XML and JSON of its classic interface and the
 * JSON of the newer one.
 *
 * @see https://developer.jamf.com/jamf-pro/reference/computers
 */
export const jamf: Reader = {
  id: 'jamf',
  title: 'Jamf Pro inventories (XML, JSON)',
  paths: [],
  recognises(head) {
    const start = memoiseHead(head);
    if (/^\S{0,3}\s*</u.test(start))
      return /<(?:computers?|mobile_devices?)>/u.test(start) && XML_MARK.test(start);
    if (!/^\S{0,3}\s*\{/u.test(start)) return false;
    return JSON_MARK.test(start) || (APPLICATIONS.test(start) && start.includes('"path"'));
  },
  telltales: [
    { format: 'an inventory of Jamf Pro', keys: ['computer', 'general', 'management_id', 'applications'] },
    {
      format: 'an inventory of Jamf Pro',
      keys: ['applications', 'bundleId', 'general', 'jamfBinaryVersion'],
    },
  ],
  *read(bytes, _resolver, _prefilter, note) {
    const faults = errorCollector();
    const isXml = /^\S{0,3}\s*</u.test(memoiseHead(bytes.subarray(0, 4096)));
    yield* isXml ? fromXml(bytes, faults) : fromJson(bytes, faults, note);
    faults.throwIfAny();
  },
};

const XML_MARK = /<(?:jamf_version|mdm_capable|applications|udid|management_id|remote_management)>/u;
const JSON_MARK = /"(?:jamf_version|mdm_capable|remote_management|jamfBinaryVersion|installed_by_casper)"/u;
const APPLICATIONS = /"applications"\s*:\s*\[[^\]]{0,2000}"bundle(?:Id|_id)"/u;

const SECTIONS = new Set([
  'application',
  'installed_by_casper',
  'installed_by_installer_swu',
  'cached_by_casper',
  'running_services',
]);

const NOT_ASKED = 'its applications were not asked for';

/** A computer begins with what is general of it. */
function* fromXml(bytes: Uint8Array, faults: ErrorCollector): Generator<Program> {
  let host: string | undefined;
  let [computers, applications] = [0, 0];
  const end = () => {
    if (computers > 0 && applications === 0) faults.add(NO_APPLICATIONS, host);
  };
  const isWanted = (path: readonly string[]): boolean => {
    const name = path.at(-1) ?? '';
    if (name === 'general') return COMPUTERS.has(path.at(-2) ?? '');
    return SECTIONS.has(name) && (name !== 'application' || path.at(-2) === 'applications');
  };
  for (const record of xmlRecords(bytes, isWanted)) {
    if (record.name !== 'general') {
      if (record.name === 'application') applications++;
      for (const program of xmlPrograms(record))
        yield { ...program, ...(host === undefined ? {} : { host }) };
      continue;
    }
    end();
    host = firstText(record, ['name', 'display_name', 'device_name', 'udid']);
    computers++;
    applications = 0;
  }
  computers = Math.max(computers, 1);
  end();
}

const COMPUTERS = new Set(['computer', 'mobile_device']);
const NO_APPLICATIONS = 'no applications in this inventory';

function* xmlPrograms(record: XmlElement): Generator<Program> {
  if (record.name === 'application') {
    yield { ...application((...names) => firstText(record, names)), line: record.line };
    return;
  }
  // What is only cached has not been installed.
  if (record.name === 'cached_by_casper') return;
  const entries = record.children.filter((child) => child.name !== 'size');
  const texts = entries.flatMap((child) => child.text.trim() || childText(child, 'name') || []);
  for (const text of texts) yield record.name === 'running_services' ? service(text) : packageReceipt(text);
}

function firstText(record: XmlElement, names: readonly string[]): string | undefined {
  const name = names.find(
    (one) => childOf(record, one) !== undefined && childText(record, one) !== undefined,
  );
  return name && childText(record, name);
}

function* fromJson(bytes: Uint8Array, faults: ErrorCollector, note?: NoteFact): Generator<Program> {
  const { values, fault } = jsonDocuments(bytes);
  const pages = values.map(computersIn);
  const total = pages.reduce((sum, computers) => sum + computers.length, 0);
  for (const computer of pages.flat()) {
    const host = hostOf(computer);
    const own = total === 1 ? (host === undefined ? {} : { host }) : ofHost(host);
    for (const program of jsonPrograms(computer)) yield { ...program, ...own };
    const applications = applicationsOf(computer);
    if (applications === undefined) faults.add(NOT_ASKED, host);
    else if (applications === 0) faults.add(NO_APPLICATIONS, host);
  }
  if (fault) throw fault;
  notePage(note, values, total);
  const gap = values.map((value) => answerGap(value, total)).find((one) => one !== undefined);
  if (gap !== undefined) faults.add(gap);
}

/** The computers or devices of a page, or the one that a document is about. */
function computersIn(value: Json): readonly Json[] {
  const list = ['results', 'computers', 'mobile_devices'].map((key) => field(value, key)).find(isList);
  return list ?? [field(value, 'computer') ?? field(value, 'mobile_device') ?? value];
}

/** How many there are; undefined where the section was not asked for: it is missing, or null. */
function applicationsOf(computer: Json): number | undefined {
  const sections = ['applications', 'mobileDeviceApplications'];
  const places = [computer, field(computer, 'software'), field(computer, 'ios')];
  const lists = places.flatMap((place) => sections.map((section) => field(place, section))).filter(isList);
  return lists.length === 0 ? undefined : lists.reduce((sum, list) => sum + list.length, 0);
}

function hostOf(computer: Json | undefined): string | undefined {
  return (
    stringField(computer, 'general', 'name') ?? stringField(computer, 'name') ?? stringField(computer, 'udid')
  );
}

function* jsonPrograms(computer: Json): Generator<Program> {
  const software = field(computer, 'software') ?? computer;
  const receipts = field(computer, 'packageReceipts');
  for (const item of [
    ...listField(software, 'applications'),
    ...listField(software, 'mobileDeviceApplications'),
    ...listField(computer, 'ios', 'applications'),
  ]) {
    yield application((...names) =>
      names.map((name) => stringField(item, name)).find((text) => text !== undefined),
    );
  }
  const packages = [
    ...['installed_by_casper', 'installed_by_installer_swu'].flatMap((key) => listField(software, key)),
    ...['installedByJamfPro', 'installedByInstallerSwu'].flatMap((key) => listField(receipts, key)),
  ];
  for (const item of packages) {
    const name = stringField(item);
    if (name !== undefined) yield packageReceipt(name);
  }
  for (const item of [...listField(software, 'running_services'), ...listField(computer, 'services')]) {
    const name = stringField(item) ?? stringField(item, 'name');
    if (name !== undefined) yield service(name);
  }
}
