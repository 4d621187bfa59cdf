import type { Host } from './host-list.ts';
import type { HostRecord } from './journal.ts';

/** What checks hosts: this thread, or workers. */
export interface WorkerPool {
  readonly size: number;
  /** Whether hosts are judged in the thread of the sweep now. */
  readonly isInThread?: boolean;
  /**
   * The records of hosts, in their order; of the first of them alone if the work was ended. A host that brings a worker
   * down is an incomplete host, and no reason to reject.
   */
  scan(hosts: readonly Host[]): Promise<HostRecord[]>;
  close(): Promise<void>;
}

/** Megabytes of heap that one worker may use; a host that needs more is a coverage gap. */
export const HEAP = 1024;
/** Milliseconds that one host may take by default, and with it any batch. */
export const HOST_TIMEOUT = 15 * 60 * 1000;

/** What bounds the work on hosts. */
export interface PoolLimits {
  /** Milliseconds that one host may take. */
  readonly hostTimeout: number;
  /** Whether each host is read in a process of its own kind, which can be ended whatever it waits for. */
  readonly isolate: boolean;
  /** Ends what is under way, after some seconds. */
  readonly signal: AbortSignal;
}

/** A time as people say it: `90 seconds`, `15 minutes`. */
export function timeWords(milliseconds: number): string {
  return milliseconds < 120_000
    ? `${milliseconds / 1000} seconds`
    : `${Math.round(milliseconds / 60_000)} minutes`;
}
