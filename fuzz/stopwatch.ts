/**
 * Milliseconds of work since now. Those of the clock count what other programs do, those of the processor what other
 * threads do: the fewer of the two are nearer.
 */
export function stopwatch(): () => number {
  const began = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return Math.min(performance.now() - began, (user + system) / 1000);
  };
}
