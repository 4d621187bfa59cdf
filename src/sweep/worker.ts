import Tinypool from 'tinypool';
import type { Host } from './host-list.ts';
import type { HostRecord } from './journal.ts';
import { createHostScanner, type WorkerConfig } from './scan-host.ts';

const judge = createHostScanner(Tinypool.workerData as WorkerConfig);

/** What a worker thread of a sweep does: judges a batch of hosts by a policy of its own. */
export async function scanHosts(hosts: readonly Host[]): Promise<HostRecord[]> {
  return (await judge)(hosts);
}
