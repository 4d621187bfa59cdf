/** What a step gave, or why it failed. */
export interface Attempt<T> {
  readonly value?: T;
  readonly fault?: unknown;
}

/**
 * For what stands beside a manifest and only adds to it (a signature, a translation): it must not cost what
 * the manifest itself says. Whoever attempts something throws the fault once the rest has been given.
 */
export function attempt<T>(step: () => T): Attempt<T> {
  try {
    return { value: step() };
  } catch (fault) {
    return { fault };
  }
}
