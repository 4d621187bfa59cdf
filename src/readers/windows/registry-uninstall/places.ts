import {
  classesExports,
  classesKeys,
  machineExports,
  type PlaceKind,
  type ProgramKey,
  softwareKeys,
  systemKeys,
  userExports,
} from '../../../formats/registry/program-keys.ts';

/** A key that describes programs: what it is, and where it stands. */
export interface Place {
  readonly kind: PlaceKind;
  /** The names from the root of its branch to the key itself, as written. */
  readonly names: readonly string[];
  /** The account, where the path names one. */
  readonly user: string | undefined;
  /** Whether it stands in the registry of a user. */
  readonly isUser: boolean;
}

/** A name in the tree of places: what a key of this name is, and what lies below it. */
export interface Branch {
  kind?: PlaceKind;
  readonly below: Map<string, Branch>;
  /** What every name that is not in `below` leads to. */
  any?: Branch;
}

const current = 'microsoft\\windows\\currentversion';
const nt = 'microsoft\\windows nt\\currentversion';

/** Below `Software`. */
const software = branches([
  ...listed(softwareKeys),
  ['microsoft', 'branch'],
  [current, 'list'],
  [nt, 'windows'],
  ['*', 'vendor'],
  ['*\\*', 'vendor'],
]);
for (const [name, branch] of software.below) {
  if (['microsoft', 'classes', 'policies'].includes(name)) continue;
  branch.kind ??= 'vendor';
  branch.any ??= { kind: 'vendor', below: new Map() };
  for (const product of branch.below.values()) product.kind ??= 'vendor';
}
// The 32-bit view has no view of its own within.
software.below.set('wow6432node', { ...software, below: new Map(software.below) });

for (const { key, within } of [...machineExports, ...userExports]) {
  const path = `${key}${within === undefined ? '' : `\\*\\${within}`}`.toLowerCase();
  if (/(?:^|\\)software\\(?!wow6432node\\)/u.test(path))
    at(software, path.replace(/^(?:hklm\\)?software\\/u, '')).kind ??= 'list';
}

/** Below `SYSTEM`; all sets of settings are `currentcontrolset` here. */
const system = branches([
  ['select', 'select'],
  ...listed(systemKeys),
  ['currentcontrolset\\services', 'list'],
]);

/** Below `Classes`, which is a hive of its own for every user. */
const classes = branches([
  ...listed(classesKeys),
  ['local settings', 'list'],
  ...classesExports.map(({ key }) => [key.toLowerCase(), 'list'] as const),
]);

/** Below the root of `Amcache.hve`, which remembers what was ever installed. */
const seen = branches([
  ['inventoryapplication', 'list'],
  ['inventoryapplication\\*', 'seen-program'],
]);

/** Where a registry without its root may begin, by the name of a key in it. */
const starts: ReadonlyMap<string, Branch> = new Map<string, Branch>([
  ['software', software],
  ['system', system],
  ['root', seen],
]);

/** The branch that a key of this name shows to be its parent. */
const parents: ReadonlyMap<string, Branch> = new Map<string, Branch>([
  ['microsoft', software],
  ['classes', software],
  ['policies', software],
  ['wow6432node', software],
  ['currentcontrolset', system],
  ['local settings', classes],
]);

/** `reg save` of one key makes a hive whose root has the name of that key. */
const subtrees: ReadonlyMap<string, Branch> = new Map<string, Branch>(
  [
    current,
    `${current}\\uninstall`,
    `${current}\\installer`,
    `${current}\\app paths`,
    'microsoft',
    'microsoft\\windows',
  ]
    .map((path): [string, Branch] => [path.slice(path.lastIndexOf('\\') + 1), at(software, path)])
    .concat([['services', at(system, 'currentcontrolset\\services')]]),
);

/** Where the keys of a hive stand. */
export interface Start {
  readonly branch: Branch;
  /** The hive of a user or of their classes. */
  readonly isUser: boolean;
}

/** The branch at the root of a hive, from what it is called and what is below it. */
export function startOf(name: string, below: readonly string[]): Start | undefined {
  const names = below.map(folded);
  for (const each of names) {
    const branch = parents.get(each);
    if (branch !== undefined) return { branch, isUser: branch === classes };
  }
  const inner: Branch = { below: new Map() };
  for (const each of names) {
    const branch = starts.get(each);
    if (branch !== undefined) inner.below.set(each, branch);
  }
  if (inner.below.size > 0) return { branch: inner, isUser: inner.below.has('software') };
  const subtree = subtrees.get(folded(name));
  return subtree === undefined ? undefined : { branch: subtree, isUser: false };
}

