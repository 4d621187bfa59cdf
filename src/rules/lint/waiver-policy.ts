import { anchorsOf } from '../../evaluate/anchors.ts';
import { listed } from '../../evaluate/vendors.ts';
import { globOf } from '../../matching/glob.ts';
import type { Waiver, WaiverPolicy } from '../../schema/index.ts';
import type { Diagnostic } from './diagnostic.ts';

/** What waivers of a house are held to. */
export interface WaiverLaw {
  readonly policy?: WaiverPolicy | undefined;
  /** The day that is asked about: a waiver without a first day is as long as from then to its end. */
  readonly day: string;
}

/** What a waiver says that cannot be meant, or that the policy of the house forbids. */
export function* policyComplaints(
  waiver: Waiver,
  index: number,
  { policy = {}, day }: WaiverLaw,
): Generator<Diagnostic> {
  const { from, expires, owner } = waiver;
  if (from !== undefined && from > expires)
    yield { steps: [index, 'from'], message: `it begins on ${from}, after its end on ${expires}` };
  const { longest, owners } = policy;
  if (longest !== undefined && expires >= day) {
    const days = daysBetween(from ?? day, expires);
    if (days > longest)
      yield {
        steps: [index, 'expires'],
        message: `it lasts ${days} days, and waiver-policy allows ${longest}`,
      };
  }
  if (
    owners !== undefined &&
    !listed(owners).some((pattern) => globOf(pattern.toLowerCase())(owner.toLowerCase()))
  )
    yield {
      steps: [index, 'owner'],
      message: `waiver-policy does not allow the owner ${owner}: ${listed(owners).join(', ')}`,
    };
  for (const scope of listed(policy.forbid ?? [])) {
    if (SCOPES[scope](waiver))
      yield { steps: [index, 'program'], message: `it is too wide: waiver-policy forbids ${scope}` };
  }
}

type Scope = Extract<WaiverPolicy['forbid'], string>;

/** Which waivers have a scope that is too wide. */
const SCOPES: Readonly<Record<Scope, (waiver: Waiver) => boolean>> = {
  'any-program': isForEverything,
  'any-source': ({ sources }) =>
    sources === undefined || patternsIn(sources).some((it) => /^[*?/]*$/u.test(it)),
  'any-version': ({ program }) => program.version === undefined,
  'several-bans': ({ ban }) => listed(ban).length > 1,
};

/** Each pattern for names, or for what lists say of hosts. */
function patternsIn(sources: NonNullable<Waiver['sources']>): readonly string[] {
  const isByName = typeof sources === 'string' || Array.isArray(sources);
  return isByName ? listed(sources) : Object.values(sources).flat();
}

/** Whether a waiver names nothing that a program is: it lets off all that its bans find. */
function isForEverything({ program }: Waiver): boolean {
  const anchors = anchorsOf(program);
  const texts = JSON.stringify(program);
  return (
    anchors === undefined ||
    /"regex":"[(]?[.][*+][)]?"/u.test(texts) ||
    anchors.some((anchor) => anchor.by === 'pattern' && /^(?:pkg:)?[*?#/]*$/u.test(anchor.pattern))
  );
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
