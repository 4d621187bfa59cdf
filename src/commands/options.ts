/** Gathers the values of an option that may be given several times. */
export function collect(value: string, values: readonly string[]): string[] {
  return [...values, value];
}
