import type { Host } from '../host-list.ts';
import type { HostRecord } from '../journal.ts';
import type { WorkerConfig } from '../scan-host.ts';

/** The name of the queue in Redis. */
export const QUEUE = 'interdict';

/** Workers that may end, or fall silent, with one batch. */
export const LOST = 10;

/** Hosts that wait in the queue or are under way. */
export interface Batch {
  /** The rules, waivers, day and version that the sweep checks by. */
  readonly run: string;
  readonly assignment: WorkerConfig;
  readonly hosts: readonly Host[];
}

/** What a worker gives back. */
export type BatchResult = readonly HostRecord[];
