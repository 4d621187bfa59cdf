/** Fleets of any size for the HTML page: the test of its limits and its pictures show the same kind of run. */
import { createHash } from 'node:crypto';
import type { Run } from '../../src/report/run.ts';
import { createRun } from '../../src/report/summarise.ts';
import type { AppliedWaiver, CitedBan, Finding, SourceResult } from '../../src/types.ts';

/** Which fleet. */
export interface FleetSize {
  readonly sources: number;
  /** Programs that violate a ban, at most one on a source. */
  readonly findings: number;
  /** Without groups, owners, waivers and earlier reports. */
  readonly isPlain?: boolean;
}

const DAY = '2026-11-24';
const PATH = 'var/lib/dpkg/status';

const antivirus: CitedBan = {
  id: 'house-antivirus',
  title: 'Antivirus that the house did not choose',
  why: 'Two engines on one machine fight, and only one of them is watched.',
  severity: 'ban',
  digest: `sha256:${'1'.repeat(64)}`,
  authorities: [{ id: 'policy-17', title: 'Policy 17 on endpoint protection', issuer: 'Example Office' }],
};

const remote: CitedBan = {
  id: 'house-remote-access',
  title: 'Remote access without an owner',
  severity: 'warn',
  next: { from: '2026-12-06', severity: 'ban', duty: 'Remove them, or give each an owner.' },
  digest: `sha256:${'2'.repeat(64)}`,
  authorities: [{ id: 'policy-21', title: 'Policy 21 on remote access', issuer: 'Example Office' }],
};

/** Package, vendor, publisher, ban, and how many of a hundred findings are of it. */
const PRODUCTS: readonly (readonly [string, string, string, CitedBan, number])[] = [
  ['example-av-endpoint', 'example-av', 'Example AV GmbH', antivirus, 52],
  ['northwind-guard', 'northwind', 'Northwind Security', antivirus, 19],
  ['contoso-shield', 'contoso', 'Contoso Labs', antivirus, 8],
  ['fabrikam-remote', 'fabrikam', 'Fabrikam Oy', remote, 15],
  ['tailspin-desk', 'tailspin', 'Tailspin AB', remote, 6],
];

const GROUPS = [
  'Research',
  'Finance',
  'Production',
  'Sales',
  'Logistics',
  'Legal',
  'Support',
  'Lab',
  'Training',
  'Board',
];

const WAIVER: AppliedWaiver = {
  reason: 'Malware lab, isolated network',
  owner: 'security@example.org',
  expires: '2026-12-31',
};

/** A run in which no two manifests, versions or digests are the same. The same size gives the same run. */
export function largeFleet({ sources, findings, isPlain = false }: FleetSize): Run {
  const isFound = (index: number) =>
    Math.floor((index * findings) / sources) !== Math.floor(((index + 1) * findings) / sources);
  const byName = Array.from({ length: sources }, (_, index) => nameOf(index, isPlain)).sort();
  // Made as they are walked, as those of a sweep are read from disk: what a report costs is then its own.
  const outcomes: Iterable<SourceResult> = {
    *[Symbol.iterator]() {
      for (const name of byName) {
        const index = Number(name.slice(-DIGITS));
        yield source(index, isFound(index), isPlain);
      }
    },
  };
  const bans = [antivirus, remote];
  const run = createRun({ command: 'scan', asOf: DAY, bans, outcomes, notices: [] }, {});
  return isPlain ? run : { ...run, history: earlier(run) };
}

/** Of the number in the name of a source. */
const DIGITS = 6;

function nameOf(index: number, isPlain: boolean): string {
  const { group } = chanceOf(index);
  return `${isPlain ? 'host' : group.toLowerCase()}-${String(index).padStart(DIGITS, '0')}`;
}

/** What chance decides of a source, the same each time. */
function chanceOf(index: number): { readonly sha256: string; readonly roll: number; readonly group: string } {
  const sha256 = createHash('sha256').update(String(index)).digest('hex');
  const roll = Number.parseInt(sha256.slice(0, 6), 16);
  return { sha256, roll, group: GROUPS[roll % GROUPS.length] ?? '' };
}

function source(index: number, isFound: boolean, isPlain: boolean): SourceResult {
  const { sha256, roll, group } = chanceOf(index);
  return {
    name: nameOf(index, isPlain),
    kind: 'folder',
    os: { id: roll % 3 === 0 ? 'ubuntu' : 'debian', version: roll % 3 === 0 ? '24.04' : '12' },
    ...(isPlain
      ? {}
      : { group, owner: `${group.toLowerCase()}-it@example.org`, site: roll % 2 ? 'Oslo' : 'Porto' }),
    sightings: [],
    programs: 400 + (roll % 900),
    manifests: [{ path: PATH, reader: 'dpkg-status', programs: 400 + (roll % 900), sha256 }],
    findings: isFound ? [finding(index, roll, isPlain)] : [],
    gaps:
      roll % 29 === 0
        ? [{ path: 'var/lib/rpm/rpmdb.sqlite', reader: 'rpm-database', reason: 'permission denied' }]
        : [],
  };
}

function finding(index: number, roll: number, isPlain: boolean): Finding {
  const [name, vendor, publisher, ban] = productAt(roll % 100);
  return {
    ban: ban.id,
    severity: ban.severity,
    program: {
      name,
      version: `${8 + (roll % 5)}.${roll % 977}.${index}`,
      publisher,
      ids: [`deb:${name}`],
      state: 'installed',
      reader: 'dpkg-status',
      path: PATH,
      line: 1 + (roll % 9000),
    },
    vendor,
    product: name,
    reasons: [
      `deb:${name} is a product of ${publisher}`,
      ban === remote ? 'its category is remote-access' : 'its category is antivirus',
    ],
    authorities: ban.authorities.map(({ id }) => id),
    remedy: `Remove the package with \`apt-get purge ${name}\` and restart.`,
    ...(!isPlain && roll % 61 === 0 && { waiver: WAIVER }),
  };
}

function productAt(percent: number): (typeof PRODUCTS)[number] {
  let left = percent;
  for (const product of PRODUCTS) {
    left -= product[4];
    if (left < 0) return product;
  }
  return PRODUCTS[0] as (typeof PRODUCTS)[number];
}

/** Six weeks in which it got better, one of them without a report. */
function earlier({ verdict, summary }: Run): NonNullable<Run['history']> {
  const days = ['2026-10-13', '2026-10-20', '2026-10-27', '2026-11-10', '2026-11-17'];
  return days.map((asOf, index) => {
    const more = 1 + (days.length - index) * 0.09;
    const banned = Math.round(summary.banned * more);
    const unread = Math.round(summary.unread * (2 - more));
    const { byProgram, byGroup = {} } = summary;
    const groups = Object.entries(byGroup).map(([group, total], at) => {
      const moved = Math.round(total.banned * (more - 1) * (at % 3 === 0 ? -0.5 : 1));
      const { clean } = total;
      return [group, { ...total, banned: total.banned + moved, clean: clean - moved }] as const;
    });
    return {
      asOf,
      verdict,
      summary: {
        ...summary,
        banned,
        unread,
        ...(byProgram && { byProgram: { ...byProgram, banned } }),
        byGroup: Object.fromEntries(groups),
      },
    };
  });
}
