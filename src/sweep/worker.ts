import Tinypool from 'tinypool';
import type { Host } from './hosts.ts';
import type { HostRecord } from './journal.ts';
import { type Assignment, prepare } from './scan-host.ts';

const judge = prepare(Tinypool.workerData as Assignment);

/** What a worker thread of a sweep does: judges a batch of hosts by a court of its own. */
export async function judgeHosts(hosts: readonly Host[]): Promise<HostRecord[]> {
  return (await judge)(hosts);
}
