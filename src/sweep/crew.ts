import type { Outcome } from '../model.ts';
import type { Host } from './hosts.ts';
import { type Assignment, prepare } from './judge-hosts.ts';

/** Those who judge hosts: this thread, or workers. */
export interface Crew {
  readonly size: number;
  /** Never rejects: a host that brings a worker down is an incomplete host. */
  judge(hosts: readonly Host[]): Promise<Outcome[]>;
  dismiss(): Promise<void>;
}

/** Megabytes of heap that one worker may use; a host that needs more is told. */
const HEAP = 512;

/** Workers for more than one job, this thread for one. */
export async function hireCrew(jobs: number, assignment: Assignment): Promise<Crew> {
  return jobs > 1 ? workers(jobs, assignment) : alone(assignment);
}

async function alone(assignment: Assignment): Promise<Crew> {
  const judge = await prepare(assignment);
  return { size: 1, judge, dismiss: async () => undefined };
}

async function workers(jobs: number, assignment: Assignment): Promise<Crew> {
  const { default: Tinypool } = await import('tinypool');
  const pool = new Tinypool({
    filename: new URL('./sweep-worker.js', import.meta.url).href,
    minThreads: jobs,
    maxThreads: jobs,
    workerData: assignment,
    resourceLimits: { maxOldGenerationSizeMb: HEAP },
  });
  const run = (hosts: readonly Host[]): Promise<Outcome[]> => pool.run(hosts, { name: 'judgeHosts' });
  return {
    size: jobs,
    judge: (hosts) => run(hosts).catch(() => oneByOne(hosts, run)),
    dismiss: () => pool.destroy(),
  };
}

/** Finds out which host of a batch brought the worker down. */
async function oneByOne(
  hosts: readonly Host[],
  run: (hosts: readonly Host[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const host of hosts) {
    outcomes.push(...(await run([host]).catch((error: unknown) => [fallen(host, error)])));
  }
  return outcomes;
}

function fallen(host: Host, error: unknown): Outcome {
  const reason = `reading it brought the worker down: ${error instanceof Error ? error.message : String(error)}`;
  return {
    name: host.name,
    kind: 'folder',
    sightings: [],
    manifests: [],
    findings: [],
    unread: [{ path: '.', reason }],
  };
}
