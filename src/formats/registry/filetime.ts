/** Ticks of 100 ns from 1601 to 1970. */
const EPOCH = 116_444_736_000_000_000n;
/** Before the first Windows that keeps records, or far in the future, a time is no time. */
const FIRST = '1995-01-01';
const LAST = '2100-01-01';

/** The day, UTC, of a FILETIME; undefined for zero and for what is no time of a record. */
export function filetimeDay(ticks: bigint): string | undefined {
  const time = Number((ticks - EPOCH) / 10_000n);
  if (Math.abs(time) > 8.64e15) return undefined;
  const day = new Date(time).toISOString().slice(0, 10);
  return day >= FIRST && day < LAST ? day : undefined;
}
