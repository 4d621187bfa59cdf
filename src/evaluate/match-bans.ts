import type { Identification, Identity } from '../catalogue/index.ts';
import type { Ban, Severity } from '../schema/index.ts';
import type { CoverageGap, Sighting } from '../types.ts';
import type { Candidates } from './candidates.ts';
import type { CompiledBan } from './compile-ban.ts';
import type { Subject } from './condition.ts';
import type { BanMatch } from './group-matches.ts';
import type { Identified } from './identify.ts';
import type { WeighedSighting } from './presence/index.ts';
import { type EffectiveSeverity, milder } from './severity.ts';
import { signatureReasons } from './signature-reason.ts';
import { and, isFalse, isTrue, or, type Ternary, unknown } from './ternary.ts';

/** A ban that a sighting may break, with what a finding of it would be. */
export interface Doubt {
  readonly gap: CoverageGap;
  /** What was not shown. */
  readonly why: string;
  readonly subjects: readonly Subject[];
  readonly match: BanMatch;
}

/** Which bans a sighting breaks, and which it may break as far as its manifest shows. */
export function* matchBans(
  candidates: Candidates<CompiledBan>,
  seen: WeighedSighting,
  { identities, possible }: Identification,
  named: readonly CompiledBan[],
  appliesTo: (ban: Ban) => Ternary,
): Generator<BanMatch | Doubt> {
  const { sighting } = seen;
  const own = new Set(named);
  const bans = new Set(named);
  for (const identity of identities) {
    for (const ready of candidates.ofIdentity(identity, sighting)) bans.add(ready);
  }
  for (const ready of bans) {
    const subject = own.has(ready) ? seen.itself : sighting;
    const explained = seen.explained && !own.has(ready);
    const applies = appliesTo(ready.ban);
    if (applies.truth === 'no') continue;
    const { match, answer } = evaluate(ready, subject, identities);
    const isOpen = match !== undefined || answer.truth === 'maybe';
    const allowed = match && possible.find(({ identity }) => mayAllow(ready, sighting, identity));
    if (allowed) yield doubtOf(ready, subject, identities, [allowed.doubt, ...match.reasons]);
    else if (match && applies.truth === 'yes')
      yield own.has(ready) ? match : weighed({ ...match, explained }, seen);
    else if (isOpen && !explained && matters(ready, subject, identities)) {
      yield doubtOf(ready, subject, identities, match ? applies.reasons : answer.reasons);
    }
  }
  for (const { identity, doubt } of possible) {
    for (const ready of candidates.ofIdentity(identity, sighting)) {
      if (
        bans.has(ready) ||
        appliesTo(ready.ban).truth === 'no' ||
        !matters(ready, sighting, [identity]) ||
        evaluate(ready, sighting, [identity]).answer.truth === 'no'
      )
        continue;
      const reason = `${doubt}; it may be ${identity.product?.name ?? identity.vendor.name}`;
      yield doubtOf(ready, sighting, [identity], [reason]);
      bans.add(ready);
    }
  }
}

/** Whether a program that no vendor is known of is on every list that it would have to be on: most programs are. */
export function isOnLists(
  { sighting, identification: { identities, possible }, named }: Identified,
  appliesTo: (ban: Ban) => Ternary,
): boolean {
  if (sighting.kind === 'trace' || identities.length + possible.length > 0) return false;
  const subject = { sighting };
  // Most programs are on the list, and then nothing else needs to be asked.
  return named.every(
    (ready) =>
      ready.only !== undefined &&
      appliesTo(ready.ban).truth === 'yes' &&
      (ready.only(subject).truth === 'yes' || answerOf(ready, subject).truth === 'no'),
  );
}

/** Who a program may be from counts for it where a list allows that vendor. */
function mayAllow({ only }: CompiledBan, sighting: Sighting, identity: Identity): boolean {
  return only !== undefined && only({ sighting, identity }).truth !== 'no';
}

/** Why the thing counts as there or as left behind belongs to the reasons of what it breaks. */
function weighed(match: BanMatch, { reason, doubt }: WeighedSighting): BanMatch {
  if (doubt !== undefined) return { ...match, doubt };
  return reason === undefined ? match : { ...match, reasons: [...match.reasons, reason] };
}

/** A note changes no exit status, whatever is asked for. */
function matters(ready: CompiledBan, sighting: Sighting, identities: readonly Identity[]): boolean {
  return heaviest(ready, subjectsOf(sighting, identities)) !== 'note';
}

/** What a finding would weigh at most. */
function heaviest(ready: CompiledBan, subjects: readonly Subject[]): Severity {
  const severities = new Set(subjects.map((subject) => severityOf(ready, subject)));
  return (['ban', 'warn'] as const).find((severity) => severities.has(severity)) ?? 'note';
}

/** A doubt weighs as much as the finding would. */
function doubtOf(
  ready: CompiledBan,
  sighting: Sighting,
  identities: readonly Identity[],
  reasons: readonly string[],
): Doubt {
  const subjects = subjectsOf(sighting, identities);
  const severity = heaviest(ready, subjects);
  const gap = undecided(ready.ban, sighting, reasons);
  const isResidue = sighting.state === 'residue' && ready.unrecorded === undefined;
  return {
    gap: { ...gap, kind: 'undecided', severity, ...(isResidue && { state: 'residue' as const }) },
    why: reasons.join('; '),
    subjects,
    match: { ban: ready.ban, severity, sighting, identity: identities[0], reasons: [gap.reason] },
  };
}

