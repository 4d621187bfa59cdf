import { field, isList, type Json, jsonPart, listField, stringField } from '../../../formats/markup/json.ts';
import { childOf, childText, type XmlElement, xmlRecords } from '../../../formats/markup/xml.ts';
import { memoiseHead } from '../../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../../types.ts';
import { answerGap } from '../../answers/gaps.ts';
import { ofHost } from '../../answers/program.ts';
import { application, packageReceipt, service } from './entry.ts';

/**
 * Computers and mobile devices as Jamf Pro tells them: the XML and JSON of its classic interface and the
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
  *read(bytes) {
    let told = 0;
    const isXml = /^\S{0,3}\s*</u.test(memoiseHead(bytes.subarray(0, 4096)));
    for (const program of isXml ? fromXml(bytes) : fromJson(bytes)) {
      told++;
      yield program;
    }
    if (told === 0) throw new SyntaxError('no applications in this inventory');
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

function* fromXml(bytes: Uint8Array): Generator<Program> {
  const isWanted = (path: readonly string[]): boolean => {
    const name = path.at(-1) ?? '';
    return SECTIONS.has(name) && (name !== 'application' || path.at(-2) === 'applications');
  };
  for (const record of xmlRecords(bytes, isWanted)) yield* xmlPrograms(record);
}

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

function* fromJson(bytes: Uint8Array): Generator<Program> {
  const { value, fault } = jsonPart(bytes);
  const results = field(value, 'results');
  for (const computer of isList(results)
    ? results
    : [field(value, 'computer') ?? field(value, 'mobile_device') ?? value ?? null]) {
    const host = isList(results) ? hostOf(computer) : undefined;
    for (const program of jsonPrograms(computer)) yield { ...program, ...ofHost(host) };
  }
  if (fault) throw fault;
  const lacking = isList(results) ? results.filter((computer) => !hasApplications(computer)) : [];
  const gap = answerGap(value, isList(results) ? results.length : 1);
  if (gap !== undefined) throw new SyntaxError(gap);
  if (lacking.length > 0)
    throw new SyntaxError(`${hostOf(lacking[0]) ?? 'a computer'}: its applications were not asked for`);
}

/** Sections that were not asked for are missing, or null. */
function hasApplications(computer: Json): boolean {
  const sections = ['applications', 'mobileDeviceApplications'];
  const places = [computer, field(computer, 'software'), field(computer, 'ios')];
  return places.some((place) => sections.some((section) => isList(field(place, section))));
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
