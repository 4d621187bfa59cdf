/** What is fuzzed: one reader, one kind of source, or one loader of rule files. */
export interface Target {
  readonly id: string;
  /** Inputs that are good, or nearly. */
  readonly seeds: readonly Seed[];
  /** What an input gives. Throws only what nobody thought of. */
  run(bytes: Uint8Array, seed: Seed): Answer | Promise<Answer>;
  /** Gets what inputs are made of, where other targets are not to wait for it. */
  prepare?(): Promise<void>;
  /** Lets go of what the target keeps on disk from input to input. */
  close?(): void;
  /** Whether a shorter copy may give fewer programs without a word: formats without an end mark. */
  readonly cutsInSilence?: boolean;
  /** Whether a cut may give a program that the whole has not: lists of bare words. */
  readonly cutsNames?: boolean;
}

/** An input to begin with. */
export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whether its content carries a checksum, so that any change of it must show. */
  readonly checked?: boolean;
  /** Whether a cut may give a program that the whole has not: a log, which takes back what it reported before. */
  readonly cutsNames?: boolean;
}

/** What came of one input. */
export interface Answer {
  /** One key a program. */
  readonly programs: readonly string[];
  /** Why it is not whole, if it is not. */
  readonly reported?: string;
  /** What two ways of showing the same do not agree in. */
  readonly disagreement?: { readonly text: string; readonly bytes: Uint8Array };
  /** What of an output acts on whoever opens it. */
  readonly unsafe?: string;
}

/** Messages of the engine rather than of ours: nobody thought of this input. */
const OF_THE_ENGINE =
  /Maximum call stack|Invalid (?:array|typed array|string) length|Cannot (?:read|destructure|convert)|is not (?:a function|iterable|defined)|allocation failed|offset.*out of range|out of bounds/iu;

/**
 * The message of an error that was thrown on purpose.
 *
 * @throws the error itself when it was not
 */
export function expectedError(error: unknown): string {
  const isOurs =
    error instanceof Error &&
    !(error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError) &&
    error.message !== '' &&
    !OF_THE_ENGINE.test(error.message);
  if (!isOurs) throw error;
  return error.message;
}
