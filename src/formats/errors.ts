/** What is broken in a file, gathered so that the rest of the file can still be read. */
export interface ErrorCollector {
  /** Remembers a fault with its place. */
  add(fault: string): void;
  /** Throws when anything was noted; called when all that can be read has been read. */
  throwIfAny(): void;
}

/**
 * An empty list of faults. Only the first is kept in words, because one broken pointer often makes hundreds.
 */
export function errorCollector(): ErrorCollector {
  let first: string | undefined;
  let more = -1;
  return {
    add(fault) {
      first ??= fault;
      more++;
    },
    throwIfAny() {
      if (first === undefined) return;
      throw new SyntaxError(more > 0 ? `${first} (and ${more} more)` : first);
    },
  };
}

/** Bytes as an error message shows them: in hexadecimal, cut after sixteen. */
export function shown(bytes: Uint8Array): string {
  const hex = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return JSON.stringify(bytes.length > 16 ? `${hex} …` : hex);
}
