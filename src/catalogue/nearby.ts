import { nameKey } from '../matching/names/index.ts';
import { distance } from '../matching/names/nearest.ts';
import type { Fact, Vendor } from '../schema/index.ts';
import type { Program } from '../types.ts';

/** An entry of the catalogue that reads like a program, and why it is another. */
export interface Nearby {
  readonly vendor: Vendor;
  /** The name or mark that reads alike. */
  readonly text: string;
  /** What it is of: a product, a publisher, … */
  readonly what: string;
  readonly why: string;
}

/** The entries that a person may take a program for, the nearest first. Compares with everything: not for scans. */
export function nearby(vendors: readonly Vendor[], program: Program, most = 5): Nearby[] {
  const told = [
    program.name,
    program.publisher ?? '',
    ...(program.ids ?? []).map((id) => id.slice(id.indexOf(':') + 1)),
  ];
  const wanted = [...new Set(told.map(nameKey))]
    .filter((key) => key.length > 2)
    .map((key) => key.slice(0, 80));
  const found = new Map<string, Nearby & { readonly score: number }>();
  for (const entry of entriesOf(vendors)) {
    for (const key of wanted) {
      const score = likeness(key, entry.key);
      const known = found.get(`${entry.vendor.id}/${entry.key}`);
      if (score < 0.5 || (known && known.score >= score)) continue;
      found.set(`${entry.vendor.id}/${entry.key}`, { ...entry, why: difference(key, entry.key), score });
    }
  }
  return [...found.values()]
    .sort((a, b) => b.score - a.score || (a.text < b.text ? -1 : 1))
    .slice(0, most)
    .map(({ vendor, text, what, why }) => ({ vendor, text, what, why }));
}

interface Entry {
  readonly vendor: Vendor;
  readonly text: string;
  readonly what: string;
  readonly key: string;
}

function* entriesOf(vendors: readonly Vendor[]): Generator<Entry> {
  for (const vendor of vendors) {
    const of = (text: string, what: string): Entry => ({ vendor, text, what, key: nameKey(text) });
    yield of(vendor.name, 'a vendor');
    for (const alias of vendor.aliases ?? []) yield of(alias, `a brand of ${vendor.name}`);
    for (const fact of vendor.publishers ?? []) yield of(valueOf(fact), `a publisher of ${vendor.name}`);
    for (const product of vendor.products ?? []) {
      yield of(product.name, `a product of ${vendor.name}`);
      for (const fact of product.names ?? [])
        yield of(valueOf(fact).replace(/[*?#\s]+$/u, ''), `a name of ${product.name}`);
      for (const fact of product.packages ?? []) yield of(valueOf(fact), `package of ${product.name}`);
      for (const [kind, facts] of Object.entries(product.ids ?? {})) {
        for (const fact of facts) yield of(valueOf(fact), `${kind} of ${product.name}`);
      }
    }
  }
}

function valueOf(fact: Fact): string {
  return typeof fact === 'string' ? fact : fact.value;
}

/** From 0 to 1: few letters apart, one inside the other, or words in common. */
function likeness(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  if (a === '' || b === '' || b.length > 160) return 0;
  const limit = Math.ceil(longest / 3);
  const letters = Math.abs(a.length - b.length) > limit ? 0 : 1 - distance(a, b, limit + 1) / longest;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const inside = short.length > 2 && long.includes(short) ? 0.6 + (0.3 * short.length) / longest : 0;
  return Math.max(letters > 0.65 ? letters : 0, inside, words(a, b));
}

function words(a: string, b: string): number {
  const [left, right] = [new Set(a.split(' ')), new Set(b.split(' '))];
  const shared = [...left].filter((word) => word.length > 3 && right.has(word)).length;
  return (0.9 * shared) / Math.max(left.size, right.size);
}

function difference(told: string, known: string): string {
  if (told === known) return 'the same name, and only a brand or another kind of mark';
  if (told.startsWith(`${known} `) || known.startsWith(`${told} `))
    return 'one has more words, and names are compared whole';
  if (told.includes(known) || known.includes(told))
    return 'one is only a part of the other, and names are compared whole';
  return 'names are compared whole, and these differ';
}
