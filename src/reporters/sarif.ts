import type { Notification, ReportingDescriptor, Result, Location as SarifLocation } from 'sarif';
import { banCoverage } from '../report/ban-coverage.ts';
import { jsonEntries } from '../report/json-list.ts';
import { locationUri } from '../report/location.ts';
import type { ProgramFinding } from '../report/program-findings.ts';
import type { Reporter, Run, Style } from '../report/run.ts';
import { safeJson } from '../report/sanitise.ts';
import { findingStatuses } from '../report/status.ts';
import {
  authoritiesOf,
  count,
  digits,
  firstOf,
  place as placeWords,
  reasonWords,
  sentence,
  title,
  waiverWords,
  wholeReport,
} from '../report/words.ts';
import { type LocatedFinding, type SourceName, type WorstFirst, worstFirst } from '../report/worst-first.ts';
import type { CitedBan, Sighting } from '../types.ts';
import { noticeNotifications, plain } from './sarif/notices.ts';

/**
 * What code scanning keeps of a run; it refuses a file with five times as many. Of the locations of a result it shows a
 * hundred.
 *
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
const RESULTS = 5000;
const LOCATIONS = 100;
const NOTIFICATIONS = 1000;
/** UTF-16 units of a description of a rule. */
const DESCRIPTION = 1024;
/** Reasons, authorities, remedies and places of one program that its message names, and bans. */
const NAMED = 6;
const MAX_LISTED = 20;

/** Where the tool is described, as in `package.json`. */
const INFORMATION = 'https://github.com/OWNER/interdict';

/** The rule of the one result that says what had no room. */
const LEFT_OUT = 'left-out';

/** Results as code scanning shows them: a program each, bans as rules; what could not be read fails the invocation. */
export const sarif: Reporter = {
  id: 'sarif',
  title: 'SARIF 2.1.0',
  *render(run, style) {
    const worst = worstFirst(run, { findings: RESULTS, gaps: NOTIFICATIONS });
    yield `{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [{
    "tool": { "driver": ${safeJson(driver(run, worst))} },
    "results": [`;
    yield* jsonEntries(sarifResults(run, style, worst), 6);
    yield `],
    "invocations": [{
      "executionSuccessful": ${run.summary.unread === 0},
      "exitCode": ${run.exitCode},
      "toolExecutionNotifications": [`;
    yield* jsonEntries(notifications(run, style, worst), 6);
    yield `],
      "properties": ${safeJson({ asOf: run.asOf, ...(run.configuration && { configuration: run.configuration }) })}
    }],
    "columnKind": "utf16CodeUnits"
  }]
}
`;
  },
};

function driver(run: Run, worst: WorstFirst): Record<string, unknown> {
  const isCut = leftOut(worst) > 0;
  const cut = 'Programs that break bans are left out of this file.';
  return {
    name: run.tool.name,
    version: run.tool.version,
    semanticVersion: run.tool.version,
    informationUri: INFORMATION,
    rules: [...run.bans.map(rule), ...(isCut ? [leftOutRule(cut)] : [])],
    notifications: [
      { id: 'unread', shortDescription: { text: 'Something was found that could not be read.' } },
      { id: LEFT_OUT, shortDescription: { text: cut } },
      { id: 'notice', shortDescription: { text: 'Something that the operator should know.' } },
    ],
  };
}

