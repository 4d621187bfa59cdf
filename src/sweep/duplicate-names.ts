import { order } from '../matching/compare-text.ts';
import { hostKey } from '../matching/host-key.ts';
import type { Names } from '../matching/name-table.ts';

/**
 * Names that differ in case, Unicode form or a dot at the end only are most likely one machine that was collected twice.
 *
 * @param names each once: those in small ASCII letters, as most are, differ in more
 * @returns a sentence for each but the first of them
 */
export function duplicateNames(names: Names): string[] {
  const sameKey = new Map<string, string[]>();
  for (const name of names) {
    const key = hostKey(name);
    if (key === name) continue;
    const others = sameKey.get(key);
    if (others) others.push(name);
    else sameKey.set(key, names.find(key) !== undefined ? [key, name] : [name]);
  }
  const later = [...sameKey.values()].flatMap((same) => {
    const [first = '', ...rest] = same.sort(order);
    return rest.map((name) => [first, name] as const);
  });
  return later
    .sort(([, a], [, b]) => order(a, b))
    .map(
      ([first, name]) =>
        `hosts ${JSON.stringify(first)} and ${JSON.stringify(name)} look like one host in two spellings`,
    );
}
