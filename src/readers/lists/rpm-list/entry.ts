import { quoted } from '../../../formats/source-position.ts';
import { dayOfSeconds } from '../../../formats/text/epoch-day.ts';
import type { Line } from '../../../formats/text/lines.ts';

/** A package as a list shows it. */
export interface Entry {
  readonly name: string;
  readonly version?: string | undefined;
  readonly arch?: string | undefined;
  readonly publisher?: string | undefined;
  readonly maintainer?: string | undefined;
  readonly licence?: string | undefined;
  readonly installedOn?: string | undefined;
  readonly line: number;
}

/** What rpm and package managers say beside the list when both streams went into one file. */
const REMARK = /^(?:warning|W): /u;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const MONTH = `(?<month>${MONTHS.join('|')})`;
/** Ways in which days are written that cannot be misread; in others the day is left out. */
const DAYS = [
  /^(?<year>\d{4})-(?<number>\d{2})-(?<day>\d{2})\b/u,
  /^(?<year>\d{4})[年년] ?(?<number>\d{1,2})[月월] ?(?<day>\d{1,2})[日일]/u,
  new RegExp(
    `^(?:[A-Z][a-z]{2},? )?${MONTH} +(?<day>\\d{1,2}),? [\\d:]+ (?:[AP]M )?(?:[A-Z]{2,5} )?(?<year>\\d{4})\\b`,
    'u',
  ),
  new RegExp(`^(?:[A-Z][a-z]{2},? )?(?<day>\\d{1,2}) ${MONTH} (?<year>\\d{4})\\b`, 'u'),
];

/** Whether a line holds something: remarks of the tool and blank lines do not. */
export function isContent(line: string): boolean {
  return line.trim() !== '' && !REMARK.test(line);
}

/** A line in a message: `line 7: "bash-5"`. */
export function shownLine(line: Line): string {
  return `line ${line.number}: ${quoted(line.text)}`;
}

/** `(none)` is how rpm writes that there is nothing. */
export function given(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === '' || trimmed === '(none)' ? undefined : trimmed;
}

/** The day of a date as rpm prints it, or of seconds since 1970. */
export function dayOf(date: string): string | undefined {
  const counted = dayOfSeconds(date);
  if (counted !== undefined) return counted;
  for (const pattern of DAYS) {
    const { year, month, number, day } = pattern.exec(date)?.groups ?? {};
    if (year === undefined || day === undefined) continue;
    const index = number ?? String(MONTHS.indexOf(month ?? '') + 1);
    return `${year}-${index.padStart(2, '0')}-${day.padStart(2, '0')}`;
  }
  return undefined;
}
