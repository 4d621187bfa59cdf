import type { Catalogue, Identity } from '../catalogue/index.ts';
import type { Ban, Match } from '../schema/index.ts';
import type { Finding, Sighting } from '../types.ts';
import { compileContext } from './compile-ban.ts';
import { type CompileContext, type Condition, conditionOf, type Subject } from './condition.ts';
import { createEvaluator, type EvaluateOptions } from './index.ts';
import { undecidedBy } from './match-bans.ts';
import { severityOn } from './severity.ts';
import { sourceWords } from './source-words.ts';
import { countryOn, listed } from './vendors.ts';

/** What one ban says of a program, and why. */
export interface Explanation {
  readonly ban: Ban;
  readonly verdict: 'banned' | 'allowed' | 'undecided' | 'not in force';
  readonly finding?: Finding;
  readonly reasons: readonly string[];
}

/** What each of some bans says of a program. */
export async function explained(
  catalogue: Catalogue,
  bans: readonly Ban[],
  sighting: Sighting,
  options: EvaluateOptions = {},
): Promise<Explanation[]> {
  return (await createExplainer(catalogue, bans, options))(sighting);
}

/** Bans of one day, ready to explain what they say of programs on a source. */
export async function createExplainer(
  catalogue: Catalogue,
  bans: readonly Ban[],
  options: EvaluateOptions = {},
  source = 'explain',
): Promise<(sighting: Sighting) => Explanation[]> {
  const compiler = await compileContext(catalogue, bans, []);
  const evaluator = await createEvaluator(catalogue, bans, options);
  const parts = compiledParts(compiler);
  return (sighting) => {
    const { findings, gaps } = evaluator.evaluate({ name: source, single: true }, [sighting]);
    const found = new Map(findings.map((finding) => [finding.ban, finding]));
    const [identity] = catalogue.identify(sighting).identities;
    return bans.map((ban) => {
      if (!severityOn(ban, catalogue.day))
        return { ban, verdict: 'not in force', reasons: [`it is not in force on ${catalogue.day}`] };
      const finding = found.get(ban.id);
      if (finding) return { ban, verdict: 'banned', finding, reasons: finding.reasons };
      const open = undecidedBy(ban, gaps);
      if (open.length > 0) return { ban, verdict: 'undecided', reasons: open.map(({ reason }) => reason) };
      return {
        ban,
        verdict: 'allowed',
        // Worked out when they are shown: a name alone is asked of many package managers, and most say the same.
        get reasons() {
          return objections(ban, { sighting, identity }, parts, options);
        },
      };
    });
  };
}

/** Parts of bans that are compiled once, however many programs are asked about. */
interface CompiledParts {
  readonly day: string;
  of(match: Match): Condition;
  /** The same of what is allowed. */
  ofException(match: Match): Condition;
  ofPart(match: Match, key: keyof Match): Condition;
}

/** What of a match is compiled: all of it, as a rule or as an exception from one, or one of its keys. */
type Part = keyof Match | 'whole' | 'exception';

function compiledParts(compiler: CompileContext): CompiledParts {
  const parts = new Map<Match, Map<Part, Condition>>();
  const remembered = (match: Match, key: Part, compile: () => Condition): Condition => {
    const known = parts.get(match) ?? new Map<Part, Condition>();
    parts.set(match, known);
    const condition = known.get(key) ?? compile();
    known.set(key, condition);
    return condition;
  };
  return {
    day: compiler.day,
    of: (match) => remembered(match, 'whole', () => conditionOf(match, compiler)),
    ofException: (match) =>
      remembered(match, 'exception', () => conditionOf(match, { ...compiler, exempts: true })),
    ofPart: (match, key) => remembered(match, key, () => conditionOf({ [key]: match[key] }, compiler)),
  };
}

function objections(
  ban: Ban,
  subject: Subject,
  parts: CompiledParts,
  { deviceClass }: EvaluateOptions,
): string[] {
  const wanted = ban['applies-to']?.['device-class'] ?? 'any';
  if (wanted !== 'any' && deviceClass !== undefined && wanted !== deviceClass)
    return [`it applies to ${wanted} devices`];
  const { sources } = ban['applies-to'] ?? {};
  if (sources !== undefined) return [`it applies to ${sourceWords(sources)} only`];
  const failing = (Object.keys(ban.match) as (keyof Match)[]).flatMap((key) => {
    const isOpen = subject.identity || !IDENTITY_KEYS.has(key);
    const holds = isOpen && parts.ofPart(ban.match, key)(subject).truth !== 'no';
    return holds ? [] : [objection(key, ban.match, subject, parts.day)];
  });
  if (failing.length > 0) return failing;
  const exception = listed(ban.except ?? [])
    .map((match) => parts.ofException(match)(subject))
    .find(({ truth }) => truth === 'yes');
  if (exception) return [`it is left out: ${exception.reasons.join('; ') || 'by an exception'}`];
  const { reasons } = parts.of(ban.match)(subject);
  return [`it cannot be decided, and a note is not shown in doubt: ${reasons.join('; ')}`];
}

function objection(key: keyof Match, match: Match, { identity, sighting }: Subject, day: string): string {
  if (!identity && IDENTITY_KEYS.has(key)) return 'the catalogue does not know it';
  const objector = OBJECTORS[key];
  return objector && identity
    ? objector(identity, match, day)
    : `its ${key} is not what the ban names${shownValue(key, sighting)}`;
}

const IDENTITY_KEYS: ReadonlySet<keyof Match> = new Set(['vendor', 'product', 'category', 'embeds'] as const);

type Objector = (identity: Identity, match: Match, day: string) => string;

const OBJECTORS: Partial<Record<keyof Match, Objector>> = {
  vendor: ({ vendor }, _, day) => `its vendor is ${vendor.name} (${countryOn(vendor, day)})`,
  product: ({ product }) => `it is ${product?.name ?? 'no product that is known'}`,
  category: ({ categories }, { category = [] }) =>
    `its category is ${categories.join(', ')}, and the ban is on ${listed(category).join(', ')}`,
  embeds: () => 'no engine that the ban names is known to be inside',
};

function shownValue(key: keyof Match, sighting: Sighting): string {
  const value = key in sighting ? (sighting as unknown as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' ? `: ${value}` : '';
}
