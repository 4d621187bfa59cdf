import type { CoverageGap } from '../types.ts';
import { type CompletenessCheck, listedBy, type Scanned } from './check.ts';

const READERS: ReadonlySet<string> = new Set(['nix-database']);
const PROFILES = ['nix/var/nix/profiles/system', 'nix/var/nix/profiles/system-*-link'];

/**
 * A system that Nix made has the database of its store. Profiles of accounts list what those added, and never excuse
 * its loss.
 *
 * @see https://nixos.org/manual/nixos/stable/#sec-rollback
 */
export const nixStore: CompletenessCheck = {
  id: 'nix-store',
  title: 'the database of the store that a NixOS runs from',
  paths: PROFILES,
  *find(scanned: Scanned): Generator<CoverageGap> {
    const [profile] = scanned.signs(...PROFILES);
    if (profile === undefined) return;
    // What could not be read, or was cut off before any reader saw it, is reported already.
    if (scanned.gaps.some(({ reader }) => reader === undefined || reader === 'nix-database')) return;
    const { read, programs } = listedBy(scanned, READERS);
    if (programs > 0) return;
    const what = read ? 'lists no packages' : 'is missing';
    yield {
      path: 'nix/var/nix/db',
      reason: `the database of the Nix store ${what}: ${profile.path} needs one`,
    };
  },
};
