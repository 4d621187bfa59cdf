import { field, isList, isObject, type Json, type JsonObject } from '../formats/markup/json.ts';
import { yamlPart } from '../formats/markup/yaml.ts';
import type { ParsedHosts } from './host-entry.ts';
import { type InventoryGroups, inventoryGroups, type Variables } from './inventory-groups.ts';

/** Groups below groups that an inventory may have. */
const MAX_DEPTH = 100;

/**
 * Reads an inventory of Ansible in YAML form.
 *
 * @throws Error when it is no inventory, or names a plugin that would ask elsewhere
 * @see https://docs.ansible.com/ansible/latest/collections/ansible/builtin/yaml_inventory.html
 */
export function hostsInYaml(path: string, bytes: Uint8Array): ParsedHosts {
  const { value, fault } = yamlPart(bytes);
  if (fault) throw new Error(`${path}: ${fault.message}`, { cause: fault });
  if (isList(value)) return { entries: namesIn(path, value), notices: [] };
  if (!isObject(value)) throw new Error(`${path}: no inventory: it has no groups`);
  if (typeof value['plugin'] === 'string')
    throw new Error(`${path}: this inventory asks a plugin: pass what ansible-inventory --list prints`);
  const groups = inventoryGroups();
  for (const [name, group] of Object.entries(value)) takeGroup(groups, { path, name, group, depth: 0 });
  return { entries: groups.entries(), notices: [] };
}

function namesIn(path: string, list: readonly Json[]): ParsedHosts['entries'] {
  return list.map((name, at) => {
    if (typeof name !== 'string') throw new Error(`${path}: entry ${at + 1} has no host name`);
    return { names: [name], place: `${path}, entry ${at + 1}`, tags: [] };
  });
}

interface Branch {
  readonly path: string;
  readonly name: string;
  readonly group: Json;
  readonly depth: number;
}

function takeGroup(groups: InventoryGroups, { path, name, group, depth }: Branch): void {
  const place = `${path}, group ${name}`;
  if (depth > MAX_DEPTH) throw new Error(`${place}: more than ${MAX_DEPTH} groups in each other`);
  if (group === null || group === '') return;
  if (!isObject(group)) throw new Error(`${place}: a group has hosts, children and vars`);
  const wrong = Object.keys(group).find((key) => !['hosts', 'children', 'vars'].includes(key));
  if (wrong !== undefined) throw new Error(`${place}: ${wrong}: a group has hosts, children and vars`);
  groups.addVariables(name, variablesOf(group['vars']));
  for (const [host, variables] of keysOf(group['hosts'], `${place}: hosts`))
    groups.addHost(name, host, place, variablesOf(variables));
  for (const [child, below] of keysOf(group['children'], `${place}: children`)) {
    groups.addChild(name, child);
    takeGroup(groups, { path, name: child, group: below, depth: depth + 1 });
  }
}

function keysOf(value: Json | undefined, place: string): readonly (readonly [string, Json])[] {
  if (value === undefined || value === null || value === '') return [];
  if (!isObject(value)) throw new Error(`${place}: not a mapping; write each name with a colon after it`);
  return Object.entries(value);
}

function variablesOf(value: Json | undefined): Variables {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, (isList(one) ? one : [one]).map(textOf).join(',')]),
  );
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether a document is what `ansible-inventory --list` prints. */
export function isInventoryList(value: Json): value is JsonObject {
  return isObject(value) && isObject(field(value, '_meta', 'hostvars'));
}

/**
 * Reads what `ansible-inventory --list` prints, and what scripts of dynamic inventories do.
 *
 * @see https://docs.ansible.com/ansible/latest/dev_guide/developing_inventory.html
 */
export function hostsInInventoryList(path: string, value: JsonObject): ParsedHosts {
  const groups = inventoryGroups();
  const ofHosts = field(value, '_meta', 'hostvars');
  for (const [name, group] of Object.entries(value)) {
    if (name === '_meta') continue;
    const place = `${path}, group ${name}`;
    const hosts = isList(group) ? group : field(group, 'hosts');
    for (const host of textsIn(hosts, place))
      groups.addHost(name, host, place, variablesOf(isObject(ofHosts) ? ofHosts[host] : undefined));
    for (const child of textsIn(field(group, 'children'), place)) groups.addChild(name, child);
    groups.addVariables(name, variablesOf(field(group, 'vars')));
  }
  return { entries: groups.entries(), notices: [] };
}

function textsIn(value: Json | undefined, place: string): string[] {
  if (value === undefined || value === null) return [];
  if (!isList(value) || value.some((one) => typeof one !== 'string'))
    throw new Error(`${place}: a list of names is wanted here`);
  return [...value] as string[];
}
