import type { Notification, ReportingDescriptor, Result, Location as SarifLocation } from 'sarif';
import { banCoverage } from '../report/ban-coverage.ts';
import { fingerprints } from '../report/fingerprint.ts';
import { locationUri } from '../report/location.ts';
import { findings, gaps, results } from '../report/order.ts';
import type { Reporter, Run } from '../report/run.ts';
import { safeJson, sanitiseText } from '../report/sanitise.ts';
import { statusOf } from '../report/status.ts';
import { authority, timeLeft, title } from '../report/words.ts';
import type { CitedBan, Finding, SourceResult } from '../types.ts';

/** Results as code scanning shows them: each ban is a rule, what could not be read fails the invocation. */
export const sarif: Reporter = {
  id: 'sarif',
  title: 'SARIF 2.1.0',
  *render(run) {
    const rules = new Map(run.bans.map((ban, index) => [ban.id, index]));
    yield `{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [{
    "tool": { "driver": ${safeJson(driver(run))} },
    "results": [`;
    yield* listed(sarifResults(run, rules));
    yield `],
    "invocations": [{
      "executionSuccessful": ${run.summary.unread === 0},
      "exitCode": ${run.exitCode},
      "toolExecutionNotifications": [`;
    yield* listed(notifications(run));
    yield `]
    }],
    "columnKind": "utf16CodeUnits"
  }]
}
`;
  },
};

function driver(run: Run): Record<string, unknown> {
  return {
    name: run.tool.name,
    version: run.tool.version,
    semanticVersion: run.tool.version,
    rules: run.bans.map(rule),
    notifications: [
      { id: 'unread', shortDescription: { text: 'Something was found that could not be read.' } },
    ],
  };
}

function rule(ban: CitedBan): ReportingDescriptor {
  const authorities = ban.authorities.map(({ id, issuer, title, url }) => ({
    text: `${issuer === undefined ? '' : `${issuer}: `}${title} (${id})`,
    url,
  }));
  const why = ban.why ?? ban.title;
  const help = `${why} Remove the program, or accept it with a waiver that has an owner and an end.`;
  const gap = banCoverage(ban);
  const helpUri = authorities.find(({ url }) => url !== undefined)?.url;
  return {
    id: ban.id,
    name: pascalCase(ban.id),
    shortDescription: { text: sentence(ban.title) },
    fullDescription: { text: sentence(why) },
    ...(helpUri === undefined ? {} : { helpUri }),
    help: {
      text: [
        help,
        ...(gap === undefined ? [] : [sentence(gap)]),
        ...authorities.map(({ text, url }) => (url === undefined ? text : `${text}: ${url}`)),
      ].join('\n'),
      markdown: [
        help,
        ...authorities.map(({ text, url }) => (url === undefined ? text : `[${text}](${url})`)),
      ].join('\n\n'),
    },
    defaultConfiguration: { level: LEVELS[ban.severity] },
    // What code scanning sorts and filters by.
    properties: { tags: ['security'], precision: 'very-high', 'security-severity': SCORES[ban.severity] },
  };
}

const LEVELS = { ban: 'error', warn: 'warning', note: 'note' } as const;
const SCORES = { ban: '8.0', warn: '5.0', note: '2.0' } as const;

function* sarifResults(run: Run, rules: ReadonlyMap<string, number>): Iterable<Result> {
  const fingerprint = fingerprints();
  for (const outcome of results(run)) {
    for (const finding of findings(outcome)) {
      yield result(run, outcome, finding, rules.get(finding.ban), fingerprint(outcome, finding));
    }
  }
}

function result(
  run: Run,
  outcome: SourceResult,
  finding: Finding,
  rule: number | undefined,
  print: string,
): Result {
  const { program, waiver } = finding;
  return {
    ruleId: finding.ban,
    ...(rule === undefined ? {} : { ruleIndex: rule }),
    level: statusOf(finding) === 'residue' ? 'note' : LEVELS[finding.severity],
    message: { text: message(run, outcome, finding) },
    locations: [place(outcome, program.path, program.line, program.entry)],
    partialFingerprints: { 'interdict/v1': print },
    ...(waiver && {
      suppressions: [
        {
          kind: 'external',
          status: 'accepted',
          justification: `${waiver.reason} (${waiver.owner}, until ${waiver.expires}: ${timeLeft(waiver.expires, run)})`,
        },
      ],
    }),
    properties: {
      source: outcome.name,
      program: {
        name: program.name,
        version: program.version,
        publisher: program.publisher,
        ids: program.ids,
      },
      state: program.state ?? 'installed',
      kind: program.kind ?? 'program',
      reader: program.reader,
      vendor: finding.vendor,
      product: finding.product,
      authorities: finding.authorities,
    },
  };
}

function message(run: Run, result: SourceResult, finding: Finding): string {
  const state = finding.program.state === 'residue' ? ' (residue)' : '';
  const by = finding.authorities.map((id) => authority(run, finding.ban, id)).join('; ');
  const remedy = finding.remedy === undefined ? '' : ` ${finding.remedy}`;
  const what = `${title(finding.program)}${state} on ${result.name}: ${finding.reasons.join('; ')}.`;
  return plain(`${what}${by === '' ? '' : ` By ${by}.`}${remedy}`);
}

/** In a message `[text](target)` is a link and braces are places for arguments: a name makes neither. */
function plain(text: string): string {
  return sanitiseText(text).replaceAll('](', '] (').replaceAll('{', '{{').replaceAll('}', '}}');
}

function place(result: SourceResult, path: string, line?: number, entry?: string): SarifLocation {
  return {
    physicalLocation: {
      artifactLocation: { uri: locationUri(result, path) },
      // Code scanning shows nothing without a line; a manifest that has none is pointed at as a whole.
      region: { startLine: line ?? 1 },
    },
    ...(entry === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: entry, kind: 'resource' }] }),
  };
}

function* notifications(run: Run): Iterable<Notification> {
  for (const result of results(run)) {
    for (const { path, reason } of gaps(result)) {
      yield {
        descriptor: { id: 'unread', index: 0 },
        level: 'error',
        message: { text: plain(`${result.name}: ${path} could not be read: ${reason}`) },
        locations: [place(result, path)],
      };
    }
  }
}

function* listed(entries: Iterable<unknown>): Iterable<string> {
  let comma = '';
  for (const entry of entries) {
    yield `${comma}\n      ${safeJson(entry)}`;
    comma = ',';
  }
  if (comma !== '') yield '\n    ';
}

function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

function pascalCase(id: string): string {
  return id.replace(/(?:^|[^A-Za-z0-9]+)(?<first>[A-Za-z0-9])/gu, (_, first: string) => first.toUpperCase());
}
