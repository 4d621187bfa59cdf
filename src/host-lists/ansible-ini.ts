import { numberedLines } from '../formats/text/lines.ts';
import type { ParsedHosts } from './host-entry.ts';
import { type InventoryGroups, inventoryGroups, type Variables } from './inventory-groups.ts';

/** A line that only an inventory has: a group, or a host with a variable. */
export const INVENTORY_LINE = /^(?:\[[\w.-]+(?::\w+)?\]|\S+(?:\s+[A-Za-z_]\w*\s*=\S.*))\s*(?:[#;].*)?$/u;

const GROUP = /^\[(?<group>[^\]:]+)(?::(?<kind>\w+))?\]$/u;
const VARIABLE = /(?<key>[A-Za-z_]\w*)\s*=\s*(?<value>"[^"]*"|'[^']*'|\S+)/gu;

/**
 * Reads an inventory of Ansible in INI form.
 *
 * @throws Error that names the file and line of what is no inventory
 * @see https://docs.ansible.com/ansible/latest/collections/ansible/builtin/ini_inventory.html
 */
export function hostsInIni(path: string, bytes: Uint8Array): ParsedHosts {
  const groups = inventoryGroups();
  let group = 'ungrouped';
  let kind = 'hosts';
  for (const { text, number } of numberedLines(bytes)) {
    const line = text.replace(/(?:^|\s)[#;].*$/u, '').trim();
    if (line === '') continue;
    const place = `${path}:${number}`;
    const title = GROUP.exec(line)?.groups;
    if (title) {
      group = title['group'] ?? '';
      kind = title['kind'] ?? 'hosts';
      if (!['hosts', 'children', 'vars'].includes(kind))
        throw new Error(`${place}: [${group}:${kind}]: an inventory has :children and :vars`);
    } else takeLine(groups, { group, kind, line, place });
  }
  return { entries: groups.entries(), notices: [] };
}

function takeLine(
  groups: InventoryGroups,
  { group, kind, line, place }: Readonly<Record<'group' | 'kind' | 'line' | 'place', string>>,
): void {
  if (kind === 'vars') return groups.addVariables(group, variablesIn(line));
  const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/u.exec(line) ?? [];
  if (kind === 'children') return groups.addChild(group, name);
  if (rest !== '' && !/^[A-Za-z_]\w*\s*=/u.test(rest))
    throw new Error(`${place}: ${line}: after a host comes key=value in an inventory`);
  groups.addHost(group, withoutPort(name), place, variablesIn(rest));
}

/** `host:2222` and `[2001:db8::1]:2222`: an address of IPv6 has colons of its own. */
function withoutPort(name: string): string {
  const address = /^\[(?<address>[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)\](?::\d+)?$/u.exec(name)
    ?.groups?.['address'];
  if (address !== undefined) return address;
  return name.replace(/^(?<host>[^:[\]]+):\d+$/u, '$<host>');
}

function variablesIn(text: string): Variables {
  const found = Array.from(text.matchAll(VARIABLE), ({ groups }) => {
    const { key = '', value = '' } = groups ?? {};
    return [key, value.replace(/^(?<quote>["'])(?<inner>.*)\k<quote>$/u, '$<inner>')] as const;
  });
  return Object.fromEntries(found);
}
