interface Origin {
  readonly pack: string;
  readonly version?: string;
  readonly integrity: string;
  readonly binary: string;
}

/** See `runtimes.js`. */
export const TARGETS: Readonly<Record<string, Origin>>;
/** See `runtimes.js`. */
export const INJECTOR: Origin;
