import { alpine } from './equivalence/alpine.ts';
import { arch } from './equivalence/arch.ts';
import { cyclonedx } from './equivalence/cyclonedx.ts';
import { debian } from './equivalence/debian.ts';
import { disagreement, type Family } from './equivalence/family.ts';
import { glpi } from './equivalence/glpi.ts';
import { jamf } from './equivalence/jamf.ts';
import { macApps, macReports, receipts } from './equivalence/mac.ts';
import { powershell } from './equivalence/powershell.ts';
import { registry } from './equivalence/registry.ts';
import { routesDisagreement } from './equivalence/routes.ts';
import { rpm } from './equivalence/rpm.ts';
import { spdx } from './equivalence/spdx.ts';
import { winget } from './equivalence/winget.ts';
import { type Random, randomFrom, randomOf, seedOf } from './random.ts';
import { type Answer, type Seed, type Target } from './target.ts';

/**
 * Formats that can carry the same inventory, and ways by which the same files can reach us. The input is no
 * manifest: its bytes choose the inventory, so that a change of one changes the inventory a little.
 */
export function pairTargets(): Target[] {
  return [
    target(registry),
    target(debian),
    target(rpm),
    target(alpine),
    target(arch),
    target(cyclonedx),
    target(spdx),
    target(glpi),
    target(jamf),
    target(macApps),
    target(receipts),
    target(macReports),
    target(winget),
    target(powershell),
    chosen('routes', routesDisagreement),
  ];
}

function target<Entry>(family: Family<Entry>): Target {
  return chosen(family.id, (random) => disagreement(family, random));
}

/** Programs of an inventory that a cut chooses are others, so neither cuts nor changes say anything of them. */
function chosen(id: string, compare: (random: Random) => Promise<Answer['disagreement']>): Target {
  return {
    id: `pairs: ${id}`,
    seeds: choices(id),
    async run(bytes): Promise<Answer> {
      const found = await compare(randomOf(bytes));
      return { programs: [], ...(found ? { disagreement: found } : {}) };
    },
  };
}

function choices(id: string): Seed[] {
  return Array.from({ length: 24 }, (_, at) => {
    const random = randomFrom(seedOf(`${id} ${at}`));
    return { name: `${id} ${at}`, bytes: Uint8Array.from({ length: 32 + random(400) }, () => random(256)) };
  });
}
