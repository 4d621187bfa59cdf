/** What a list says of one host. */
export interface HostEntry {
  /** All names that the list has for it, the chief one first. */
  readonly names: readonly string[];
  /** Where it stands: `hosts.csv:12`. */
  readonly place: string;
  readonly owner?: string;
  readonly site?: string;
  /** The unit, department or team that it belongs to. */
  readonly group?: string;
  readonly tags: readonly string[];
  readonly deviceClass?: string;
  /** `windows`, `linux` or `macos`. */
  readonly os?: string;
}

/** A list as it was read. */
export interface ParsedHosts {
  readonly entries: readonly HostEntry[];
  /** What of the list is not understood and takes no host away, a sentence each. */
  readonly notices: readonly string[];
}

/** The facts of a host by the names that this project has for them. */
export type HostFacts = Omit<HostEntry, 'names' | 'place' | 'tags'> & { readonly tags?: readonly string[] };

/**
 * One tag a word; where commas, semicolons or bars separate them, tags may hold spaces.
 */
export function tagsIn(text: string): string[] {
  const separator = /[,;|]/u.test(text) ? /[,;|]/u : /\s+/u;
  return [...new Set(text.split(separator).map((tag) => tag.trim()))].filter((tag) => tag !== '');
}

const SYSTEMS: readonly (readonly [os: string, words: RegExp])[] = [
  ['windows', /^(?:(?:microsoft )?windows|win(?:10|11|32|64)?)\b/iu],
  ['macos', /^(?:mac ?os|os ?x|darwin|mac)\b/iu],
  [
    'linux',
    /\blinux\b|^(?:ubuntu|debian|rhel|red ?hat|centos|fedora|opensuse|suse|sles|rocky|alma ?linux|almalinux|arch|alpine|gentoo|mint|amzn|ol)\b/iu,
  ],
];

/** The family of an operating system as people and tools write it; undefined when it is none of the known. */
export function osFamily(text: string): string | undefined {
  return SYSTEMS.find(([, words]) => words.test(text.trim()))?.[0];
}

/** An entry without the facts that are not known. */
export function entryOf(names: readonly string[], place: string, facts: HostFacts): HostEntry {
  const { tags = [], ...rest } = facts;
  const known = Object.entries(rest).filter(([, value]) => value !== undefined && value !== '');
  return { names, place, tags, ...Object.fromEntries(known) };
}
