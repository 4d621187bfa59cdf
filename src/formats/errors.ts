/** What is broken in a file, gathered so that the rest of the file can still be read. */
export interface ErrorCollector {
  /**
   * Remembers a fault with its place.
   *
   * @param host the computer that it is about, where the file describes several
   */
  add(fault: string, host?: string): void;
  /** Throws when anything was noted; called when all that can be read has been read. */
  throwIfAny(): void;
}

/** Faults that are not about a whole file: each computer in it has its own. */
export class ErrorsByHost extends SyntaxError {
  /** The first fault of each computer; under the empty name what is about all of them. */
  readonly byHost: ReadonlyMap<string, string>;

  /**
   * @param message the first of all faults
   * @param byHost see {@link ErrorsByHost.byHost}
   */
  constructor(message: string, byHost: ReadonlyMap<string, string>) {
    super(message);
    this.name = 'SyntaxError';
    this.byHost = byHost;
  }
}

/**
 * An empty list of faults. Only the first is kept in words, because one broken pointer often makes hundreds; where a
 * file describes several computers, the first of each.
 */
export function errorCollector(): ErrorCollector {
  const faults = new Map<string, { readonly first: string; more: number }>();
  return {
    add(fault, host = '') {
      const known = faults.get(host);
      if (known === undefined) faults.set(host, { first: fault, more: 0 });
      else known.more++;
    },
    throwIfAny() {
      const [first] = faults;
      if (first === undefined) return;
      const total = [...faults.values()].reduce((sum, { more }) => sum + more + 1, 0);
      const [host, { first: fault }] = first;
      const message = withMore(host === '' ? fault : `${host}: ${fault}`, total - 1);
      if (faults.size === 1 && host === '') throw new SyntaxError(message);
      const byHost = Array.from(faults, ([name, one]) => [name, withMore(one.first, one.more)] as const);
      throw new ErrorsByHost(message, new Map(byHost));
    },
  };
}

function withMore(fault: string, more: number): string {
  return more > 0 ? `${fault} (and ${more} more)` : fault;
}

/** Bytes as an error message shows them: in hexadecimal, cut after sixteen. */
export function shown(bytes: Uint8Array): string {
  const hex = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return JSON.stringify(bytes.length > 16 ? `${hex} …` : hex);
}
