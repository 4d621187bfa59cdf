/** What a scan calls undecided, or less than banned, no export presents as banned; and it says what it left out. */
import { describe, expect, test } from 'vitest';
import { exportModel } from '../../src/exporters/model/index.ts';
import { loadPolicy, type Policy } from '../../src/policy/index.ts';
import type { Ban, Match } from '../../src/schema/index.ts';
import { bySql, row, withoutSqlite } from '../support/export-harness.ts';
import { interdict } from '../support/io.ts';

const DAY = '2026-11-24';

async function policyOf(ban: Partial<Ban> & { readonly match: Match }): Promise<Policy> {
  const policy = await loadPolicy({ bans: ['russia-based-av-vendor'], asOf: DAY });
  const own: Ban = { id: 'own', title: 'Own', why: 'Because.', severity: 'ban', ...ban };
  return { ...policy, bans: [own] };
}

const debs = (...names: string[]) => ({
  deb_packages: ['bash', ...names].map((name) => row('deb_packages', { name, version: '1' })),
});

const found = (policy: Policy, ...names: string[]) => bySql(policy, debs(...names), 'linux').get('own');

describe.skipIf(withoutSqlite)('in exported SQL', () => {
  test('what the authority leaves open is not found, and the rest is', async () => {
    const policy = await policyOf({
      match: { vendor: 'kaspersky' },
      undecided: { product: 'kaspersky-endpoint-security-linux' },
    });
    expect(found(policy, 'kesl')?.programs).toEqual([]);
    expect(found(policy, 'klnagent64')?.programs).toEqual(['klnagent64 1']);
    const closed = await policyOf({ match: { vendor: 'kaspersky' } });
    expect(found(closed, 'kesl')?.programs).toEqual(['kesl 1']);
  });

  test('what it leaves open by its id is not found', async () => {
    const policy = await policyOf({ match: { id: 'deb:alder-*' }, undecided: { id: 'deb:alder-tools' } });
    expect(found(policy, 'alder-tools', 'alder-server')?.programs).toEqual(['alder-server 1']);
  });

  test('an alternative that is only a note is not found', async () => {
    const any = [{ id: 'deb:alder-server' }, { id: 'deb:alder-tools', severity: 'note' as const }];
    expect(found(await policyOf({ match: { any } }), 'alder-tools', 'alder-server')?.programs).toEqual([
      'alder-server 1',
    ]);
  });
});

describe('in the model', () => {
  test('products have the severity of their alternative', async () => {
    const any = [
      { product: 'kaspersky-endpoint-security-linux', severity: 'warn' as const },
      { product: 'kaspersky-network-agent', severity: 'note' as const },
      { vendor: 'doctor-web' },
    ];
    const [ban] = exportModel(await policyOf({ match: { any } })).bans;
    const severity = (who: string) => ban?.identities.get(who)?.severity;
    expect(severity('kaspersky/kaspersky-endpoint-security-linux')).toBe('warn');
    expect(severity('kaspersky/kaspersky-network-agent')).toBe('note');
    expect(severity('doctor-web/')).toBe('ban');
    expect(ban?.omitted.join()).toMatch(/only a note, and so not looked for: Kaspersky .*Agent/u);
  });

  test('a ban without either leaves nothing out', async () => {
    expect(exportModel(await policyOf({ match: { vendor: 'kaspersky' } })).bans[0]?.omitted).toEqual([]);
  });
});

test.each(['intune', 'jamf', 'wazuh', 'osquery', 'fleet'])(
  '%s says in its text that what is undecided is not looked for',
  async (target) => {
    const { stdout, status } = await interdict(['export', target, '-b', 'cz-2025-deepseek', '--as-of', DAY]);
    expect(status).toBe(0);
    expect(stdout).toContain('what its authority leaves open is undecided in a scan, and so not looked for');
  },
);
