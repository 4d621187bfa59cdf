/** How many workers a sweep begins with, and what shows that it needs more. */
import { expect, test } from 'vitest';
import { remainingTime } from '../../src/sweep/remaining-time.ts';
import { firstWorkers } from '../../src/sweep/worker-count.ts';

test('a sweep begins in its own thread, by itself with few hosts, and with as many workers as were asked for', () => {
  const isolate = false;
  expect(firstWorkers(200, 8, { isolate })).toEqual({ jobs: 1, place: 'thread-while-alike' });
  expect(firstWorkers(199, 8, { isolate })).toEqual({ jobs: 1, place: 'thread' });
  expect(firstWorkers(1_000_000, 1, { isolate })).toEqual({ jobs: 1, place: 'thread' });
  expect(firstWorkers(10, 3, { jobs: 3, isolate })).toEqual({ jobs: 3, place: 'workers' });
  expect(firstWorkers(1000, 1, { jobs: 1, isolate })).toEqual({ jobs: 1, place: 'thread' });
  expect(firstWorkers(10, 8, { pool: {}, isolate })).toEqual({ jobs: 8, place: 'workers' });
  expect(firstWorkers(200, 8, { isolate: true })).toEqual({ jobs: 8, place: 'workers' });
});

test('the rest is estimated by the pace of the last second, without the start', () => {
  let time = 60_000;
  const remaining = remainingTime(1000, () => time);
  expect(remaining(10)).toBeUndefined();
  time += 900;
  expect(remaining(50)).toBeUndefined();
  time += 100;
  expect(remaining(110)).toBe(890 * 10);
  time += 1000;
  expect(remaining(210)).toBe(790 * 10);
});
