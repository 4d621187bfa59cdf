import type { Host } from '../host-list.ts';
import type { HostRecord } from '../journal.ts';
import type { WorkerConfig } from '../scan-host.ts';

/** The first argument of the command when a sweep starts it as a process that touches hosts. */
export const SCAN_PROCESS = 'scan-process';

/** What a sweep asks of such a process. */
export type Request =
  | { readonly kind: 'list'; readonly args: readonly string[]; readonly shard?: string }
  | { readonly kind: 'scan'; readonly config: WorkerConfig; readonly hosts: readonly Host[] };

/** What it answers: that it begins, when all is loaded; some hosts of a list at once, and then its notices; one record per host, in the order of the request. */
export type Reply =
  | { readonly kind: 'begun' }
  | { readonly kind: 'hosts'; readonly hosts: readonly Host[] }
  | { readonly kind: 'listed'; readonly notices: readonly string[] }
  | { readonly kind: 'record'; readonly record: HostRecord }
  | { readonly kind: 'failed'; readonly reason: string };
