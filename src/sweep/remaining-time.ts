/** Milliseconds of work that show its pace: the first hosts run in code that is not compiled yet. */
const WINDOW = 1000;

/**
 * Estimates how long the rest of some work takes at the pace of the last second.
 *
 * @param total how many pieces there are
 * @param now the time in milliseconds
 * @returns a function that takes how many are done, and gives milliseconds; undefined until the pace is known
 */
export function remainingTime(
  total: number,
  now: () => number = () => performance.now(),
): (done: number) => number | undefined {
  let since: { readonly time: number; readonly done: number } | undefined;
  return (done) => {
    const time = now();
    const before = since;
    // What is waited for before the first piece is a start, and no pace.
    if (before !== undefined && time - before.time < WINDOW) return undefined;
    since = { time, done };
    return before && ((total - done) * (time - before.time)) / (done - before.done);
  };
}
