/** The day of a time in seconds since 1970, as `YYYY-MM-DD`. */
export function dayOfTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** The day of such a time as tools write it, in nine or ten digits; of anything else, nothing. */
export function dayOfSeconds(written: string | undefined): string | undefined {
  return written !== undefined && /^\d{9,10}$/u.test(written) ? dayOfTime(Number(written)) : undefined;
}
