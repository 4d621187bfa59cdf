/** What `INTERDICT_THOROUGH=1` asks for, as `.ci/run` does: every proof by chance as often as it was ever tried. */
const isThorough = process.env['INTERDICT_THOROUGH'] === '1';

/** How often something spoiled or drawn by lot is tried. */
export function times(usual: number, thorough: number): number {
  return isThorough ? thorough : usual;
}
