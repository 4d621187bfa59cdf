/** What of a call decides what is looked at and how; a report keeps it, so that the same can be done again. */
export interface CallOptions {
  /** What a sweep was given: folders, files and patterns of hosts. */
  readonly sweep?: readonly string[];
  /** Paths of sources that have names of their own, by these. */
  readonly sourceNames?: Readonly<Record<string, string>>;
  readonly as?: string;
  readonly columns?: string;
  readonly deviceClass?: string;
  readonly platform?: string;
  readonly allLayers?: boolean;
  readonly guests?: boolean;
  readonly deep?: boolean;
  readonly allowEmpty?: boolean;
}

/** Those that were given, in the order of the contract; undefined when none was. */
export function callOptions(
  given: {
    readonly [Key in keyof CallOptions]: CallOptions[Key] | undefined;
  },
): CallOptions | undefined {
  const { sweep, sourceNames, as, columns, deviceClass, platform, allLayers, guests, deep, allowEmpty } =
    given;
  const all = { sweep, sourceNames, as, columns, deviceClass, platform, allLayers, guests, deep, allowEmpty };
  const known = Object.entries(all).filter(([, value]) => value !== undefined && value !== false);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
