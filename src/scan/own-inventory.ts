import type { Manifest } from '../types.ts';

/** What is an addition elsewhere is all that some systems have. */
const OWN_INVENTORY: ReadonlyMap<string, readonly string[]> = new Map([
  ['nixos', ['nix-profile', 'nix-database']],
  ['ubuntu-core', ['snap-state']],
]);

/** What a scan has found so far. */
interface Found {
  readonly manifests: readonly Manifest[];
  hasInventory: boolean;
  listed: boolean;
}

/** Takes what is an addition elsewhere for the inventory of a system that has no other. */
export function takeOwnInventory(state: Found, systems: readonly string[]): void {
  const own = systems.flatMap((system) => OWN_INVENTORY.get(system) ?? []);
  const listed = state.manifests.some(({ reader, programs }) => programs > 0 && own.includes(reader));
  state.hasInventory ||= listed;
  state.listed ||= listed;
}
