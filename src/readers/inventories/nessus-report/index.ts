import { type ErrorCollector, errorCollector } from '../../../formats/errors.ts';
import { childOf, childText, type XmlElement, xmlRecords } from '../../../formats/markup/xml.ts';
import { quoted } from '../../../formats/source-position.ts';
import { csvRows, csvTitles } from '../../../formats/table/csv.ts';
import { TableRemarks } from '../../../formats/table/table-remark.ts';
import { memoiseHead } from '../../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../../types.ts';
import { plainKey } from '../../answers/keys.ts';
import { ofHost } from '../../answers/program.ts';
import { isListing, programsIn } from './outputs.ts';

/**
 * Scan results of Nessus and its kin, as CSV and as `.nessus`: the plug-ins that list what is installed, host by host.
 * A host for which none of them reported was not listed; most often no login was possible.
 *
 * @see https://www.tenable.com/plugins/nessus/20811
 */
export const nessusReport: Reader = {
  id: 'nessus-report',
  title: 'Nessus scan results (CSV, .nessus)',
  paths: [],
  freeText: 'all',
  recognises(head) {
    if (isXml(head)) return /<NessusClientData_v2\b/u.test(memoiseHead(head));
    return /plug/iu.test(memoiseHead(head)) && isTitles(csvTitles(head).map(plainKey));
  },
  telltales: [
    {
      format: 'a report of Nessus',
      keys: ['NessusClientData_v2', 'ReportHost', 'ReportItem', 'plugin_output'],
    },
    { format: 'a report of Nessus', keys: ['Plugin ID', 'Plugin Output', 'Host', 'Risk'] },
  ],
  *read(bytes) {
    const faults = errorCollector();
    const hosts = new Map<string, boolean>();
    yield* isXml(bytes) ? fromXml(bytes, hosts, faults) : fromCsv(bytes, hosts, faults);
    for (const [host, listed] of hosts) {
      if (!listed) faults.add('no plug-in listed what is installed', host);
    }
    faults.throwIfAny();
    if (hosts.size === 0) throw new SyntaxError('no host in these results');
  },
};

/** Titles of the columns, in the products of Tenable. */
const COLUMNS = {
  plugin: ['pluginid', 'plugin'],
  host: ['host', 'dnsname', 'netbiosname', 'ipaddress', 'hostname', 'assetname'],
  output: ['pluginoutput', 'plugintext', 'output'],
} as const;

function isXml(bytes: Uint8Array): boolean {
  return /^[^<]{0,10}</u.test(memoiseHead(bytes.subarray(0, 64)));
}

function* fromCsv(
  bytes: Uint8Array,
  hosts: Map<string, boolean>,
  faults: ErrorCollector,
): Generator<Program> {
  let titles: readonly string[] = [];
  const remarks = new TableRemarks();
  let rows = 0;
  for (const { cells, line } of csvRows(bytes)) {
    const plain = cells.map(plainKey);
    // Results that were appended to each other have their titles again, maybe in another order.
    if (isTitles(plain)) {
      titles = plain;
      continue;
    }
    if (remarks.isRemark(cells, titles.length)) continue;
    rows++;
    const cell = (names: readonly string[]): string =>
      names.map((name) => cells[titles.indexOf(name)]?.trim() ?? '').find((text) => text !== '') ?? '';
    const [plugin, host] = [cell(COLUMNS.plugin), cell(COLUMNS.host)];
    if (cells.length < titles.length || !/^\d+$/u.test(plugin) || host === '')
      faults.add(`line ${line}: no result of a plug-in on a host: ${quoted(cells.join(','))}`, host);
    yield* listed(plugin, host, cell(COLUMNS.output), { hosts, faults, line });
  }
  const gap = remarks.gap(rows);
  if (gap !== undefined) faults.add(gap);
}

function isTitles(plain: readonly string[]): boolean {
  return Object.values(COLUMNS).every((names) => names.some((name) => plain.includes(name)));
}

function* fromXml(
  bytes: Uint8Array,
  hosts: Map<string, boolean>,
  faults: ErrorCollector,
): Generator<Program> {
  let host = '';
  const isWanted = (path: readonly string[]): boolean =>
    ['HostProperties', 'ReportItem'].includes(path.at(-1) ?? '') && path.at(-2) === 'ReportHost';
  for (const element of xmlRecords(bytes, isWanted)) {
    const { attributes, line } = element;
    if (element.name === 'HostProperties') {
      host = hostOf(element) ?? `the host at line ${line}`;
      hosts.set(host, hosts.get(host) ?? false);
      if (tag(element, 'Credentialed_Scan') === 'false') faults.add('the scan had no login', host);
    } else {
      const plugin = attributes.get('pluginID') ?? '';
      yield* listed(plugin, host, childText(element, 'plugin_output') ?? '', { hosts, faults, line });
    }
  }
}

function hostOf(properties: XmlElement): string | undefined {
  return ['host-fqdn', 'hostname', 'netbios-name', 'host-ip']
    .map((name) => tag(properties, name))
    .find(Boolean);
}

function tag(properties: XmlElement, name: string): string | undefined {
  const found = properties.children.find(({ attributes }) => attributes.get('name') === name);
  return (found ?? childOf(properties, name))?.text.trim();
}

interface Around {
  readonly hosts: Map<string, boolean>;
  readonly faults: ErrorCollector;
  readonly line: number;
}

function* listed(
  plugin: string,
  host: string,
  output: string,
  { hosts, faults, line }: Around,
): Generator<Program> {
  if (host !== '') hosts.set(host, isListing(plugin) || hosts.get(host) === true);
  if (!isListing(plugin)) return;
  for (const program of programsIn(plugin, output, (fault) => faults.add(fault, host)))
    yield { ...program, line, ...(host === '' ? {} : ofHost(host)) };
}
