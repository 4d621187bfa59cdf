import type { OptionNode } from '../command-tree.ts';

/** One verb with the words that can stand in its places. */
export interface Completed {
  readonly name: string;
  readonly description: string;
  readonly options: readonly (OptionNode & { readonly values: readonly string[] })[];
  /** What its first argument can be, where that is a word of ours and no file. */
  readonly words: readonly string[];
}

/** A text in single quotes, as POSIX shells take it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The spellings of an option: `-o` and `--output`. */
export function spellings({ short, long }: { readonly short?: string; readonly long: string }): string[] {
  return short === undefined ? [long] : [short, long];
}
