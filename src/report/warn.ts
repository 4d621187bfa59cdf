import type { Io } from '../types.ts';
import { escapeControls } from './sanitise.ts';

/** Shows people something beside the report: one line on standard error, in which nothing acts on a terminal. */
export function warn(io: Pick<Io, 'stderr'>, text: string): void {
  io.stderr.write(`interdict: ${escapeControls(text)}\n`);
}
