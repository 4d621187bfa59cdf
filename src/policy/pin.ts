import type { RuleSet } from '../rules/index.ts';
import type { Ban, Config, Waiver } from '../schema/index.ts';
import type { PluginRecord } from '../types.ts';

/** What a digest of a policy is made from. */
export interface PinnedPolicy {
  readonly bans: readonly Ban[];
  readonly rules: RuleSet;
  readonly waivers: readonly Waiver[];
  readonly config: Config;
  readonly deviceClass: string | undefined;
  readonly plugins: readonly PluginRecord[];
}

/**
 * Compares a policy with the one that a gate expects: chosen bans by their digests, vendors, waivers,
 * plugins by their digests, and all of the configuration but its outputs and paths.
 *
 * @throws Error with the right digest when it is another
 */
export async function refuseOtherPolicy(expected: string, policy: PinnedPolicy): Promise<void> {
  const { createHash } = await import('node:crypto');
  const { bans: _, rules: __, waivers: ___, output: ____, plugins: _____, ...rest } = policy.config;
  // A baseline counts by its content, which its bans stand for.
  const { 'only-baseline': ______, 'baseline-versions': _______, ...config } = rest;
  const waivers = policy.waivers.map(({ file: _file, line: _line, ...waiver }) => waiver);
  const parts = [
    policy.bans.map(({ id }) => [id, policy.rules.digests[id]]),
    policy.rules.vendors,
    waivers,
    config,
    policy.deviceClass ?? null,
    // A policy without plugins keeps the digest that it had before there were any.
    ...(policy.plugins.length > 0 ? [policy.plugins.map(({ sha256 }) => sha256)] : []),
  ];
  const digest = createHash('sha256').update(JSON.stringify(parts, sorted)).digest('hex');
  if (expected.replace(/^sha256:/u, '').toLowerCase() === digest) return;
  throw new Error(`--policy-sha256: this policy is sha256:${digest}, not ${expected || 'an empty digest'}`);
}

/** The order in which keys were written says nothing. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