/** What a ban may be broken by, if it is there at all, weighs as much as if it were. */
export function doubtOfMatch(match: BanMatch): Doubt {
  const { ban, severity, sighting, identity, reasons, doubt = '' } = match;
  const gap = undecided(ban, sighting, [...reasons, doubt]);
  return {
    gap: { ...gap, kind: 'undecided', severity },
    why: [...reasons, doubt].join('; '),
    subjects: [{ sighting, identity }],
    match: { ...match, reasons: [gap.reason] },
  };
}

function subjectsOf(sighting: Sighting, identities: readonly Identity[]): Subject[] {
  return identities.length > 0 ? identities.map((identity) => ({ sighting, identity })) : [{ sighting }];
}

function evaluate(
  ready: CompiledBan,
  sighting: Sighting,
  identities: readonly Identity[],
): { match?: BanMatch; answer: Ternary } {
  const answers = subjectsOf(sighting, identities).map((subject) => ({
    subject,
    answer: answerOf(ready, subject),
  }));
  const found = answers.find(({ answer }) => answer.truth === 'yes');
  if (!found) return { answer: or(answers.map(({ answer }) => answer)) };
  const { ban, effective } = ready;
  const { identity } = found.subject;
  const reasons = [
    ...(identity?.reasons ?? []),
    ...found.answer.reasons,
    ...effectiveReasons(effective, ban),
    ...signatureReasons(sighting),
  ];
  const severity = severityOf(ready, found.subject);
  const match: BanMatch = { ban, severity, sighting, identity, reasons };
  return {
    answer: found.answer,
    match: isRecorded(ready, found.subject) ? { ...match, recorded: true } : match,
  };
}

/** Whether a ban means something that was left behind because a record shows it. */
function isRecorded({ unrecorded }: CompiledBan, subject: Subject): boolean {
  return (
    subject.sighting.state === 'residue' && unrecorded !== undefined && unrecorded(subject).truth !== 'yes'
  );
}

/** An engine inside is harder to be sure of than the brand on the box. */
function severityOf({ ban, brand, heavier, effective }: CompiledBan, subject: Subject): Severity {
  const isBrand = brand === undefined || brand(subject).truth === 'yes';
  const most =
    isBrand || ban.embedded === undefined ? effective.severity : milder(effective.severity, ban.embedded);
  if (heavier.length === 0) return most;
  const [level] = heavier.find(([, condition]) => condition(subject).truth !== 'no') ?? ['note' as const];
  return milder(most, level);
}

/** An exception that cannot be decided does not help. */
function answerOf({ ban, condition, except, open, only, ended }: CompiledBan, subject: Subject): Ternary {
  const answer = condition(subject);
  if (answer.truth === 'no') return answer;
  if (except.some((exception) => exception(subject).truth === 'yes')) return isFalse;
  if (ended) return and([answer, ended(subject)]);
  if (only) return and([answer, forbiddenBy(only(subject), ban.id)]);
  const left = open.map((it) => it(subject)).find(({ truth }) => truth === 'yes');
  if (!left) return answer;
  return unknown(`${ban.authorities?.[0]?.title ?? ban.title} leaves it open`, ...left.reasons);
}

/** The answer of an allow-list turned round: what it allows breaks nothing, and what it may allow is undecided. */
function forbiddenBy(allowed: Ternary, ban: string): Ternary {
  const [reason = `it is not on the list of what ${ban} allows`] = allowed.reasons;
  if (allowed.truth === 'no') return isTrue(reason);
  if (allowed.truth === 'yes') return { truth: 'no', reasons: [] };
  return { truth: 'maybe', reasons: [`${ban} may allow it`, ...allowed.reasons] };
}

function effectiveReasons({ since, duty, severity }: EffectiveSeverity, ban: Ban): string[] {
  const phase =
    since === undefined ? [] : [`the phase since ${since}${duty === undefined ? '' : `: ${duty}`}`];
  const wanted = ban['applies-to']?.['device-class'] ?? 'any';
  if (wanted === 'any') return phase;
  return [
    ...phase,
    `it applies to ${wanted} devices${severity === 'ban' ? '' : ', and the class of this one is unknown'}`,
  ];
}

/** What may break a ban and cannot be decided. */
function undecided(ban: Ban, sighting: Sighting, reasons: readonly string[]): CoverageGap {
  const what = `${sighting.name}${sighting.version === undefined ? '' : ` ${sighting.version}`}`;
  const place = sighting.line === undefined ? '' : `line ${sighting.line}: `;
  return {
    path: sighting.path,
    reader: sighting.reader,
    reason: `${place}cannot decide whether ${what}${violates(ban)}${reasons.join('; ') || 'the manifest has too few facts'}`,
  };
}

function violates({ id }: Ban): string {
  return ` violates ${id}: `;
}

/** The gaps that say that this ban could not be decided. */
export function undecidedBy(ban: Ban, gaps: readonly CoverageGap[]): readonly CoverageGap[] {
  return gaps.filter(({ reason }) => reason.includes(violates(ban)));
}
