import type { Ban } from '../schema/index.ts';
import type { AppliedWaiver, Finding, Sighting, SourceResult } from '../types.ts';
import { type BanMatch, groupMatches, type MatchGroup } from './group-matches.ts';
import type { Waivers } from './waivers.ts';

/** The source of findings, as far as they need it. */
type FindingSource = Pick<SourceResult, 'name' | 'os'>;

/**
 * A group of hits as reports show it: one finding, and where a waiver covers it one more for each member that the
 * waivers do not name. Traces of a program that has an entry are let off with that entry.
 */
export function findingsOf(
  { hit, evidence }: MatchGroup,
  source: FindingSource,
  waivers: Waivers,
): Finding[] {
  const waiver = coverOf(hit, source, waivers);
  if (!waiver) return [findingOf(hit, evidence, source)];
  const isLetOff = (match: BanMatch) =>
    match.explained === true || coverOf(match, source, waivers) !== undefined;
  const others = groupMatches(evidence.filter((match) => !isLetOff(match)));
  return [
    { ...findingOf(hit, evidence.filter(isLetOff), source), waiver },
    ...others.map((group) => findingOf(group.hit, group.evidence, source)),
  ];
}

/** The waiver that covers what a ban says of one sighting. */
export function coverOf(
  { ban, sighting, identity }: Pick<BanMatch, 'ban' | 'sighting' | 'identity'>,
  { name }: FindingSource,
  waivers: Waivers,
): AppliedWaiver | undefined {
  return waivers.covering(ban.id, { sighting, identity }, name);
}

/** One hit as reports show it, before waivers. */
export function findingOf(match: BanMatch, evidence: readonly BanMatch[], source: FindingSource): Finding {
  const { ban, severity, sighting, identity, reasons, recorded } = match;
  const remedy = remedyFor(ban, sighting, source);
  return {
    ban: ban.id,
    severity,
    program: sighting,
    ...(recorded ? { recorded } : {}),
    ...(identity ? { vendor: identity.vendor.id } : {}),
    ...(identity?.product ? { product: identity.product.id } : {}),
    reasons,
    authorities: (ban.authorities ?? []).map(({ id }) => id),
    ...(remedy === undefined ? {} : { remedy }),
    ...(evidence.length > 0 ? { evidence: evidence.map(({ sighting: trace }) => trace) } : {}),
  };
}

type System = 'windows' | 'linux' | 'macos';

/** What to do, in general and on this system. */
function remedyFor(
  { remedy }: Ban,
  sighting: Sighting,
  { os }: Pick<SourceResult, 'os'>,
): string | undefined {
  if (!remedy) return undefined;
  const system = systemOf(os?.id, sighting);
  const parts = [remedy.any, system && remedy[system]].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(' ') : undefined;
}

function systemOf(os: string | undefined, { ids = [] }: Sighting): System | undefined {
  if (os === 'windows' || os === 'macos') return os;
  if (os !== undefined) return 'linux';
  const kinds = ids.map((id) => id.slice(0, id.indexOf(':')));
  return (['windows', 'macos', 'linux'] as const).find((system) =>
    kinds.some((kind) => KINDS[system].has(kind)),
  );
}

const KINDS: Readonly<Record<System, ReadonlySet<string>>> = {
  windows: new Set(
    'product-code upgrade-code uninstall-key appx service driver app-path registry-key choco winget'.split(
      ' ',
    ),
  ),
  macos: new Set('bundle-id team-id receipt launchd system-extension kext cask'.split(' ')),
  linux: new Set(
    'deb rpm apk pacman portage slackware snap flatpak systemd init kernel-module apt-source'.split(' '),
  ),
};
