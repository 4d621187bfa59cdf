/** Lists of hosts: the same in any order, and small enough for a million. */
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { order } from '../../src/matching/compare-text.ts';
import { nameTable } from '../../src/matching/name-table.ts';
import { duplicateNames } from '../../src/sweep/duplicate-names.ts';
import { type Host, type HostCollector, hostCollector } from '../../src/sweep/host-list.ts';
import { heldMemory } from '../support/held-memory.ts';

const FOLDERS = ['one', 'two', undefined] as const;
const letters = fc.constantFrom('a', 'b', 'B', 'é', 'e\u0301', '-');
const dotted = fc.string({ unit: fc.oneof(letters, fc.constant('.')), minLength: 1, maxLength: 3 });
const name = fc.string({ unit: letters, minLength: 1, maxLength: 3 });
const entry = fc.record({ name, path: name, folder: fc.constantFrom(...FOLDERS) });

function collected(entries: readonly { name: string; path: string; folder: string | undefined }[]) {
  const collector = hostCollector();
  for (const each of entries) collector.add(each.name, each.path, each.folder);
  return collector.hosts();
}

test('have each name once, sorted, with all of its paths, in whatever order they came', () => {
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const byName = new Map<string, Set<string>>();
      for (const { name: host, path, folder } of entries) {
        const paths = byName.get(host) ?? new Set<string>();
        byName.set(host, paths.add(folder === undefined ? path : join(folder, path)));
      }
      const wanted: Host[] = [...byName]
        .sort(([a], [b]) => order(a, b))
        .map(([host, paths]) => ({ name: host, paths: [...paths].sort(order) }));
      for (const some of [entries, entries.toReversed()]) {
        const hosts = collected(some);
        expect([...hosts]).toEqual(wanted);
        expect([...hosts.names]).toEqual(wanted.map((host) => host.name));
        expect(hosts.length).toBe(wanted.length);
      }
    }),
  );
});

test('keep hosts without a path, and why', () => {
  const collector: HostCollector = hostCollector();
  const odd = { name: 'b', paths: [], problem: 'its name is not UTF-8: rename it' };
  const whole = { name: 'c', paths: ['x/1', 'x/2'] };
  for (const host of [whole, odd]) collector.addHost(host);
  collector.add('a', 'a.status', 'x');
  expect([...collector.hosts()]).toEqual([{ name: 'a', paths: [join('x', 'a.status')] }, odd, whole]);
});

test('take few bytes a host, so that a million fit beside the workers', () => {
  const used = () => {
    const { objects, buffers } = heldMemory();
    return objects + buffers;
  };
  const count = 200_000;
  const before = used();
  const collector = hostCollector();
  for (let at = 0; at < count; at++) {
    const host = `host-${String(at).padStart(7, '0')}`;
    collector.add(host, `${host}.status`, '/hosts');
  }
  const hosts = collector.hosts();
  expect((used() - before) / count).toBeLessThan(90);
  expect(hosts.at(count - 1).paths).toEqual([join('/hosts', 'host-0199999.status')]);
});

test('in two spellings are reported, each but the first', () => {
  fc.assert(
    fc.property(fc.uniqueArray(dotted), (some) => {
      const names = some.sort(order);
      const seen = new Map<string, string>();
      const wanted = names.flatMap((host) => {
        const key = host
          .normalize('NFKC')
          .toLowerCase()
          .replace(/(?<=[^.])\.+$/u, '');
        const twin = seen.get(key);
        if (twin === undefined) seen.set(key, host);
        return twin === undefined
          ? []
          : [`hosts ${JSON.stringify(twin)} and ${JSON.stringify(host)} look like one host in two spellings`];
      });
      const table = nameTable();
      for (const host of names) table.add(host);
      expect(duplicateNames(table)).toEqual(wanted);
    }),
  );
});
