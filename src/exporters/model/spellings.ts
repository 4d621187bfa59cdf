import type { IndicatorKind } from '../../catalogue/keys.ts';
import { patternKeys } from '../../catalogue/places.ts';
import { listed } from '../../evaluate/vendors.ts';
import type { Ban, Match, Vendor } from '../../schema/index.ts';

/** How IDs are spelled where rules name them: keys are compared in small letters, and many tools do not. */
export type Spellings = ReadonlyMap<string, string>;

/** The ID of a key as a rule spells it. */
export function spelled(spellings: Spellings, kind: string, key: string): string {
  return spellings.get(`${kind}:${key}`) ?? key;
}

/** The spellings of all IDs of vendors and bans. */
export function spellingsOf(vendors: readonly Vendor[], bans: readonly Ban[]): Spellings {
  const found = new Map<string, string>();
  const add = (kind: string, value: string) => {
    // A path with a variable stands for several, and is spelled like none of them.
    if (value.startsWith('%') || value.startsWith('~')) return;
    for (const key of patternKeys(kind as IndicatorKind, value)) found.set(`${kind}:${key}`, value);
  };
  for (const { ids, products = [], signers } of vendors) {
    for (const facts of [ids, ...products.map((product) => product.ids)])
      for (const [kind, values] of Object.entries(facts ?? {}))
        for (const fact of values) add(kind, typeof fact === 'string' ? fact : fact.value);
    for (const fact of signers?.['apple-team-id'] ?? [])
      add('team-id', typeof fact === 'string' ? fact : fact.value);
  }
  for (const id of bans.flatMap(({ match }) => idsIn(match))) {
    const colon = id.indexOf(':');
    add(id.slice(0, colon), id.slice(colon + 1));
  }
  return found;
}

function idsIn({ id = [], path = [], any = [], all = [] }: Match): string[] {
  const paths = listed(path).map((it) => `path:${it}`);
  return [...listed(id), ...paths, ...[...any, ...all].flatMap(idsIn)];
}
