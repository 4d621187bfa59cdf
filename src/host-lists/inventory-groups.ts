import { entryOf, type HostEntry, osFamily, tagsIn } from './host-entry.ts';

/** Hosts that one pattern of an inventory may stand for. */
const MAX_HOSTS = 1_000_000;

/** Groups that every inventory has, and that say nothing. */
const PLAIN_GROUPS: ReadonlySet<string> = new Set(['all', 'ungrouped']);

/** What an inventory of Ansible says, gathered line by line or key by key. */
export interface InventoryGroups {
  /** A host in a group, by name or by pattern (`web[01:50]`). */
  addHost(group: string, pattern: string, place: string, variables: Variables): void;
  addChild(parent: string, child: string): void;
  addVariables(group: string, variables: Variables): void;
  /** The hosts, in the order in which they were named first. */
  entries(): HostEntry[];
}

/** Variables of a host or group; those that begin with `interdict_` are about this list. */
export type Variables = Readonly<Record<string, string>>;

interface Known {
  readonly place: string;
  readonly groups: Set<string>;
  variables: Variables;
}

/** Gathers an inventory: a host may stand in several groups, and groups in others. */
export function inventoryGroups(): InventoryGroups {
  const hosts = new Map<string, Known>();
  const parents = new Map<string, Set<string>>();
  const ofGroups = new Map<string, Variables>();
  return {
    addHost(group, pattern, place, variables) {
      for (const name of expanded(pattern, place)) {
        const known = hosts.get(name) ?? { place, groups: new Set<string>(), variables: {} };
        known.groups.add(group);
        known.variables = { ...known.variables, ...variables };
        hosts.set(name, known);
        if (hosts.size > MAX_HOSTS) throw new Error(`${place}: more than ${MAX_HOSTS} hosts`);
      }
    },
    addChild(parent, child) {
      parents.set(child, (parents.get(child) ?? new Set()).add(parent));
    },
    addVariables(group, variables) {
      ofGroups.set(group, { ...ofGroups.get(group), ...variables });
    },
    entries: () =>
      [...hosts].map(([name, { place, groups, variables }]) => {
        const all = withParents(groups, parents);
        const inherited = [...all].reverse().map((group) => ofGroups.get(group) ?? {});
        return inventoryEntry(name, place, [...all], Object.assign({}, ...inherited, variables) as Variables);
      }),
  };
}

/** The groups of a host and all that these stand in, the nearest first. */
function withParents(groups: Iterable<string>, parents: ReadonlyMap<string, Set<string>>): Set<string> {
  const all = new Set(groups);
  // What is added while it is walked is walked too; a circle adds nothing new.
  for (const group of all) for (const parent of parents.get(group) ?? []) all.add(parent);
  // Every host stands in it, whether or not it is written down.
  all.delete('all');
  all.add('all');
  return all;
}

function inventoryEntry(
  name: string,
  place: string,
  groups: readonly string[],
  variables: Variables,
): HostEntry {
  const named = groups.filter((group) => !PLAIN_GROUPS.has(group));
  const own = (key: string) => variables[`interdict_${key}`];
  const os = osFamily(own('os') ?? '');
  const group = own('group') ?? named.at(0);
  return entryOf([name], place, {
    ...(own('owner') !== undefined && { owner: own('owner') as string }),
    ...(own('site') !== undefined && { site: own('site') as string }),
    ...(group !== undefined && { group }),
    ...(own('device_class') !== undefined && { deviceClass: own('device_class') as string }),
    ...(os !== undefined && { os }),
    tags: [...new Set([...named, ...tagsIn(own('tags') ?? '')])],
  });
}

const RANGE = /^(?<before>[^[]*)\[(?<from>\w+):(?<to>\w+)(?::(?<step>\d+))?\](?<after>.*)$/u;

/**
 * The hosts of a pattern: `web[01:03]`, `db-[a:c].example.org`.
 *
 * @throws Error when a range has no end, or is too long
 * @see https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html#adding-ranges-of-hosts
 */
function expanded(pattern: string, place: string): string[] {
  const { before = '', from = '', to = '', step = '1', after = '' } = RANGE.exec(pattern)?.groups ?? {};
  if (from === '') return [pattern];
  const middle = /^\d+$/u.test(from) ? numbers(from, to, Number(step)) : letters(from, to, Number(step));
  if (middle === undefined) throw new Error(`${place}: ${pattern}: not a range of hosts`);
  return expanded(after, place).flatMap((rest) => middle.map((each) => before + each + rest));
}

function numbers(from: string, to: string, step: number): string[] | undefined {
  const count = Math.floor((Number(to) - Number(from)) / step) + 1;
  if (!(count >= 1 && count <= MAX_HOSTS)) return undefined;
  return Array.from({ length: count }, (_, at) =>
    String(Number(from) + at * step).padStart(from.length, '0'),
  );
}

function letters(from: string, to: string, step: number): string[] | undefined {
  const [first, last] = [from, to].map((letter) => letter.charCodeAt(0));
  if (
    from.length !== 1 ||
    to.length !== 1 ||
    first === undefined ||
    last === undefined ||
    last < first ||
    step < 1
  )
    return undefined;
  const count = Math.floor((last - first) / step) + 1;
  return Array.from({ length: count }, (_, at) => String.fromCharCode(first + at * step));
}
