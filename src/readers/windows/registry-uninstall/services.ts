import { stringOf } from '../../../formats/registry/registry-tree.ts';
import type { Program } from '../../../types.ts';
import { isHost } from '../../program-host.ts';
import { setOf } from './facts.ts';
import type { PlacedKey, Where } from './key.ts';
import { executableOf, serviceTrace } from './traces.ts';

/** A program by what makes it one of its kind, so that the other accounts of it are passed over. */
export interface KeyedProgram {
  readonly key: string;
  readonly program: Program;
}

/** Services that are held back, because what stands behind them says what they are. */
export interface Services {
  readonly held: (KeyedProgram & { readonly set: number | 'link' })[];
  /** The number of the set of settings that Windows started with last, where it is reported. */
  currentSet?: number;
}

/** Before the first service. */
export function emptyServices(): Services {
  return { held: [] };
}

/**
 * A service of the current set, which has a name of its own on a running machine. Held back are those of numbered sets,
 * because which set is current stands behind them, and those that a host runs, because their library does.
 */
export function serviceOf(key: PlacedKey, where: Where, services: Services): KeyedProgram | undefined {
  const found = serviceTrace(key, where);
  const set = setOf(key.path);
  if (found === undefined || (set === 'link' && !isHost(found.program.executable ?? ''))) return found;
  services.held.push({ ...found, set });
  // Windows looks there, too.
  replaceHost(services, executableOf(stringOf(key.values, 'servicedll')).executable);
  return undefined;
}

/**
 * What a host runs for a service: the key below that of the service names the library that `svchost` loads, or the
 * program that `nssm` and `srvany` start.
 *
 * @see https://learn.microsoft.com/windows/win32/services/service-programs
 */
export function withLibrary(key: PlacedKey, services: Services): void {
  const file = stringOf(key.values, 'servicedll') ?? stringOf(key.values, 'application');
  const name = `service ${key.place.names.at(-2)?.toLowerCase()}`;
  const last = services.held.at(-1);
  if (last?.key === name && last.set === setOf(key.path))
    replaceHost(services, executableOf(file).executable);
}

/** Gives the service that was held last the file that its host runs. */
function replaceHost({ held }: Services, executable: string | undefined): void {
  const last = held.at(-1);
  if (executable !== undefined && last !== undefined && isHost(last.program.executable ?? ''))
    held[held.length - 1] = { ...last, program: { ...last.program, executable } };
}

/**
 * The held services, those of the current set first. A set that is not current is what Windows goes back to when it does
 * not start: it keeps services that were removed since.
 *
 * @param hasCurrent whether services of the current set were given before
 * @see https://learn.microsoft.com/windows-hardware/drivers/install/hklm-system-currentcontrolset-services-registry-tree
 */
export function currentServices({ held, currentSet }: Services, hasCurrent: boolean): KeyedProgram[] {
  const isLinked = hasCurrent || held.some(({ set }) => set === 'link');
  const isCurrent = (set: number | 'link') => set === 'link' || (currentSet ? set === currentSet : !isLinked);
  return [
    ...held.filter(({ set }) => isCurrent(set)),
    ...held
      .filter(({ set }) => !isCurrent(set))
      .map(({ key, program }): KeyedProgram => ({ key, program: { ...program, state: 'residue' } })),
  ];
}
