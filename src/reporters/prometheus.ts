import { order } from '../matching/compare-text.ts';
import { results } from '../report/order.ts';
import { countByStatus } from '../report/program-findings.ts';
import { programCount } from '../report/record.ts';
import type { Reporter, Run } from '../report/run.ts';
import { escapeControls } from '../report/sanitise.ts';
import { daysLeft, findingStatuses, statusOf, verdictOf } from '../report/status.ts';
import type { SourceResult } from '../types.ts';

/** Numbers for a monitoring system, as the textfile collector of node_exporter reads them. */
export const prometheus: Reporter = {
  id: 'prometheus',
  title: 'Prometheus textfile',
  *render(run) {
    yield* metric('interdict_info', 'The version of interdict, and the date of the check.', [
      [{ version: run.tool.version, as_of: run.asOf }, 1],
    ]);
    yield* metric(
      'interdict_configuration',
      'The configuration in force, and where its parts came from.',
      configurationSamples(run),
    );
    yield* metric(
      'interdict_notices',
      'Things that the other reports say in words, such as waivers that ended.',
      [[{}, run.notices.length]],
    );
    yield* metric('interdict_exit_code', '0 clean, 1 banned, 2 failed, 3 incomplete.', [[{}, run.exitCode]]);
    const help = Object.entries(PER_SOURCE);
    for (const [name, { text, samples }] of help) yield* metric(name, text, perSource(run, samples));
  },
};

function configurationSamples({ configuration }: Run): Sample[] {
  if (!configuration) return [];
  const { file, ...origins } = configuration;
  return [[{ file: file ?? '', ...origins }, 1]];
}

/** Seconds, the base unit of time here. */
const DAY = 86_400;

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [Labels, number];

/** One metric after the other, since all samples of a metric have to stand together. */
const PER_SOURCE: Readonly<
  Record<string, { text: string; samples: (result: SourceResult, run: Run) => Iterable<Sample> }>
> = {
  interdict_source_verdict: {
    text: 'Verdict over a source; the one that holds is 1.',
    *samples(result, run) {
      for (const verdict of ['clean', 'banned', 'incomplete'] as const) {
        yield [{ verdict }, verdictOf(result, run) === verdict ? 1 : 0];
      }
    },
  },
  interdict_programs: {
    text: 'Programs seen on a source.',
    *samples(result) {
      yield [{}, programCount(result)];
    },
  },
  interdict_unread: {
    text: 'Places of a source that could not be read.',
    *samples(result) {
      yield [{}, result.gaps.length];
    },
  },
  interdict_programs_found: {
    text: 'Programs of a source that break bans, each once, by the worst standing.',
    *samples(result) {
      const counts = countByStatus(result);
      for (const standing of findingStatuses) {
        if (counts[standing] > 0) yield [{ standing }, counts[standing]];
      }
    },
  },
  interdict_findings: {
    text: 'Findings on a source by ban, vendor and standing.',
    samples: tallied,
  },
  interdict_waiver_left_seconds: {
    text: 'Time until the last day of the first waiver of a ban on a source that ends.',
    samples: waiverTime,
  },
};

function* perSource(
  run: Run,
  samples: (result: SourceResult, run: Run) => Iterable<Sample>,
): Iterable<Sample> {
  for (const outcome of results(run)) {
    for (const [labels, value] of samples(outcome, run)) yield [{ source: outcome.name, ...labels }, value];
  }
}

function* tallied(result: SourceResult): Iterable<Sample> {
  const tally = new Map<string, number>();
  for (const finding of result.findings) {
    const key = JSON.stringify({
      ban: finding.ban,
      vendor: finding.vendor ?? '',
      standing: statusOf(finding),
    });
    tally.set(key, (tally.get(key) ?? 0) + 1);
  }
  for (const [key, number] of [...tally].sort(([a], [b]) => order(a, b))) yield [JSON.parse(key), number];
}

function* waiverTime(result: SourceResult, run: Run): Iterable<Sample> {
  const days = new Map<string, number>();
  for (const { ban, waiver } of result.findings) {
    if (waiver) days.set(ban, Math.min(days.get(ban) ?? Infinity, daysLeft(waiver.expires, run)));
  }
  for (const [ban, left] of [...days].sort(([a], [b]) => order(a, b))) yield [{ ban }, left * DAY];
}

function* metric(name: string, help: string, samples: Iterable<Sample>): Iterable<string> {
  let first = true;
  for (const [labels, value] of samples) {
    if (first) yield `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;
    first = false;
    const list = Object.entries(labels).map(([key, label]) => `${key}="${escaped(label)}"`);
    yield `${name}${list.length > 0 ? `{${list.join(',')}}` : ''} ${value}\n`;
  }
}

function escaped(text: string): string {
  return escapeControls(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
