import { numberOf } from '../../../formats/registry/registry-tree.ts';
import type { Program } from '../../../types.ts';
import { browserTraces } from './browsers.ts';
import { cachedFiles, lastRuns } from './execution.ts';
import { installerProduct, packedProduct, upgradeCode } from './installer.ts';
import { type PlacedKey, placing } from './key.ts';
import { packageOf, seenProgram } from './packages.ts';
import {
  currentServices,
  emptyServices,
  type KeyedProgram,
  type Services,
  serviceOf,
  withLibrary,
} from './services.ts';
import { noteApprovals, startedPrograms } from './starts.ts';
import { appPath, provider, vendorKey } from './traces.ts';
import { uninstallEntry } from './uninstall.ts';

/** What has to be known of the keys before, because Windows shows one program in several places. */
export interface Machine {
  /** Product codes that have an entry in the list of programs. */
  readonly listed: Set<string>;
  /** By product code: what Windows Installer knows, which may have no entry in the list of programs. */
  readonly products: Map<string, Program>;
  /** Upgrade codes by product code. */
  readonly upgrades: Map<string, string>;
  /** Services, packages: what was already reported. */
  readonly reported: Set<string>;
  readonly services: Services;
  /** Starts at logon that somebody switched off. */
  readonly switchedOff: Set<string>;
  /** The profile of the account whose registry it is: `C:\Users\ash`. */
  readonly profile: string | undefined;
}

/** Before the first key. */
export function emptyMachine(profile: string | undefined): Machine {
  return {
    listed: new Set(),
    products: new Map(),
    upgrades: new Map(),
    reported: new Set(),
    services: emptyServices(),
    switchedOff: new Set(),
    profile,
  };
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
      machine.services.currentSet = numberOf(key.values, 'current') ?? numberOf(key.values, 'default') ?? 0;
      break;
    case 'service':
      yield* once(serviceOf(key, where, machine.services), machine);
      break;
    case 'service-parameters':
      withLibrary(key, machine.services);
      break;
    case 'start-approvals':
      noteApprovals(key, machine.switchedOff);
      break;
    case 'start':
    case 'start-section':
    case 'logon':
    case 'active-setup':
      yield* startedPrograms(key, where, machine);
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

/** Services that were held back until it is known what each is. */
export function* heldServices(machine: Machine): Iterable<Program> {
  const hasCurrent = [...machine.reported].some((key) => key.startsWith('service '));
  for (const found of currentServices(machine.services, hasCurrent)) yield* once(found, machine);
}

function* once(found: KeyedProgram | undefined, { reported }: Machine): Iterable<Program> {
  if (found === undefined || reported.has(found.key)) return;
  reported.add(found.key);
  yield found.program;
}
