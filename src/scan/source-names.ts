import type { SourceResult } from '../types.ts';

/** Between a source and what is in it. */
const WITHIN = ' > ';

/**
 * What sources are called in reports, in their order.
 *
 * @param names as they were given, none or one for each
 * @throws Error when there is not one name for each source
 */
export function checkNames(names: readonly string[], sources: number): void {
  if (names.length === 0) return;
  const wrong = names.find((name) => name.trim() === '' || name.includes(WITHIN));
  if (wrong !== undefined) throw new Error(`--source-name ${JSON.stringify(wrong)}: not a name`);
  if (new Set(names).size !== names.length) throw new Error('--source-name: two sources with one name');
  if (names.length !== sources)
    throw new Error(`--source-name: ${names.length} names for ${sources} sources; give one for each`);
}

/**
 * Results under the names that their sources were given.
 *
 * @param labels by the names of the sources: what stands in the place of each
 */
export function renamedResults(
  results: readonly SourceResult[],
  labels: ReadonlyMap<string, string>,
): SourceResult[] {
  return results.map((result) => {
    for (const [name, label] of labels)
      if (result.name === name || result.name.startsWith(name + WITHIN))
        return { ...result, name: label + result.name.slice(name.length) };
    return result;
  });
}
