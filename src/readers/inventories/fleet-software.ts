import { errorCollector } from '../../formats/errors.ts';
import {
  field,
  isList,
  isObject,
  type Json,
  jsonPart,
  listField,
  stringField,
} from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { quoted } from '../../formats/source-position.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { answerGap } from '../answers/gaps.ts';
import { notePage } from '../answers/page.ts';
import { NO_PROGRAMS, ofHost } from '../answers/program.ts';
import { packageKind } from '../package-kind.ts';

/**
 * Software as Fleet shows it: of a host (`/hosts/…`, `/hosts/…/software`), of all hosts by version
 * (`/software/versions`) or by title (`/software/titles`).
 *
 * @see https://fleetdm.com/docs/rest-api/rest-api
 */
export const fleetSoftware: Reader = {
  id: 'fleet-software',
  title: 'Fleet software (API, fleetctl)',
  paths: [],
  recognises(head) {
    const start = memoiseHead(head);
    if (!/^\S{0,3}\s*\{/u.test(start) || !start.includes('"source"')) return false;
    return /"(?:software|software_titles)"\s*:\s*\[/u.test(start) && FLEET.some((key) => start.includes(key));
  },
  telltales: [
    { format: 'software of Fleet', keys: ['software', 'source', 'hosts_count'] },
    { format: 'software of Fleet', keys: ['software', 'source', 'generated_cpe'] },
  ],
  *read(bytes, _resolver, _prefilter, note) {
    const { value, fault } = jsonPart(bytes);
    const faults = errorCollector();
    const hosts = [field(value, 'host'), ...listField(value, 'hosts')].filter((one) => isObject(one));
    const lists = [field(value, 'software'), field(value, 'software_titles')].filter(isList);
    for (const item of lists.flat()) yield* programs(item);
    for (const host of hosts) {
      const name = ['hostname', 'display_name', 'computer_name', 'uuid', 'id']
        .map((key) => stringField(host, key))
        .find((text) => text !== undefined);
      const software = field(host, 'software');
      for (const item of isList(software) ? software : [])
        for (const program of programs(item)) yield { ...program, ...ofHost(name) };
      if (!isList(software)) faults.add('its software was not asked for', name);
      else if (software.length === 0) faults.add(NO_PROGRAMS, name);
    }
    if (fault) throw fault;
    const rows = Math.max(listField(value, 'hosts').length, ...lists.map(({ length }) => length));
    if (value !== undefined) notePage(note, [value], rows);
    const gap = answerGap(value, rows);
    if (gap !== undefined) faults.add(gap);
    if (lists.length + hosts.length === 0) faults.add('no list of software in this answer');
    faults.throwIfAny();
  },
};

const FLEET = [
  '"generated_cpe"',
  '"hosts_count"',
  '"software_package"',
  '"installed_versions"',
  '"bundle_identifier"',
  '"counts_updated_at"',
];

/** A title lists its versions; a version stands for itself. */
function* programs(item: Json): Generator<Program> {
  const versions = [...listField(item, 'versions'), ...listField(item, 'installed_versions')];
  if (versions.length === 0 && isOffer(item)) return;
  if (versions.length === 0) yield programOf(item, item);
  for (const version of versions) yield programOf(item, version);
}

/**
 * What Fleet could install, and what no host has. Among all titles their number of hosts is 0; among the software of
 * a host they have a list of installed versions that is empty, unless Fleet says that it installed them.
 */
function isOffer(item: Json): boolean {
  if (!isObject(item)) return false;
  if (isList(field(item, 'versions'))) return stringField(item, 'hosts_count') === '0';
  const isOfHost = 'installed_versions' in item || 'status' in item;
  const isOffered = isObject(field(item, 'software_package')) || isObject(field(item, 'app_store_app'));
  return isOfHost && isOffered && !NOT_OFFERED.test(stringField(item, 'status') ?? '');
}

/** Installed, or on the way out and not gone. */
const NOT_OFFERED = /^(?:installed|(?:pending|failed)_uninstall)$/u;

function programOf(item: Json, version: Json): Program {
  const name = stringField(item, 'name');
  const source = stringField(item, 'source') ?? '';
  if (name === undefined) throw new SyntaxError(`software without a name: ${quoted(JSON.stringify(item))}`);
  const kind = packageKind(source);
  const extension = stringField(item, 'extension_id') ?? stringField(version, 'extension_id');
  // Browsers know an extension by its id, editors by its name.
  const isExtension = kind !== undefined && kind !== 'vscode-extension' && /extension|addon/u.test(kind);
  const release = stringField(item, 'release');
  return present<Program>({
    name: source === 'apps' ? name.replace(/\.app$/u, '') : name,
    version: versionOf(stringField(version, 'version'), kind, release),
    publisher: stringField(item, 'vendor'),
    arch: stringField(item, 'arch'),
    folder: stringField(version, 'installed_paths', 0) ?? stringField(item, 'installed_paths', 0),
    ids: idsOf(
      ['bundle-id', stringField(item, 'bundle_identifier') ?? stringField(version, 'bundle_identifier')],
      isExtension ? [kind, extension] : [kind ?? '', kind && name],
    ),
  });
}

function versionOf(
  version: string | undefined,
  kind: string | undefined,
  release: string | undefined,
): string | undefined {
  return version && kind === 'rpm' && release ? `${version}-${release}` : version;
}
