import { type Catalogue, catalogueOf } from '../catalogue/index.ts';
import { judgeOf } from '../evaluate/index.ts';
import type { Ban, Example } from '../schema/index.ts';
import type { Finding, Sighting } from '../types.ts';
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
      for (const side of ['banned', 'allowed'] as const) {
        for (const [index, example] of (ban.examples?.[side] ?? []).entries()) {
          const message = await failure(ban, side, example, catalogueOn(example['as-of'] ?? today));
          if (message !== undefined) complaints.push({ steps: ['examples', side, index], message });
        }
      }
      return complaints;
    },
  };
}

async function failure(
  ban: Ban,
  side: 'banned' | 'allowed',
  example: Example,
  catalogue: Catalogue,
): Promise<string | undefined> {
  const deviceClass = example['device-class'];
  const judge = await judgeOf(catalogue, [ban], deviceClass === undefined ? {} : { deviceClass });
  const { findings, unread } = judge.judge({ name: 'example' }, [sightingOf(example)]);
  const [finding] = findings;
  const doubt = unread[0]?.reason;
  if (side === 'allowed') return allowedFailure(finding, doubt);
  if (!finding) return `this should be banned and is not${doubt === undefined ? '' : `: ${doubt}`}`;
  const severity = example.severity ?? finding.severity;
  return severity === finding.severity
    ? undefined
    : `this should weigh ${severity} and weighs ${finding.severity}`;
}

function allowedFailure(finding: Finding | undefined, doubt: string | undefined): string | undefined {
  if (finding) return `this should be allowed and is banned: ${finding.reasons.join('; ')}`;
  return doubt === undefined ? undefined : `this should be allowed, but ${doubt}`;
}

/** An example as something that was seen. */
function sightingOf(example: Example): Sighting {
  const { name, publisher, version, ids, state, kind, folder } = example;
  return {
    name: name ?? ids?.[0] ?? publisher ?? '',
    ...(publisher === undefined ? {} : { publisher }),
    ...(version === undefined ? {} : { version }),
    ...(ids === undefined ? {} : { ids }),
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
    ...(folder === undefined ? {} : { folder }),
    reader: example.reader ?? 'example',
    path: example.path ?? 'example',
  };
}
