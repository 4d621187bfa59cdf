/** Whether anybody works for a queued sweep to which nothing comes back. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { silenceWatch } from '../../src/sweep/queue/silence-watch.ts';

interface Server {
  readonly workers: readonly Readonly<Record<string, string>>[];
  readonly locks?: readonly string[];
}

/** Looks once a second for some time, and gives what was said. */
async function watched({ workers, locks = [] }: Server, seconds: number): Promise<string[]> {
  const said: string[] = [];
  const keys = locks.map((id) => `bull:hosts:${id}:lock`);
  const watch = silenceWatch({
    queue: {
      getWorkers: async () => [...workers],
      toKey: (type: string) => `bull:hosts:${type}`,
      client: Promise.resolve({ get: async (key: string) => (keys.includes(key) ? 'token' : null) }),
    } as unknown as Parameters<typeof silenceWatch>[0]['queue'],
    waiting: () => ['1', '2'],
    onTrouble: (text) => said.push(text),
    where: 'redis://queue',
  });
  for (let second = 0; second < seconds; second++) {
    vi.advanceTimersByTime(1000);
    await watch.look(false);
  }
  return said;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a queued sweep to which nothing comes back', () => {
  test.each([
    ['a worker that waits for hosts', { workers: [{ idle: '4' }] }],
    ['a worker that has hosts', { workers: [{ idle: '300' }], locks: ['2'] }],
    ['a server that lists no connections', { workers: [{ name: 'not supported' }] }],
  ])('waits for %s', async (_, server) => {
    expect(await watched(server, 1000)).toEqual([]);
  });

  test.each([
    ['there is no worker', { workers: [] }],
    ['the only worker stands still', { workers: [{ idle: '300' }], locks: ['9'] }],
  ])('says so when %s, and ends at last', async (_, server) => {
    expect(await watched(server, 20)).toEqual([
      expect.stringContaining('no worker takes hosts from redis://queue'),
    ]);
    await expect(watched(server, 1000)).rejects.toThrow('no worker came to redis://queue within 15 min');
  });
});
