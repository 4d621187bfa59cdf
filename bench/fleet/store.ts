import type { Run } from '../../src/report/run.ts';
import { createRun } from '../../src/report/summarise.ts';
import { storeSweep } from '../../src/store/index.ts';
import type { Finding, SourceResult } from '../../src/types.ts';

/** Every so many hosts there is one with a banned program. */
const BANNED = 4;

/**
 * Sweeps of a fleet on days in a row. A finding is there for some days, on other hosts at other times.
 *
 * @param store a folder, which is made
 */
export async function fleetStore(
  store: string,
  { days, hosts }: { readonly days: number; readonly hosts: number },
): Promise<void> {
  for (let day = 0; day < days; day++) {
    const date = new Date(Date.UTC(2026, 8, 1 + day));
    await storeSweep(store, runOf(date.toISOString().slice(0, 10), day, hosts), date);
  }
}

function runOf(asOf: string, day: number, hosts: number): Run {
  const outcomes = Array.from({ length: hosts }, (_, host) => resultOf(host, day));
  return createRun({ command: 'scan', asOf, bans: [], outcomes, notices: [] }, {});
}

function resultOf(host: number, day: number): SourceResult {
  const path = 'var/lib/dpkg/status';
  const isBanned = host % BANNED === 0 && (host + day) % 7 < 5;
  const finding: Finding = {
    ban: 'russia-based-av-vendor',
    severity: 'ban',
    vendor: 'kaspersky',
    product: 'kesl',
    program: { name: 'kesl', version: `12.${host % 30}`, reader: 'dpkg-status', path },
    reasons: [],
    authorities: [],
  };
  return {
    name: `host-${String(host).padStart(6, '0')}.example.org`,
    kind: 'folder',
    owner: `owner ${host % 500}`,
    group: `unit ${host % 40}`,
    sightings: [],
    manifests: [{ path, reader: 'dpkg-status', programs: 400 + (host % 50) }],
    findings: isBanned ? [finding] : [],
    gaps: [],
    programs: 400,
  };
}
