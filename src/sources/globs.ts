/**
 * Many globs as one machine: a walk carries a set of states from folder to folder, so that it reads each
 * folder once for all readers and never enters one that no glob can lead through.
 */

interface Node {
  /** What is still to be planted here: most of a machine's folders are not there, so most globs never are. */
  pending: Seed[];
  readonly literals: Map<string, Node>;
  readonly patterns: { readonly glob: string; readonly tail: string; readonly node: Node }[];
  /** Where each `**` leads: a node that stays active in every folder below. What stops one differs. */
  readonly deep: Node[];
  readonly loops: boolean;
  /** A folder of this name ends the `**` above it: what follows the name is spelt out by the glob. */
  stop?: string;
  readonly ends: string[];
}

/** The end of a glob that is still to be split. */
interface Seed {
  readonly glob: string;
  readonly rest: string;
}

/** The globs that can still match below a folder. */
export interface GlobState {
  readonly nodes: readonly Node[];
  /** What {@link Globs.next} found: a walk asks before it enters a folder and again inside. */
  known?: NextNames;
  /** The states by names that globs spell out, which every machine of a sweep has. */
  steps?: Map<string, GlobState>;
}

/** What a walk needs to know about a folder's state. */
export interface NextNames {
  /** The only names that matter, or undefined when the folder has to be listed. */
  readonly names: readonly string[] | undefined;
}

/** A compiled list of globs. */
export interface Globs {
  readonly start: GlobState;
  /** The state in the folder or at the file `name`; undefined when no glob leads there. */
  step(state: GlobState, name: string, linked?: boolean): GlobState | undefined;
  next(state: GlobState): NextNames;
  /** The globs that end here. */
  ends(state: GlobState): readonly string[];
  /** The globs that name this path. */
  match(path: string): readonly string[];
}

/** Whether names are compared by case, as Windows and macOS volumes do not. */
export interface GlobOptions {
  readonly ignoreCase?: boolean;
}

/**
 * Compiles globs: `*` and `?` within a name, `**` for any folders, `{a,b/c}` for one or the other. A `**` does
 * not enter a folder whose own name matches the segment after it (`Applications/**` + `/*.app/Contents/…` stays
 * out of bundles), unless that segment is the last or nothing but wildcards.
 */
export function compileGlobs(globs: readonly string[], options: GlobOptions = {}): Globs {
  const key = options.ignoreCase ? 'folded' : 'exact';
  let known = compiled.get(globs);
  if (!known) compiled.set(globs, (known = {}));
  return (known[key] ??= newGlobs(globs, options));
}

/** A sweep walks thousands of hosts by one list. */
const compiled = new WeakMap<readonly string[], { exact?: Globs; folded?: Globs }>();

function newGlobs(globs: readonly string[], options: GlobOptions): Globs {
  const fold = options.ignoreCase ? (name: string) => name.toLowerCase() : (name: string) => name;
  const root = newNode(false);
  root.pending = globs.map((glob) => ({ glob, rest: fold(glob) }));
  const start = { nodes: closure([root]) };
  const step = (state: GlobState, name: string, linked = false) => knownStep(state, fold(name), linked);
  return {
    start,
    step,
    next: (state) => (state.known ??= nextNames(state)),
    ends: (state) => state.nodes.flatMap((node) => node.ends),
    match(path) {
      let state: GlobState | undefined = start;
      for (const name of path.split('/')) state = state && step(state, name);
      return state ? state.nodes.flatMap((node) => node.ends) : [];
    },
  };
}

function newNode(loops: boolean): Node {
  return { pending: [], literals: new Map(), patterns: [], deep: [], loops, ends: [] };
}

/** Plants what is pending at a node, one segment deep. */
function open(node: Node): void {
  const { pending } = node;
  if (pending.length === 0) return;
  node.pending = [];
  for (const { glob, rest } of pending) {
    const cut = rest.indexOf('/');
    if (isPlainUntil(rest, cut)) plant(node, glob, rest, cut);
    else for (const one of alternatives(rest)) plant(node, glob, one, one.indexOf('/'));
  }
}

/** Whether no group begins before an offset; `**` passes the group behind it on. */
function isPlainUntil(rest: string, cut: number): boolean {
  const group = rest.indexOf('{');
  return group < 0 || (cut >= 0 && cut < group && !rest.startsWith('**/'));
}

function plant(node: Node, glob: string, rest: string, cut: number): void {
  const segment = cut < 0 ? rest : rest.slice(0, cut);
  const below = cut < 0 ? '' : rest.slice(cut + 1);
  const next = segment === '**' ? plantDeep(node, below) : plantName(node, segment);
  if (cut < 0) next.ends.push(glob);
  else next.pending.push({ glob, rest: below });
}

/** What a group holds may be empty, and may go over several folders; without a comma it is a name like any other. */
const GROUP = /\{(?<inside>[^{}]*,[^{}]*)\}/u;

