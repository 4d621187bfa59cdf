/** `INTERDICT_THOROUGH=1` runs the randomised tests with the full number of iterations. */
const isThorough = process.env['INTERDICT_THOROUGH'] === '1';

/** How often a random or mutated input is tried: `quick` usually, `full` as `.ci/run` does. */
export function iterations({ quick, full }: { readonly quick: number; readonly full: number }): number {
  return isThorough ? full : quick;
}
