import { globOf } from '../matching/glob.ts';
import type { ExportBan, ExportIndicator, ExportModel, Expression } from './model/index.ts';
import type { System } from './system.ts';

/** A mark that by itself says what a program is, and whether the ban means that. */
export interface FlatIndicator {
  readonly kind: string;
  readonly pattern: string;
  /** Of several that meet one program the heaviest counts. */
  readonly rank: number;
  readonly vendor: string;
  readonly product: string;
  readonly banned: boolean;
  /** A trace of it means that it is there, with or without a program entry. */
  readonly alone: boolean;
}

/** A ban for tools that can only look for single marks. */
export interface FlatBan {
  readonly marks: readonly FlatIndicator[];
  /** What of the ban such a tool cannot ask. */
  readonly gaps: readonly string[];
}

/**
 * The marks of a ban that decide alone, the heaviest first, those of what the ban does not mean among them. Marks that
 * need a second one, and conditions that join several tests, are reported as gaps: a tool that cannot ask them must say so.
 */
function plainOf(ban: ExportBan): FlatBan {
  const gaps = new Set<string>([...ban.omitted, ...ban.unsupported]);
  const named = namedIn(ban.test, gaps).map((it) => ({
    ...it,
    rank: 1000,
    vendor: '',
    product: '',
    banned: true,
    alone: true,
  }));
  const who = whoIn(ban.test);
  const weak = ban.marks.filter(
    ({ competing, low, needs, vendor, product }) =>
      !competing && (low || needs !== '') && who.has(`${vendor}/${product}`),
  );
  if (weak.length > 0)
    gaps.add(`${weak.length} marks need a second one and are left out, among them ${examples(weak)}`);
  const sure = ban.marks.filter(
    (indicator) => !indicator.competing && !indicator.low && indicator.needs === '',
  );
  const indicators = sure.map(({ kind, pattern, rank, vendor, product }) => {
    const identity = ban.identities.get(`${vendor}/${product}`);
    const banned = who.has(`${vendor}/${product}`) && identity?.severity !== 'note';
    return { kind, pattern, rank, vendor, product, banned, alone: identity?.alone === true };
  });
  const spared = sparedIn(ban.test);
  const isSpared = ({ kind, pattern }: Named) =>
    spared.some((it) => it.kind === kind && globOf(it.pattern)(pattern));
  const heavier = spared.map((it) => ({ ...it, ...NOT_MEANT, rank: 1001 }));
  const meant = [...named, ...indicators].filter((it) => !it.banned || !isSpared(it));
  return { marks: [...heavier, ...meant].sort((a, b) => b.rank - a.rank), gaps: [...gaps] };
}

const NOT_MEANT = { vendor: '', product: '', banned: false, alone: false } as const;

function examples(indicators: readonly ExportIndicator[]): string {
  return indicators
    .slice(0, 3)
    .map(({ kind, pattern }) => `${kind}:${pattern}`)
    .join(', ');
}

/** Who is meant, whatever else must hold; empty where the test asks for nobody. */
export function whoIn(test: Expression): ReadonlySet<string> {
  if (test.test === 'who') return test.who.has('/') ? new Set() : test.who;
  if (test.test === 'any') return new Set(test.tests.flatMap((it) => [...whoIn(it)]));
  if (test.test === 'all') return test.tests.map(whoIn).find((who) => who.size > 0) ?? new Set();
  return new Set();
}

interface Named {
  readonly kind: string;
  readonly pattern: string;
}

/** What a ban names itself. Of tests that must all hold one is taken for enough: reported, and no false pass. */
function namedIn(test: Expression, gaps: Set<string>): Named[] {
  if (test.test === 'shows') return test.patterns.map((pattern) => ({ kind: test.kind, pattern }));
  if (test.test === 'any') return test.tests.flatMap((it) => namedIn(it, gaps));
  if (test.test !== 'all') return [];
  gaps.add('of several tests that must all hold only one is asked, so that more may be found than is meant');
  if (whoIn(test).size > 0) return [];
  return test.tests.map((it) => namedIn(it, gaps)).find((named) => named.length > 0) ?? [];
}

/** What must not be shown: exceptions, and what the authority leaves open. Their marks come first and mean nothing. */
function sparedIn(test: Expression): Named[] {
  if (test.test === 'all') return test.tests.flatMap(sparedIn);
  return test.test === 'not' ? eachOf(test.inner) : [];
}

function eachOf(test: Expression): Named[] {
  if (test.test === 'shows') return test.patterns.map((pattern) => ({ kind: test.kind, pattern }));
  return test.test === 'any' ? test.tests.flatMap(eachOf) : [];
}

/** A ban with its plain marks. */
export interface Asked {
  readonly ban: ExportBan;
  readonly plain: FlatBan;
}

/**
 * The bans of which a target can ask something; the others are left out and reported, since a check that looks for
 * nothing would pass everywhere.
 *
 * @throws Error when nothing is left
 */
export function askable(model: ExportModel, notices: Set<string>, can: (asked: Asked) => boolean): Asked[] {
  const all = model.bans.map((ban) => ({ ban, plain: plainOf(ban) }));
  const left = all.filter((it) => !can(it)).map(({ ban }) => ban.id);
  for (const id of left) notices.add(`${id}: left out, since nothing of it can be asked here`);
  if (left.length === all.length)
    throw new Error(`nothing of ${left.join(', ')} can be asked by this target`);
  return all.filter(({ ban }) => !left.includes(ban.id));
}

/** Marks of some kinds that the ban means. */
export function bannedOf({ marks: indicators }: FlatBan, ...kinds: readonly string[]): FlatIndicator[] {
  return indicators.filter(({ kind, banned }) => banned && kinds.includes(kind));
}

const KINDS: Readonly<Record<System, string>> = {
  linux:
    'deb rpm apk pacman portage slackware nix opkg snap flatpak appimage systemd init kernel-module apt-source os-release path npm pip',
  windows:
    'name publisher product-code upgrade-code uninstall-key appx service driver app-path process registry-key choco winget path npm pip ' +
    'chrome-extension edge-extension firefox-addon native-messaging-host signer',
  macos:
    'name publisher bundle-id team-id receipt launchd system-extension kext brew cask safari-extension chrome-extension firefox-addon ' +
    'native-messaging-host path npm pip',
};

/** Whether marks of a kind are found on a system at all. */
export function isOn(system: System, kind: string): boolean {
  return KINDS[system].split(' ').includes(kind);
}

/** Shows which kinds of mark of a system a target cannot look for. */
export function hiddenKinds(
  { marks: indicators }: FlatBan,
  systems: readonly System[],
  known: readonly string[],
): string[] {
  const hidden = new Set(
    indicators
      .filter(({ banned, kind }) => banned && !known.includes(kind) && systems.some((it) => isOn(it, kind)))
      .map(({ kind }) => kind),
  );
  return hidden.size === 0
    ? []
    : [`marks of these kinds are not looked for: ${[...hidden].sort().join(', ')}`];
}

/** Text of one line, whatever stands in a rule: for comments. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}
