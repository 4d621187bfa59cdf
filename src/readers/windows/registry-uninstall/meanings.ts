import { numberOf } from '../../../formats/registry/registry-tree.ts';
import type { Program } from '../../../types.ts';
import { browserTraces } from './browsers.ts';
import { cachedFiles, lastRuns } from './execution.ts';
import { installerProduct, packedProduct, upgradeCode } from './installer.ts';
import { type PlacedKey, placing, type Where } from './key.ts';
import { packageOf, seenProgram } from './packages.ts';
import { appPath, provider, serviceTrace, vendorKey } from './traces.ts';
import { uninstallEntry } from './uninstall.ts';

/** What has to be known of the keys before, because Windows shows one program in several places. */
export interface Machine {
  /** Product codes that have an entry in the list of programs. */
  readonly listed: Set<string>;
  /** By product code: what Windows Installer knows, which may have no entry in the list of programs. */
  readonly products: Map<string, Program>;
  /** Upgrade codes by product code. */
  readonly upgrades: Map<string, string>;
  /** Services, packages: what was already told. */
  readonly told: Set<string>;
  /** Services of numbered sets of settings, of which one is current: which it is stands behind them. */
  readonly services: { readonly set: number; readonly key: string; readonly program: Program }[];
  /** The number of the set that Windows started with last, where it is reported. */
  currentSet?: number;
}

/** Before the first key. */
export function emptyMachine(): Machine {
  return { listed: new Set(), products: new Map(), upgrades: new Map(), told: new Set(), services: [] };
}

/** The programs and traces that a key describes. */
export function* programsOf(key: PlacedKey, machine: Machine): Iterable<Program> {
  const where = placing(key);
  switch (key.place.kind) {
    case 'list':
    case 'uninstall-list':
    case 'branch':
    case 'profile':
    case 'windows':
      break;
    case 'uninstall':
      yield listed(uninstallEntry(key, where), machine);
      break;
    case 'product':
      addProduct(installerProduct(key, where), machine);
      break;
    case 'packed-product':
      addProduct(packedProduct(key, where), machine);
      break;
    case 'upgrade-code':
      for (const [product, upgrade] of upgradeCode(key)) machine.upgrades.set(product, upgrade);
      break;
    case 'package':
      yield* once(packageOf(key, where), machine);
      break;
    case 'select':
      machine.currentSet = numberOf(key.values, 'current') ?? numberOf(key.values, 'default') ?? 0;
      break;
    case 'service':
      yield* serviceOf(key, where, machine);
      break;
    case 'app-path':
      yield appPath(key, where);
      break;
    case 'provider':
      yield* provider(key, where);
      break;
    case 'vendor':
      yield vendorKey(key, where);
      break;
    case 'shim-cache':
      yield* cachedFiles(key, where);
      break;
    case 'last-runs':
      yield* lastRuns(key, where);
      break;
    case 'seen-program':
      yield* seenProgram(key, where);
      break;
    default:
      yield* browserTraces(key, where);
  }
}

/** Programs that Windows Installer installed without an entry in the list of programs. */
export function* hiddenProducts({ products, listed: known, upgrades }: Machine): Iterable<Program> {
  for (const [code, program] of products) {
    if (!known.has(code)) yield withUpgrade(program, upgrades.get(code));
  }
}

function listed(program: Program, machine: Machine): Program {
  const codes = program.ids?.filter((id) => id.startsWith('product-code:')).map((id) => id.slice(13)) ?? [];
  for (const code of codes) machine.listed.add(code);
  return withUpgrade(
    program,
    codes.map((code) => machine.upgrades.get(code)).find((code) => code !== undefined),
  );
}

function withUpgrade(program: Program, upgrade: string | undefined): Program {
  return upgrade === undefined
    ? program
    : { ...program, ids: [...(program.ids ?? []), `upgrade-code:${upgrade}`] };
}

/** The fuller account of a product comes first in the registry of every Windows since 2000. */
function addProduct(found: { code: string; program: Program } | undefined, { products }: Machine): void {
  if (found === undefined) return;
  const known = products.get(found.code);
  if (known?.publisher === undefined) products.set(found.code, { ...known, ...found.program });
}

/** The current set of a running machine has a name of its own. */
function* serviceOf(key: PlacedKey, where: Where, machine: Machine): Iterable<Program> {
  const found = serviceTrace(key, where);
  const set = /(?:^|\\)ControlSet(?<number>\d{3})\\/iu.exec(key.path)?.groups?.['number'];
  if (set === undefined) yield* once(found, machine);
  else if (found) machine.services.push({ set: Number(set), ...found });
}

/**
 * Services of numbered sets. A set that is not current is what Windows goes back to when it does not start: it keeps
 * services that were removed since.
 *
 * @see https://learn.microsoft.com/windows-hardware/drivers/install/hklm-system-currentcontrolset-services-registry-tree
 */
export function* servicesOfSets(machine: Machine): Iterable<Program> {
  const { services, told, currentSet } = machine;
  const hasCurrent = [...told].some((key) => key.startsWith('service '));
  const isCurrent = (set: number) => (currentSet ? set === currentSet : !hasCurrent);
  for (const found of services.filter(({ set }) => isCurrent(set))) yield* once(found, machine);
  for (const { key, program } of services.filter(({ set }) => !isCurrent(set)))
    yield* once({ key, program: { ...program, state: 'residue' } }, machine);
}

function* once(found: { key: string; program: Program } | undefined, { told }: Machine): Iterable<Program> {
  if (found === undefined || told.has(found.key)) return;
  told.add(found.key);
  yield found.program;
}
