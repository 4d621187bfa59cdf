import type { Io } from '../types.ts';
import { visible } from './sanitise.ts';

/** Tells people something beside the report: one line on standard error, in which nothing acts on a terminal. */
export function tell(io: Pick<Io, 'stderr'>, text: string): void {
  io.stderr.write(`interdict: ${visible(text)}\n`);
}
