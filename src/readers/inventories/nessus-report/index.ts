import { type ErrorCollector, errorCollector } from '../../../formats/errors.ts';
import { childOf, childText, type XmlElement, xmlRecords } from '../../../formats/markup/xml.ts';
import { csvRows, csvTitles } from '../../../formats/table/csv.ts';
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
  recognises(head) {
    if (isXml(head)) return /<NessusClientData_v2\b/u.test(memoiseHead(head));
    const titles = csvTitles(head).map(plainKey);
    return Object.values(COLUMNS).every((names) => names.some((name) => titles.includes(name)));
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
  let titles: readonly string[] | undefined;
  for (const { cells, line } of csvRows(bytes)) {
    if (titles === undefined) {
      titles = cells.map(plainKey);
      continue;
    }
    const known = titles;
    const cell = (names: readonly string[]): string =>
      names.map((name) => cells[known.indexOf(name)]?.trim() ?? '').find((text) => text !== '') ?? '';
    yield* listed(cell(COLUMNS.plugin), cell(COLUMNS.host), cell(COLUMNS.output), { hosts, faults, line });
  }
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
  if (host === '') return;
  hosts.set(host, isListing(plugin) || hosts.get(host) === true);
  if (!isListing(plugin)) return;
  for (const program of programsIn(plugin, output, (fault) => faults.add(fault, host)))
    yield { ...program, line, ...ofHost(host) };
}
