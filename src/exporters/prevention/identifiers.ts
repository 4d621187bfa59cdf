import { createHash } from 'node:crypto';
import { globOf, isGlob } from '../../matching/glob.ts';
import { type ExportBan, type ExportModel, type Expression, spelled } from '../model/index.ts';
import { isProtected } from './protected.ts';

/** Something that is banned whatever else holds. */
export interface Blocked {
  readonly kind: string;
  /** As the rules spell it. */
  readonly name: string;
  /** By whom, where the catalogue says so. */
  readonly vendor?: string;
}

/** What a control may name. */
export interface Blocklist {
  readonly entries: readonly Blocked[];
  /** Their names, sorted, without repetition. */
  readonly names: readonly string[];
  readonly notices: readonly string[];
  /** Over the rules that gave the names. */
  readonly digest: string;
}

/** How a control writes names. */
export interface NameForm {
  /** Kinds of id that it can stop. */
  readonly kinds: readonly string[];
  /** What a name may hold, of each kind where they differ; all else is left out, so that no name becomes code. */
  readonly form: RegExp | Readonly<Record<string, RegExp>>;
}

/** Letters that a pattern needs before its first wildcard. */
const MIN_LETTERS = 3;

/**
 * The names of some kinds that the bans of a model forbid for sure. Detection may say more than is meant; prevention
 * may not: what needs a second sign, joins conditions, only warns or may meet something else is left out and reported.
 *
 * @throws Error when nothing is left
 */
export function blocklist(model: ExportModel, { kinds, form }: NameForm): Blocklist {
  const notices = new Set<string>();
  const blocked = new Map<string, Blocked>();
  const isSafe = ({ kind, name }: Blocked) =>
    (form instanceof RegExp ? form : form[kind])?.test(name) === true && isNarrow(name);
  for (const ban of model.bans) {
    const found = ban.severity === 'ban' ? blockedBy(ban, model, kinds, notices) : [];
    if (ban.severity !== 'ban') notices.add(`${ban.id}: left out, since it only warns`);
    const fit = found.filter(isSafe);
    if (fit.length < found.length)
      notices.add(
        `${ban.id}: left out are names that are not safe to write here: ${found.length - fit.length}`,
      );
    if (ban.severity === 'ban' && fit.length === 0)
      notices.add(`${ban.id}: nothing of it can be stopped here`);
    for (const entry of fit) blocked.set(`${entry.kind}:${entry.name}`, entry);
  }
  notices.add('waivers are not written: leave the machines that have one out of the scope');
  if (blocked.size === 0)
    throw new Error(`nothing of ${model.bans.map(({ id }) => id).join(', ')} can be stopped here`);
  const entries = [...blocked.keys()].sort().flatMap((key) => blocked.get(key) ?? []);
  const names = [...new Set(entries.map(({ name }) => name))].sort();
  return { entries, names, notices: [...notices], digest: digestOf(model) };
}

/** The names of one kind, in their order. */
export function namesOfKind({ entries }: Blocklist, kind: string): readonly string[] {
  return entries.filter((it) => it.kind === kind).map(({ name }) => name);
}

function digestOf({ bans }: ExportModel): string {
  const lines = bans.map(({ id, digest }) => `${id} ${digest}\n`).sort();
  return `sha256:${createHash('sha256').update(lines.join('')).digest('hex')}`;
}

function isNarrow(name: string): boolean {
  if (name.search(/[*?]/u) >= 0 && name.search(/[*?]/u) < MIN_LETTERS) return false;
  return !isProtected(name);
}

function blockedBy(
  ban: ExportBan,
  { spellings }: ExportModel,
  kinds: readonly string[],
  notices: Set<string>,
): Blocked[] {
  const { who, shown, partial } = meantBy(ban.test);
  if (partial) notices.add(`${ban.id}: conditions that join several tests are left out`);
  const isBanned = (vendor: string, product: string) => {
    const identity = `${vendor}/${product}`;
    return who.has(identity) && ban.identities.get(identity)?.severity === 'ban';
  };
  const isWhole = (vendor: string) =>
    [...ban.identities.values()].every((it) => it.vendor !== vendor || isBanned(vendor, it.product));
  const ofKind = ban.marks.filter(({ kind }) => kinds.includes(kind));
  const [meant, others] = [ofKind, ofKind].map((marks, index) =>
    marks.filter(
      ({ vendor, product }) =>
        (isBanned(vendor, product) && (product !== '' || isWhole(vendor))) === (index === 0),
    ),
  ) as [typeof ofKind, typeof ofKind];
  const sure = meant
    .filter(({ competing, low, needs }) => !competing && !low && needs === '')
    .map(({ kind, pattern, vendor }) => ({ kind, pattern, vendor }));
  const named = shown
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap(({ kind, patterns }) => patterns.map((pattern) => ({ kind, pattern })));
  const free = [...sure, ...named].filter((one) => {
    const matches = isGlob(one.pattern) ? globOf(one.pattern) : (text: string) => text === one.pattern;
    return !others.some(({ pattern }) => matches(pattern.replace(/[*?#]/gu, 'x')) || matches(pattern));
  });
  return free.map(({ pattern, ...one }) => ({ ...one, name: spelled(spellings, one.kind, pattern) }));
}

type Shown = Extract<Expression, { readonly test: 'shows' }>;

interface Meant {
  readonly who: ReadonlySet<string>;
  readonly shown: readonly Shown[];
  readonly partial: boolean;
}

/** Of tests that must all hold, exceptions by vendor, product or category only make the rest narrower. */
function limited(tests: readonly Expression[]): Meant {
  const limits = tests.flatMap((it) => (it.test === 'who' && it.who.has('/') ? [it.who] : []));
  const [main, ...more] = tests.filter((it) => it.test !== 'who' || !it.who.has('/'));
  if (!main || more.length > 0) return { who: new Set(), shown: [], partial: true };
  const { who, ...rest } = meantBy(main);
  return { ...rest, who: new Set([...who].filter((it) => limits.every((limit) => limit.has(it)))) };
}

/** Whom and what a test means by itself, and whether it asks for more than that. */
function meantBy(test: Expression): Meant {
  if (test.test === 'who')
    return { who: test.who.has('/') ? new Set() : test.who, shown: [], partial: test.who.has('/') };
  if (test.test === 'shows') return { who: new Set(), shown: [test], partial: false };
  if (test.test === 'all') return limited(test.tests);
  if (test.test !== 'any') return { who: new Set(), shown: [], partial: true };
  const parts = test.tests.map(meantBy);
  return {
    who: new Set(parts.flatMap(({ who }) => [...who])),
    shown: parts.flatMap(({ shown }) => shown),
    partial: parts.some(({ partial }) => partial),
  };
}
