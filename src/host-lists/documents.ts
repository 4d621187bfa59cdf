import { field, isList, isObject, type Json, listField } from '../formats/markup/json.ts';
import { jsonDocuments } from '../formats/markup/json-documents.ts';
import { hostsInInventoryList, isInventoryList } from './ansible-tree.ts';
import { entryOf, type HostEntry, osFamily, type ParsedHosts } from './host-entry.ts';

/** Keys under which tools keep the name of a host, the chief one first. */
const NAMES = [
  'name',
  'hostname',
  'host_name',
  'computer_name',
  'display_name',
  'deviceName',
  'host_identifier',
  'host_display_name',
];

/**
 * Reads hosts from JSON: the answer of Fleet about its hosts, `fleetctl get hosts --json`, rows of osquery, what
 * `ansible-inventory --list` prints, or a list of names or objects.
 *
 * @throws Error when it is none of these, has an entry without a name, or is one page of several
 * @see https://fleetdm.com/docs/rest-api/rest-api#list-hosts
 */
export function hostsInJson(path: string, bytes: Uint8Array): ParsedHosts {
  const { values, fault } = jsonDocuments(bytes);
  if (fault) throw new Error(`${path}: ${fault.message}`, { cause: fault });
  const [only] = values;
  if (values.length === 1 && only !== undefined && isInventoryList(only))
    return hostsInInventoryList(path, only);
  const all = values.flatMap((value) => hostsOf(path, value));
  if (all.length === 0) throw new Error(`${path}: no host is in this list`);
  return { entries: all.map((host, at) => entryIn(`${path}, host ${at + 1}`, host)), notices: [] };
}

function hostsOf(path: string, value: Json): readonly Json[] {
  if (isList(value)) return value;
  const isPaged =
    field(value, 'meta', 'has_next_results') === true || typeof field(value, '@odata.nextLink') === 'string';
  if (isPaged) throw new Error(`${path}: this is one page of several; pass all hosts`);
  for (const key of ['hosts', 'value', 'rows', 'data', 'devices', 'results']) {
    const list = field(value, key);
    if (isList(list)) return list;
  }
  const spec = field(value, 'spec');
  return isObject(spec) ? [spec] : [value];
}

function entryIn(place: string, host: Json): HostEntry {
  if (typeof host === 'string' && host !== '') return entryOf([host], place, {});
  const texts = NAMES.map((key) => field(host, key));
  const names = [...new Set(texts.filter((name): name is string => typeof name === 'string' && name !== ''))];
  if (names.length === 0) throw new Error(`${place}: it has no name (${NAMES.slice(0, 4).join(', ')})`);
  const said = (...keys: readonly string[]) =>
    keys.map((key) => field(host, key)).find((one): one is string => typeof one === 'string' && one !== '');
  const owner = said('owner', 'primary_user', 'userPrincipalName');
  const site = said('site', 'location');
  const group = said('group', 'unit', 'team_name');
  const deviceClass = said('device_class', 'deviceClass');
  const os = osFamily(said('platform', 'os', 'operatingSystem', 'os_version') ?? '');
  const tags = [...listField(host, 'tags'), ...listField(host, 'labels')].map(
    (tag) => field(tag, 'name') ?? tag,
  );
  return entryOf(names, place, {
    ...(owner !== undefined && { owner }),
    ...(site !== undefined && { site }),
    ...(group !== undefined && { group }),
    ...(deviceClass !== undefined && { deviceClass }),
    ...(os !== undefined && { os }),
    tags: tags.filter((tag): tag is string => typeof tag === 'string'),
  });
}
