import { type Catalogue, catalogueOf } from '../catalogue/index.ts';
import { explained } from '../evaluate/explain.ts';
import { createEvaluator } from '../evaluate/index.ts';
import { listed } from '../evaluate/vendors.ts';
import type { Ban, Example } from '../schema/index.ts';
import type { HostFacts, Sighting } from '../types.ts';
import type { Diagnostic } from './lint/diagnostic.ts';
import type { RuleSet } from './rule-set.ts';

/** Runs the examples of bans against the bans themselves. */
export interface ExampleRunner {
  /** Every example that does not hold. */
  complaintsOf(ban: Ban): Promise<Diagnostic[]>;
}

/** Ready to run examples; those without a day are checked on this one. */
export function exampleRunner(rules: RuleSet, today: string): ExampleRunner {
  const catalogues = new Map<string, Catalogue>();
  const catalogueOn = (day: string) => {
    const known = catalogues.get(day) ?? catalogueOf(rules.vendors, day, rules.marks);
    catalogues.set(day, known);
    return known;
  };
  return {
    async complaintsOf(ban) {
      const diagnostics: Diagnostic[] = [];
      for (const side of ['banned', 'allowed', 'undecided'] as const) {
        for (const [index, example] of (ban.examples?.[side] ?? []).entries()) {
          const message = await failure(ban, side, example, catalogueOn(example['as-of'] ?? today));
          if (message !== undefined) diagnostics.push({ steps: ['examples', side, index], message });
        }
      }
      return diagnostics;
    },
  };
}

type Side = 'banned' | 'allowed' | 'undecided';

async function failure(
  ban: Ban,
  side: Side,
  example: Example,
  catalogue: Catalogue,
): Promise<string | undefined> {
  const deviceClass = example['device-class'];
  const facts = factsOf(example);
  const options = {
    ...(deviceClass === undefined ? {} : { deviceClass }),
    ...(facts === undefined ? {} : { factsOf: () => facts }),
  };
  const sighting = sightingOf(example);
  const evaluator = await createEvaluator(catalogue, [ban], options);
  const source = {
    name: example.source ?? 'example',
    ...(example.os === undefined ? {} : { os: { id: example.os } }),
  };
  const { findings, gaps } = evaluator.evaluate(source, [sighting]);
  const [finding] = findings;
  const seen: Side = finding ? 'banned' : gaps.length > 0 ? 'undecided' : 'allowed';
  if (seen === side) {
    const severity = example.severity ?? finding?.severity;
    return severity === finding?.severity
      ? undefined
      : `this should weigh ${severity} and weighs ${finding?.severity}`;
  }
  const reasons =
    finding?.reasons ??
    gaps[0]?.reason ??
    (await explained(catalogue, [ban], sighting, options)).flatMap((it) => it.reasons);
  return `this should be ${side} and is ${seen}: ${[reasons].flat().join('; ')}`;
}

/** What a list of hosts would say of the source; undefined where the example says nothing of that. */
function factsOf({ tag, group, site, owner }: Example): HostFacts | undefined {
  const facts = {
    ...(tag === undefined ? {} : { tags: listed(tag) }),
    ...(group === undefined ? {} : { group }),
    ...(site === undefined ? {} : { site }),
    ...(owner === undefined ? {} : { owner }),
  };
  return Object.keys(facts).length === 0 ? undefined : facts;
}

/** An example as something that was seen. */
function sightingOf(example: Example): Sighting {
  const { name, publisher, version, state, kind, folder, purl, maintainer, licence, installed, user } =
    example;
  const lastSeen = example['last-seen'];
  const ids = [...(example.ids ?? []), ...(purl === undefined ? [] : [`purl:${purl}`])];
  return {
    name: name ?? nameOf(purl) ?? ids[0] ?? publisher ?? '',
    ...(publisher === undefined ? {} : { publisher }),
    ...(version === undefined ? {} : { version }),
    ...(ids.length === 0 ? {} : { ids }),
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
    ...(folder === undefined ? {} : { folder }),
    ...(maintainer === undefined ? {} : { maintainer }),
    ...(licence === undefined ? {} : { licence }),
    ...(installed === undefined ? {} : { installedOn: installed }),
    ...(lastSeen === undefined ? {} : { lastSeen }),
    ...(user === undefined ? {} : { user }),
    reader: example.reader ?? 'example',
    path: example.path ?? 'example',
  };
}

/** `foo` of `pkg:npm/%40scope/foo@1.0`. */
function nameOf(purl: string | undefined): string | undefined {
  return purl
    ?.replace(/[?#].*$/u, '')
    .replace(/@[^/@]*$/u, '')
    .split('/')
    .at(-1);
}
