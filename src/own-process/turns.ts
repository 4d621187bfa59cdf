/** Milliseconds of work between two looks at what else this thread should do. */
const TURN = 100;

/** Lets a thread that works without a break see signals and timers now and then. */
export function turns(): () => Promise<void> | undefined {
  let last = performance.now();
  const takeTurn = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    last = performance.now();
  };
  return () => (performance.now() - last < TURN ? undefined : takeTurn());
}
