import type { Indicator } from '../../catalogue/index.ts';
import { indicatorKey } from '../../catalogue/keys.ts';
import type { Ban, Vendor } from '../../schema/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import { factsOf } from './vendor.ts';

/** What a ban owes to those who read it. */
export function* banStyle(ban: Ban): Generator<Diagnostic> {
  const { banned, allowed } = ban.examples ?? {};
  if (!banned) yield { steps: ['examples'], message: 'give an example of what is banned' };
  if (!allowed) yield { steps: ['examples'], message: 'give an example of what is allowed' };
  if (!/[.!?]$/u.test(ban.why.trim()))
    yield { steps: ['why'], message: 'why is a sentence, with a full stop' };
}

/** What a vendor owes: a source for each fact, where the file names sources. */
export function* vendorStyle(vendor: Vendor): Generator<Diagnostic> {
  if (vendor.sources === undefined) return;
  if (vendor['based-on'] === undefined)
    yield { steps: ['country'], message: 'say on what the country is based: based-on' };
  for (const { steps, fact } of factsOf(vendor)) {
    if (fact.source === undefined)
      yield { steps, message: `say where ${JSON.stringify(fact.value)} comes from: source` };
  }
}

/** Marks that decide alone and that two vendors have: whose is such a program? */
export function* sharedIndicators(
  vendor: Vendor,
  owners: ReadonlyMap<string, ReadonlySet<string>>,
): Generator<Diagnostic> {
  for (const { steps, kind, fact } of factsOf(vendor)) {
    if (fact.with !== undefined || fact.confidence === 'low') continue;
    const others = [...(owners.get(ownerKey(kind, indicatorKey(kind, fact.value))) ?? [])].filter(
      (id) => id !== vendor.id,
    );
    if (others.length > 0) {
      yield {
        steps,
        message: `${JSON.stringify(fact.value)} is a ${kind} of ${others.join(', ')} too: say with: or low`,
      };
    }
  }
}

/** Mark → the vendors that have it and let it decide alone. */
export function indicatorOwners(
  vendors: readonly Vendor[],
  indicators: Iterable<Indicator>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const owners = new Map<string, Set<string>>();
  for (const [kind, key, index, , conditions] of indicators) {
    const vendor = vendors[index];
    if (!vendor || conditions?.low || conditions?.with) continue;
    const known = owners.get(ownerKey(kind, key)) ?? new Set();
    owners.set(ownerKey(kind, key), known.add(vendor.id));
  }
  return owners;
}

function ownerKey(kind: string, key: string): string {
  return `${kind}:${key}`;
}
