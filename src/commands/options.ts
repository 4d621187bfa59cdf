import { InvalidArgumentError } from 'commander';

/** Gathers the values of an option that may be given several times. */
export function collect(value: string, values: readonly string[]): string[] {
  return [...values, value];
}

/** A number from 1 to 9999. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/u.test(text)) throw new InvalidArgumentError('Give a number from 1 to 9999.');
  return Number(text);
}
