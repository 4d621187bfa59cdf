import type { Mark } from '../../catalogue/index.ts';
import { markKey } from '../../catalogue/keys.ts';
import type { Ban, Vendor } from '../../schema/index.ts';
import type { Complaint } from './diagnostic.ts';
import { factsOf } from './vendor.ts';

/** What a ban owes to those who read it. */
export function* banDebts(ban: Ban): Generator<Complaint> {
  const { banned, allowed } = ban.examples ?? {};
  if (!banned) yield { steps: ['examples'], message: 'give an example of what is banned' };
  if (!allowed) yield { steps: ['examples'], message: 'give an example of what is allowed' };
  if (!/[.!?]$/u.test(ban.why.trim()))
    yield { steps: ['why'], message: 'why is a sentence, with a full stop' };
}

/** What a vendor owes: a source for each fact, where the file names sources. */
export function* vendorDebts(vendor: Vendor): Generator<Complaint> {
  if (vendor.sources === undefined) return;
  if (vendor['based-on'] === undefined)
    yield { steps: ['country'], message: 'say on what the country is based: based-on' };
  for (const { steps, fact } of factsOf(vendor)) {
    if (fact.source === undefined)
      yield { steps, message: `say where ${JSON.stringify(fact.value)} comes from: source` };
  }
}

/** Marks that decide alone and that two vendors have: whose is such a program? */
export function* sharedMarks(
  vendor: Vendor,
  owners: ReadonlyMap<string, ReadonlySet<string>>,
): Generator<Complaint> {
  for (const { steps, kind, fact } of factsOf(vendor)) {
    if (fact.with !== undefined || fact.confidence === 'low') continue;
    const others = [...(owners.get(ownerKey(kind, markKey(kind, fact.value))) ?? [])].filter(
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
export function markOwners(
  vendors: readonly Vendor[],
  marks: Iterable<Mark>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const owners = new Map<string, Set<string>>();
  for (const [kind, key, place, , conditions] of marks) {
    const vendor = vendors[place];
    if (!vendor || conditions?.low || conditions?.with) continue;
    const known = owners.get(ownerKey(kind, key)) ?? new Set();
    owners.set(ownerKey(kind, key), known.add(vendor.id));
  }
  return owners;
}

function ownerKey(kind: string, key: string): string {
  return `${kind}:${key}`;
}
