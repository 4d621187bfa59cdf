/** Files of a scan that is over before anything is optimised, and before setting a flag would pay. */
const SMALL_SCAN = 16;

let isOurs = false;
let files = 0;

/** Says that this process runs the command and nothing else, so that flags of its engine may be set. */
export function claimEngine(): void {
  isOurs = true;
}

/** Counts a file of a scan: from some on, {@link postponeOptimising}. What sets flags has to be loaded for that. */
export function countFile(): void {
  if (++files === SMALL_SCAN) postponeOptimising();
}

/**
 * Lets Node 20 wait before it optimises code, as the engines of later versions do: a scan of one machine is over
 * before that pays, and spends a third of its time on it. A sweep loses nothing. Other engines do not know the flag.
 * Nothing happens in a process that is not the command's, {@link claimEngine}.
 */
export function postponeOptimising(): void {
  if (!isOurs || !process.versions.v8.startsWith('11.3.')) return;
  isOurs = false;
  process.getBuiltinModule('node:v8').setFlagsFromString('--interrupt-budget=500000');
}
