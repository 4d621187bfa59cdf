import { type Catalogue, catalogueOf } from '../catalogue/index.ts';
import { explained } from '../evaluate/explain.ts';
import { judgeOf } from '../evaluate/index.ts';
import type { Ban, Example } from '../schema/index.ts';
import type { Sighting } from '../types.ts';
import type { Complaint } from './lint/diagnostic.ts';
import type { RuleBook } from './rule-set.ts';

/** Runs the examples of bans against the bans themselves. */
export interface ExampleRunner {
  /** Every example that does not hold. */
  complaintsOf(ban: Ban): Promise<Complaint[]>;
}

/** Ready to run examples; those without a day are judged on this one. */
export function exampleRunner(book: RuleBook, today: string): ExampleRunner {
  const catalogues = new Map<string, Catalogue>();
  const catalogueOn = (day: string) => {
    const known = catalogues.get(day) ?? catalogueOf(book.vendors, day, book.marks);
    catalogues.set(day, known);
    return known;
  };
  return {
    async complaintsOf(ban) {
      const complaints: Complaint[] = [];
      for (const side of ['banned', 'allowed', 'undecided'] as const) {
        for (const [index, example] of (ban.examples?.[side] ?? []).entries()) {
          const message = await failure(ban, side, example, catalogueOn(example['as-of'] ?? today));
          if (message !== undefined) complaints.push({ steps: ['examples', side, index], message });
        }
      }
      return complaints;
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
  const options = deviceClass === undefined ? {} : { deviceClass };
  const sighting = sightingOf(example);
  const judge = await judgeOf(catalogue, [ban], options);
  const source = { name: 'example', ...(example.os === undefined ? {} : { os: { id: example.os } }) };
  const { findings, unread } = judge.judge(source, [sighting]);
  const [finding] = findings;
  const seen: Side = finding ? 'banned' : unread.length > 0 ? 'undecided' : 'allowed';
  if (seen === side) {
    const severity = example.severity ?? finding?.severity;
    return severity === finding?.severity
      ? undefined
      : `this should weigh ${severity} and weighs ${finding?.severity}`;
  }
  const reasons =
    finding?.reasons ??
    unread[0]?.reason ??
    (await explained(catalogue, [ban], sighting, options)).flatMap((it) => it.reasons);
  return `this should be ${side} and is ${seen}: ${[reasons].flat().join('; ')}`;
}

/** An example as something that was seen. */
function sightingOf(example: Example): Sighting {
  const { name, publisher, version, state, kind, folder, purl } = example;
  const ids = [...(example.ids ?? []), ...(purl === undefined ? [] : [`purl:${purl}`])];
  return {
    name: name ?? nameOf(purl) ?? ids[0] ?? publisher ?? '',
    ...(publisher === undefined ? {} : { publisher }),
    ...(version === undefined ? {} : { version }),
    ...(ids.length === 0 ? {} : { ids }),
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
    ...(folder === undefined ? {} : { folder }),
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
