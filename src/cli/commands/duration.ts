import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const FORM = /^(?<count>\d{1,6})(?<unit>[smhd]?)$/u;

/**
 * Reads a duration such as `90`, `90s`, `15m`, `12h` or `7d` for an option.
 *
 * @returns milliseconds
 * @throws InvalidArgumentError when it is none, or zero
 */
export function duration(text: string): number {
  const { count, unit } = FORM.exec(text)?.groups ?? {};
  const milliseconds = Number(count) * (UNITS[unit || 's'] ?? Number.NaN);
  if (!(milliseconds > 0))
    throw new InvalidArgumentError('give seconds, or a number with s, m, h or d, as in 15m');
  return milliseconds;
}
