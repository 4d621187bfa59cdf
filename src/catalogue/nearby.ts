import { nameKey } from '../matching/names/index.ts';
import { distance } from '../matching/names/nearest.ts';
import type { Fact, Product, Vendor } from '../schema/index.ts';
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
  const reported = [
    program.name,
    program.publisher ?? '',
    ...(program.ids ?? []).map((id) => id.slice(id.indexOf(':') + 1)),
  ];
  const wanted = [...new Set(reported.map(nameKey))]
    .filter((key) => key.length > 2)
    .map((key) => key.slice(0, 80))
    .map((key) => ({ key, words: new Set(key.split(' ')) }));
  const found = new Map<string, Nearby & { readonly score: number }>();
  visitEntries(vendors, (vendor, text, what) => {
    const key = nameKey(text);
    for (const { key: asked, words } of wanted) {
      const score = likeness(asked, key, words);
      if (score < LEAST) continue;
      const place = `${vendor.id}/${key}`;
      const known = found.get(place);
      if (known && known.score >= score) continue;
      found.set(place, { vendor, text, what: what(), why: difference(asked, key), score });
    }
  });
  return [...found.values()]
    .sort((a, b) => b.score - a.score || (a.text < b.text ? -1 : 1))
    .slice(0, most)
    .map(({ vendor, text, what, why }) => ({ vendor, text, what, why }));
}

/** Entries less alike than this are not reported. */
const LEAST = 0.5;

/** An entry of the catalogue: what it is of is put into words only for those that are alike. */
type Visit = (vendor: Vendor, text: string, what: () => string) => void;

function visitEntries(vendors: readonly Vendor[], visit: Visit): void {
  for (const vendor of vendors) {
    visit(vendor, vendor.name, () => 'a vendor');
    for (const alias of vendor.aliases ?? []) visit(vendor, alias, () => `a brand of ${vendor.name}`);
    for (const fact of vendor.publishers ?? [])
      visit(vendor, valueOf(fact), () => `a publisher of ${vendor.name}`);
    for (const product of vendor.products ?? []) visitProduct(vendor, product, visit);
  }
}

function visitProduct(vendor: Vendor, product: Product, visit: Visit): void {
  visit(vendor, product.name, () => `a product of ${vendor.name}`);
  for (const fact of product.names ?? [])
    visit(vendor, valueOf(fact).replace(/[*?#\s]+$/u, ''), () => `a name of ${product.name}`);
  for (const fact of product.packages ?? []) visit(vendor, valueOf(fact), () => `package of ${product.name}`);
  for (const [kind, facts] of Object.entries(product.ids ?? {})) {
    for (const fact of facts) visit(vendor, valueOf(fact), () => `${kind} of ${product.name}`);
  }
}

function valueOf(fact: Fact): string {
  return typeof fact === 'string' ? fact : fact.value;
}

/** From 0 to 1: few letters apart, one inside the other, or words in common. */
function likeness(asked: string, known: string, askedWords: ReadonlySet<string>): number {
  const longest = Math.max(asked.length, known.length);
  if (asked === '' || known === '' || known.length > 160) return 0;
  const limit = Math.ceil(longest / 3);
  const mayBeNear = Math.abs(asked.length - known.length) <= limit && lettersApart(asked, known) <= limit;
  const letters = mayBeNear ? 1 - distance(asked, known, limit + 1) / longest : 0;
  const [short, long] = asked.length < known.length ? [asked, known] : [known, asked];
  const inside = short.length > 2 && long.includes(short) ? 0.6 + (0.3 * short.length) / longest : 0;
  return Math.max(letters > 0.65 ? letters : 0, inside, wordsInCommon(askedWords, known));
}

/** Letters of the one that the other has not, a quick look before the steps between them are counted. */
function lettersApart(from: string, to: string): number {
  const counts = new Int16Array(64);
  for (let at = 0; at < from.length; at += 1) bump(counts, from.charCodeAt(at), 1);
  for (let at = 0; at < to.length; at += 1) bump(counts, to.charCodeAt(at), -1);
  let surplus = 0;
  for (const count of counts) if (count > 0) surplus += count;
  return surplus;
}

function bump(counts: Int16Array, code: number, by: number): void {
  const slot = code & 63;
  counts[slot] = (counts[slot] ?? 0) + by;
}

function wordsInCommon(asked: ReadonlySet<string>, known: string): number {
  let shared = 0;
  for (const word of asked) if (word.length > 3 && known.includes(word) && hasWord(known, word)) shared += 1;
  return shared === 0 ? 0 : (0.9 * shared) / Math.max(asked.size, new Set(known.split(' ')).size);
}

function hasWord(text: string, word: string): boolean {
  return ` ${text} `.includes(` ${word} `);
}

function difference(reported: string, known: string): string {
  if (reported === known) return 'the same name, and only a brand or another kind of mark';
  if (reported.startsWith(`${known} `) || known.startsWith(`${reported} `))
    return 'one has more words, and names are compared whole';
  if (reported.includes(known) || known.includes(reported))
    return 'one is only a part of the other, and names are compared whole';
  return 'names are compared whole, and these differ';
}