function leftOutRule(text: string): ReportingDescriptor {
  return {
    id: LEFT_OUT,
    name: pascalCase(LEFT_OUT),
    shortDescription: { text },
    fullDescription: { text },
    help: { text: 'Read the JSON report of the same run: it has every finding.' },
    defaultConfiguration: { level: 'warning' },
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
    shortDescription: { text: described(ban.title) },
    fullDescription: { text: described(why) },
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

function described(text: string): string {
  return sentence(text.length < DESCRIPTION ? text : `${text.slice(0, DESCRIPTION - 1)}…`);
}

const LEVELS = { ban: 'error', warn: 'warning', note: 'note' } as const;
const SCORES = { ban: '8.0', warn: '5.0', note: '2.0' } as const;

/** The results of a run, the worst first; where some have no room, the last one says so. */
function* sarifResults(run: Run, style: Style, worst: WorstFirst): Iterable<Result> {
  const rules = new Map(run.bans.map((ban, index) => [ban.id, index]));
  const left = leftOut(worst);
  const shown = findingStatuses
    .flatMap((status) => worst.findings[status])
    .slice(0, left > 0 ? RESULTS - 1 : RESULTS);
  for (const located of shown) yield result(run, located, rules);
  const [first] = shown;
  if (left === 0 || first === undefined) return;
  yield {
    ruleId: LEFT_OUT,
    ruleIndex: run.bans.length,
    level: 'warning',
    message: { text: plain(leftOutWords(left, style)) },
    locations: [place(first.source, first.finding.program)],
    partialFingerprints: prints(first.fingerprint.replace(/^.{8}/u, '0'.repeat(8))),
  };
}

/** Programs that have no result. */
function leftOut({ counts }: WorstFirst): number {
  const all = findingStatuses.reduce((sum, status) => sum + counts[status], 0);
  return all <= RESULTS ? 0 : all - (RESULTS - 1);
}

function leftOutWords(left: number, style: Style): string {
  return `${count(left, 'more program')} that break bans are left out, since code scanning keeps ${digits(RESULTS)} results: ${wholeReport(style)}.`;
}

function result(run: Run, located: LocatedFinding, rules: ReadonlyMap<string, number>): Result {
  const { source, finding, fingerprint } = located;
  const { program, bans, status, waivers, alsoSeen } = finding;
  const [first] = bans;
  const rule = rules.get(first?.id ?? '');
  const others = alsoSeen.slice(0, LOCATIONS - 1);
  return {
    ruleId: first?.id ?? LEFT_OUT,
    ...(rule === undefined ? {} : { ruleIndex: rule }),
    level: status === 'residue' ? 'note' : LEVELS[first?.severity ?? 'ban'],
    message: { text: message(run, source, finding) },
    locations: [place(source, program)],
    ...(others.length > 0 && { relatedLocations: others.map((sighting) => place(source, sighting)) }),
    partialFingerprints: prints(fingerprint),
    ...(status === 'waived' && {
      suppressions: waivers.map((waiver) => ({
        kind: 'external',
        status: 'accepted',
        justification: waiverWords(waiver, run),
      })),
    }),
    properties: {
      source: source.name,
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
      bans: bans.map(({ id }) => id),
      authorities: finding.authorities,
    },
  };
}

/**
 * Code scanning knows an alert again by `primaryLocationLineHash` alone, so it is made of who the program is and where
 * it is noted, and not of a line.
 */
function prints(fingerprint: string): Record<string, string> {
  return { 'interdict/v2': fingerprint, primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1` };
}

function message(run: Run, source: SourceName, finding: ProgramFinding): string {
  const { program, bans, reasons, remedies, alsoSeen } = finding;
  const state = program.state === 'residue' ? ' (residue)' : '';
  const by = authoritiesOf(run, finding, NAMED).join('; ');
  const text = [
    sentence(`${title(program)}${state} on ${source.name}: ${reasonWords(reasons, NAMED)}`),
    ...(bans.length > 1
      ? [
          `Breaks ${firstOf(
            bans.map(({ id }) => id),
            MAX_LISTED,
            'more bans',
          ).join(', ')}.`,
        ]
      : []),
    ...(alsoSeen.length > 0
      ? [`Also in ${firstOf(alsoSeen.map(placeWords), NAMED, 'more places').join(', ')}.`]
      : []),
    ...(by === '' ? [] : [sentence(`By ${by}`)]),
    ...firstOf(remedies, NAMED, 'more remedies'),
  ];
  return plain(text.join(' '));
}

function place(source: SourceName, { path, line, entry }: Placed): SarifLocation {
  return {
    physicalLocation: {
      artifactLocation: { uri: locationUri(source, path) },
      // Code scanning shows nothing without a line; a manifest that has none is pointed at as a whole.
      region: { startLine: line ?? 1 },
    },
    ...(entry === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: entry, kind: 'resource' }] }),
  };
}

type Placed = Pick<Sighting, 'path' | 'line' | 'entry'>;

/** What was not read comes before what was left out: neither is silent. */
function* notifications(run: Run, style: Style, worst: WorstFirst): Iterable<Notification> {
  for (const { source, gap } of worst.gaps) {
    yield {
      descriptor: { id: 'unread', index: 0 },
      level: 'error',
      message: { text: plain(`${source.name}: ${gap.path} could not be read: ${gap.reason}`) },
      locations: [place(source, gap)],
    };
  }
  const gapsLeft = worst.gapCount - worst.gaps.length;
  if (gapsLeft > 0) {
    const words = `${count(gapsLeft, 'more place')} could not be read and are left out here: ${wholeReport(style)}.`;
    yield { descriptor: { id: 'unread', index: 0 }, level: 'error', message: { text: plain(words) } };
  }
  const left = leftOut(worst);
  if (left > 0) {
    const descriptor = { id: LEFT_OUT, index: 1 };
    yield { descriptor, level: 'warning', message: { text: plain(leftOutWords(left, style)) } };
  }
  yield* noticeNotifications(run, 2, style);
}

function pascalCase(id: string): string {
  return id.replace(/(?:^|[^A-Za-z0-9]+)(?<first>[A-Za-z0-9])/gu, (_, first: string) => first.toUpperCase());
}