/** The ends that a group at the beginning stands for; groups further down are left for the folders that are there. */
function alternatives(rest: string): string[] {
  if (rest.startsWith('**/')) return alternatives(rest.slice(3)).map((below) => `**/${below}`);
  const group = GROUP.exec(rest);
  const cut = rest.indexOf('/');
  if (!group || (cut >= 0 && cut < group.index)) return [rest];
  return chosen(rest, group).flatMap(alternatives);
}

/** A glob with every group spelt out. */
export function withoutGroups(glob: string): string[] {
  const group = GROUP.exec(glob);
  return group ? chosen(glob, group).flatMap(withoutGroups) : [glob];
}

function chosen(glob: string, { index, 0: group, groups }: RegExpExecArray): string[] {
  const before = glob.slice(0, index);
  const behind = glob.slice(index + group.length);
  return (groups?.['inside'] ?? '').split(',').map((one) => before + one + behind);
}

function plantDeep(node: Node, below: string): Node {
  const cut = below.indexOf('/');
  const after = below.slice(0, Math.max(cut, 0));
  const stop = /[^*?]/u.test(after) ? after : undefined;
  const known = node.deep.find((other) => other.stop === stop);
  if (known) return known;
  const deep = { ...newNode(true), ...(stop === undefined ? {} : { stop }) };
  node.deep.push(deep);
  return deep;
}

function plantName(node: Node, segment: string): Node {
  // Most globs begin like others, and a start plants them all.
  const literal = node.literals.get(segment);
  if (literal) return literal;
  if (!segment.includes('*') && !segment.includes('?')) {
    const fresh = newNode(false);
    node.literals.set(segment, fresh);
    return fresh;
  }
  const known = node.patterns.find((pattern) => pattern.glob === segment);
  if (known) return known.node;
  const fresh = newNode(false);
  node.patterns.push({ glob: segment, tail: segment.slice(lastWildcard(segment) + 1), node: fresh });
  return fresh;
}

function lastWildcard(segment: string): number {
  return Math.max(segment.lastIndexOf('*'), segment.lastIndexOf('?'));
}

/** `**` also stands for no folder at all, so its node is active beside the one it hangs on. */
function closure(nodes: readonly Node[]): Node[] {
  const all = new Set<Node>();
  const add = (node: Node) => {
    if (all.has(node)) return;
    all.add(node);
    open(node);
    node.deep.forEach(add);
  };
  nodes.forEach(add);
  return [...all];
}

/** A step by a name that a glob spells out is remembered. There are few of them where no `**` leads on without end. */
function knownStep(state: GlobState, name: string, linked: boolean): GlobState | undefined {
  if (linked) return advance(state, name, true);
  const known = state.steps?.get(name);
  if (known) return known;
  const next = advance(state, name, false);
  const isFew = state.nodes.every(({ loops }) => !loops);
  if (next && isFew && state.nodes.some(({ literals }) => literals.has(name))) {
    state.steps ??= new Map();
    state.steps.set(name, next);
  }
  return next;
}

function advance(state: GlobState, name: string, linked: boolean): GlobState | undefined {
  let next: Node[] | undefined;
  for (const node of state.nodes) {
    const literal = node.literals.get(name);
    if (literal) (next ??= []).push(literal);
    for (const { glob, tail, node: inside } of node.patterns) {
      // The end of a name distinguishes most of them at once.
      if (name.endsWith(tail) && matchesName(glob, name)) (next ??= []).push(inside);
    }
    const stopped = node.stop !== undefined && matchesName(node.stop, name);
    // A `**` never goes through a link: that is how loops are made.
    if (node.loops && !stopped && !linked) (next ??= []).push(node);
  }
  return next && { nodes: closure(next) };
}

function nextNames(state: GlobState): NextNames {
  const names: string[] = [];
  for (const node of state.nodes) {
    if (node.loops || node.patterns.length > 0) return { names: undefined };
    names.push(...node.literals.keys());
  }
  return { names: [...new Set(names)].sort() };
}

/**
 * `*` and `?` against one name, with one step back at the most recent star: linear in practice and never
 * exponential, whatever the pattern.
 */
export function matchesName(glob: string, name: string): boolean {
  let at = 0;
  let g = 0;
  let star = -1;
  let retry = 0;
  while (at < name.length) {
    if (g < glob.length && glob[g] === '*') {
      star = g++;
      retry = at;
    } else if (g < glob.length && (glob[g] === '?' || glob[g] === name[at])) {
      g++;
      at++;
    } else if (star >= 0) {
      g = star + 1;
      at = ++retry;
    } else return false;
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}

/** A matcher for sources that meet their paths one by one. */
export function globMatcher(
  globs: readonly string[],
  options: GlobOptions = {},
): (path: string) => readonly string[] {
  const compiled = compileGlobs(globs, options);
  return (path) => compiled.match(path);
}
