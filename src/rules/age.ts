/** How old the built-in rules may be before a report says so. */
const MAX_RULES_AGE_DAYS = 180;

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What is to be said of rules that were reviewed long before the day for which they are asked; undefined when they are
 * not old. Bans and vendors since then are not among them, so a clean result says less.
 *
 * @param reviewed the day of the review, `YYYY-MM-DD`
 * @param day the day of the answer, likewise
 */
export function ageNotice(reviewed: string | undefined, day: string): string | undefined {
  if (reviewed === undefined) return undefined;
  const days = Math.round((Date.parse(day) - Date.parse(reviewed)) / DAY_MS);
  if (days <= MAX_RULES_AGE_DAYS) return undefined;
  return `the built-in rules are of ${reviewed}, ${days} days before ${day}: a newer version of interdict may know more bans and vendors`;
}
