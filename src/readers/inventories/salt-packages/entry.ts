/** A package of a minion. */
export interface Entry {
  readonly host: string;
  readonly name: string;
  /** Several of them stand side by side, with commas between. */
  readonly version: string;
  /** From 1; JSON has none. */
  readonly line?: number;
}

/** What stands where the packages of a minion would, when it gave none. */
export const FAILURE =
  /^(?:\s*(?:Minion did not return|No minions matched|No return received)|ERROR|\s+Passed invalid arguments)/u;

/** Whether these are the versions of packages, nearly all of them: no other list looks like that. */
export function areVersions(texts: readonly string[]): boolean {
  const versions = texts.filter((text) => /^(?:\d+:)?v?\d[\w.+~:,-]*$/u.test(text));
  const parted = versions.filter((version) => /[.-]/u.test(version));
  return texts.length > 1 && versions.length * 10 >= texts.length * 9 && parted.length * 2 >= texts.length;
}
