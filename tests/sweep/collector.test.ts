/** What a sweep through a queue makes of a server that is full, and of batches that nobody takes. */
import type { Queue } from 'bullmq';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Unfinished } from '../../src/sweep/interrupt.ts';
import type { Batch, BatchResult } from '../../src/sweep/queue/batch.ts';
import { collector } from '../../src/sweep/queue/collector.ts';

const BATCH: Batch = { run: '', assignment: {}, hosts: [] };
/** No worker, and no lock of one. */
const NOBODY = {
  getWorkers: async () => [],
  toKey: (type: string) => type,
  client: Promise.resolve({ get: async () => null }),
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function collectorOf(queue: object, add: () => Promise<void> = async () => undefined) {
  const troubles: string[] = [];
  const found = collector({
    queue: { ...NOBODY, ...queue } as unknown as Queue<Batch, BatchResult>,
    add,
    signal: new AbortController().signal,
    onTrouble: (trouble) => troubles.push(trouble),
    where: 'redis://alder',
  });
  return { ...found, troubles };
}

test('a batch that a worker with a clock ahead put off is taken back from tomorrow', async () => {
  let state = 'delayed';
  const promote = vi.fn(async () => {
    state = 'completed';
  });
  const queue = {
    getJobState: async () => state,
    getJob: async () => ({ promote, returnvalue: [], remove: async () => 1 }),
  };
  const reply = collectorOf(queue).request('1', BATCH);
  await vi.advanceTimersByTimeAsync(2500);
  expect(promote, 'a pause between two attempts stays one').not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(3000);
  expect(promote).toHaveBeenCalledOnce();
  expect(await reply).toEqual({ records: [] });
});

test('a sweep that nobody works for is told so, and ends unfinished after a quarter of an hour', async () => {
  const { request, troubles } = collectorOf({ getJobState: async () => 'waiting' });
  const reply = request('1', BATCH).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(troubles).toEqual([expect.stringContaining('no worker takes hosts from redis://alder')]);
  await vi.advanceTimersByTimeAsync(15 * 60_000);
  expect(await reply).toBeInstanceOf(Unfinished);
});

test.each([
  ["OOM command not allowed when used memory > 'maxmemory'. script: 80, on @user_script:507.", true],
  ['LOADING Redis is loading the dataset in memory', true],
  ["NOPERM this user has no permissions to run the 'eval' command", false],
])('%s', async (answer, isPassing) => {
  const full = async () => Promise.reject(new Error(answer));
  const waits = async () => 'waiting';
  const replies = [
    collectorOf({ getJobState: waits }, full).request('1', BATCH),
    collectorOf({ getJobState: full }).request('1', BATCH),
  ];
  for (const reply of replies) {
    const error = await reply.catch((cause: Error) => cause);
    expect(error).toMatchObject({ message: `the queue redis://alder: ${answer.replace(/ script.*/u, '')}` });
    expect(error instanceof Unfinished).toBe(isPassing);
  }
});
