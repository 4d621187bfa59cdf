import type { Ban } from '../schema/index.ts';
import type { Finding, Sighting, SourceResult } from '../types.ts';
import type { MatchGroup } from './group-matches.ts';
import type { Waivers } from './waivers.ts';

/** A group of hits as reports show it. */
export function findingOf(
  { hit: match, evidence }: MatchGroup,
  source: Pick<SourceResult, 'name' | 'os'>,
  waivers: Waivers,
): Finding {
  const { ban, severity, sighting, identity, reasons } = match;
  const remedy = remedyFor(ban, sighting, source);
  const waiver = waivers.covering(ban.id, { sighting, identity }, source.name);
  return {
    ban: ban.id,
    severity,
    program: sighting,
    ...(identity ? { vendor: identity.vendor.id } : {}),
    ...(identity?.product ? { product: identity.product.id } : {}),
    reasons,
    authorities: (ban.authorities ?? []).map(({ id }) => id),
    ...(remedy === undefined ? {} : { remedy }),
    ...(evidence.length > 0 ? { evidence } : {}),
    ...(waiver ? { waiver } : {}),
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