/**
 * Shows what the key of a path is, with any root or none; undefined when it shows nothing of programs.
 *
 * An export is in the order of its tree, so that most keys lie where the one before them led to nothing: they
 * are passed over without being taken apart.
 */
export function placeFinder(): (path: string) => Place | undefined {
  let barren = '\0';
  return (path) => {
    if (path.startsWith(barren)) return undefined;
    const names = path.split('\\');
    const found = find(names);
    if (typeof found !== 'number') return found;
    // Names up to this one lead to nothing, so that whatever is below them does not either.
    barren = found < names.length - 1 ? `${names.slice(0, found + 1).join('\\')}\\` : `${path}\\`;
    return undefined;
  };
}

/**
 * The place at the end of these names; undefined when it only leads to places; the index of the first name
 * from which none can be reached.
 */
function find(names: readonly string[]): Place | number | undefined {
  const root = rootOf(names);
  const last = root.start + 3;
  for (let start = root.start; start < Math.min(names.length, last); start++) {
    const name = folded(names[start] ?? '');
    const inside = start === root.start && root.isClasses ? classes : undefined;
    const branch = inside ?? parents.get(name);
    if (branch !== undefined) return placed(branch, names, start, root);
    const below = starts.get(name) ?? subtrees.get(name);
    if (below !== undefined) return placed(below, names, start + 1, root);
  }
  return names.length < last ? undefined : last - 1;
}

/** A name as the tree knows it: in lower case, every set of settings of `SYSTEM` being the current one. */
export function folded(name: string): string {
  const lower = name.toLowerCase();
  return /^controlset\d{3}$/u.test(lower) ? 'currentcontrolset' : lower;
}

/** The next branch on the way to a key. */
export function next(branch: Branch, name: string): Branch | undefined {
  return branch.below.get(name) ?? branch.any;
}

interface Root {
  readonly start: number;
  readonly user: string | undefined;
  readonly isUser: boolean;
  readonly isClasses: boolean;
}

const machines = new Set([
  '',
  'hkey_local_machine',
  'hklm',
  'machine',
  'registry',
  'computer',
  'my computer',
]);
const users = new Set(['hkey_users', 'hku', 'user']);
const own = new Set(['hkey_current_user', 'hkcu']);
const ownClasses = new Set(['hkey_classes_root', 'hkcr']);

function rootOf(names: readonly string[]): Root {
  let start = 0;
  while (start < names.length && machines.has((names[start] ?? '').toLowerCase())) start++;
  const name = (names[start] ?? '').toLowerCase();
  if (ownClasses.has(name)) return { start: start + 1, user: undefined, isUser: false, isClasses: true };
  if (own.has(name)) return { start: start + 1, user: undefined, isUser: true, isClasses: false };
  if (!users.has(name)) return { start, user: undefined, isUser: false, isClasses: false };
  const account = names[start + 1] ?? '';
  const isClasses = /_classes$/iu.test(account);
  return { start: start + 2, user: isClasses ? account.slice(0, -8) : account, isUser: true, isClasses };
}

function placed(
  from: Branch,
  names: readonly string[],
  start: number,
  root: Root,
): Place | number | undefined {
  let branch = from;
  for (let index = start; index < names.length; index++) {
    const inner = next(branch, folded(names[index] ?? ''));
    if (inner === undefined) return index;
    branch = inner;
  }
  const { user, isUser } = root;
  return branch.kind === undefined
    ? undefined
    : { kind: branch.kind, names: names.slice(start), user, isUser };
}

/** As the tree has them: in small letters. */
function listed(keys: readonly ProgramKey[]): (readonly [string, PlaceKind])[] {
  return keys.map(({ path, kind }) => [path.toLowerCase(), kind]);
}

function branches(paths: readonly (readonly [string, PlaceKind])[]): Branch {
  const root: Branch = { below: new Map() };
  for (const [path, kind] of paths) at(root, path).kind = kind;
  return root;
}

/** The branch at a path, made where it is not yet there. */
function at(root: Branch, path: string): Branch {
  let branch = root;
  for (const name of path.split('\\')) {
    const known: Branch = (name === '*' ? branch.any : branch.below.get(name)) ?? { below: new Map() };
    if (name === '*') branch.any = known;
    else branch.below.set(name, known);
    branch = known;
  }
  return branch;
}
