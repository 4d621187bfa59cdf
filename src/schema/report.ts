import * as v from 'valibot';
import { findingStatuses, gapKinds, severities } from '../vocabulary.ts';

/**
 * The JSON report, schema version 1. More keys may come; those that stand here keep their name and meaning.
 * One description gives what reads reports back and `schema/report.schema.json`.
 */

// JSON Schema knows no flags of regular expressions, so these have none.
const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/), v.description('a day, UTC'));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const verdict = v.picklist(['clean', 'banned', 'incomplete']);
const severity = v.picklist(Object.keys(severities) as (keyof typeof severities)[]);

const program = v.looseObject({
  name: v.string(),
  version: v.nullable(v.string()),
  publisher: v.nullable(v.string()),
  ids: v.pipe(v.array(v.string()), v.description('`kind:value`, as `deb:openssl`')),
  state: v.pipe(
    v.picklist(['installed', 'partial', 'residue']),
    v.description('`partial` counts as installed, `residue` is left after removal'),
  ),
  kind: v.picklist(['program', 'trace']),
  reader: v.string(),
  path: v.pipe(v.string(), v.description('the manifest, from the root of its source')),
  user: v.nullable(v.string()),
  maintainer: v.exactOptional(v.string()),
  licence: v.exactOptional(v.pipe(v.string(), v.description('as its list writes it'))),
  arch: v.exactOptional(v.string()),
  installedOn: v.exactOptional(v.string()),
  lastSeen: v.exactOptional(
    v.pipe(v.string(), v.description('last day on which a record of the system shows the file')),
  ),
  marks: v.exactOptional(v.array(v.string())),
  folder: v.exactOptional(v.string()),
  executable: v.exactOptional(v.pipe(v.string(), v.description('the program file that a trace names'))),
  executableFound: v.exactOptional(v.pipe(v.boolean(), v.description('whether that file is there'))),
  line: v.exactOptional(count),
  entry: v.exactOptional(v.pipe(v.string(), v.description('a key or record in the manifest'))),
});

const waiver = v.looseObject({
  reason: v.string(),
  owner: v.string(),
  from: v.exactOptional(day),
  expires: day,
  file: v.exactOptional(v.string()),
});

const finding = v.looseObject({
  ban: v.string(),
  severity: v.pipe(severity, v.description('of the ban on the date')),
  status: v.exactOptional(
    v.pipe(v.picklist(findingStatuses), v.description('what it amounts to, after waivers and residue')),
  ),
  group: v.exactOptional(
    v.pipe(count, v.description('findings of one source with the same number are about one program')),
  ),
  program,
  recorded: v.exactOptional(
    v.pipe(v.literal(true), v.description('residue that counts: the ban asks for the day of its record')),
  ),
  vendor: v.nullable(v.string()),
  product: v.nullable(v.string()),
  reasons: v.pipe(v.array(v.string()), v.description('from the program to the ban, one sentence each')),
  authorities: v.array(v.string()),
  remedy: v.exactOptional(v.string()),
  evidence: v.exactOptional(v.pipe(v.array(program), v.description('other traces of the same product'))),
  waiver: v.nullable(waiver),
});

const manifest = v.looseObject({
  path: v.string(),
  reader: v.string(),
  programs: count,
  sha256: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
});

const unread = v.looseObject({
  path: v.string(),
  reader: v.exactOptional(v.string()),
  reason: v.string(),
  kind: v.exactOptional(v.picklist(Object.keys(gapKinds) as (keyof typeof gapKinds)[])),
  severity: v.exactOptional(v.pipe(severity, v.description('of what is undecided: what it would weigh'))),
  state: v.exactOptional(v.literal('residue')),
});

const source = {
  name: v.string(),
  kind: v.picklist(['host', 'folder', 'archive', 'image', 'disk', 'file']),
  os: v.exactOptional(v.looseObject({ id: v.string(), version: v.exactOptional(v.string()) })),
  hostname: v.exactOptional(v.pipe(v.string(), v.description('what the machine calls itself'))),
  collected: v.exactOptional(
    v.pipe(v.string(), v.description('when its data was collected, ISO 8601, by its collector or its files')),
  ),
  owner: v.exactOptional(v.pipe(v.string(), v.description('from the list of hosts'))),
  site: v.exactOptional(v.pipe(v.string(), v.description('from the list of hosts'))),
  group: v.exactOptional(v.pipe(v.string(), v.description('from the list of hosts: unit, department, team'))),
  tags: v.exactOptional(v.pipe(v.array(v.string()), v.description('from the list of hosts'))),
  coverage: v.exactOptional(
    v.pipe(
      v.looseObject({
        notCovered: v.array(v.looseObject({ what: v.string(), count, paths: v.array(v.string()) })),
      }),
      v.description('what the verdict knowingly does not cover: containers, chroots, other volumes, homes'),
    ),
  ),
  deep: v.exactOptional(
    v.pipe(
      v.looseObject({ files: count, opened: count, programs: count }),
      v.description('what --deep covered: files met, files opened, program files among them'),
    ),
  ),
  manifests: v.array(manifest),
  unread: v.pipe(v.array(unread), v.description('coverage gaps: why the scan is incomplete')),
};

const judgedSource = { ...source, verdict, programs: count, findings: v.array(finding) };
const listedSource = { ...source, programs: v.array(program) };

const ban = v.looseObject({
  id: v.string(),
  title: v.string(),
  why: v.exactOptional(v.string()),
  severity,
  requires: v.exactOptional(
    v.pipe(v.string(), v.description('what it requires, of a ban that asks for software')),
  ),
  mildest: v.exactOptional(
    v.pipe(severity, v.description('of its findings, where one may be milder than the ban')),
  ),
  next: v.exactOptional(
    v.pipe(
      v.looseObject({
        from: day,
        severity: v.picklist([...(Object.keys(severities) as (keyof typeof severities)[]), 'none']),
        duty: v.exactOptional(v.string()),
      }),
      v.description('the next phase of the ban after the date; `none` ends it'),
    ),
  ),
  digest: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
  authorities: v.array(
    v.looseObject({
      id: v.string(),
      title: v.string(),
      issuer: v.exactOptional(v.string()),
      url: v.exactOptional(v.string()),
    }),
  ),
  coverage: v.exactOptional(
    v.looseObject({
      listed: v.exactOptional(count),
      encoded: v.exactOptional(count),
      notEncoded: v.pipe(v.array(v.string()), v.description('items of the list that the ban cannot find')),
    }),
  ),
});

const texts = v.union([v.string(), v.array(v.string())]);
const kinds = v.picklist(Object.keys(gapKinds) as (keyof typeof gapKinds)[]);
const tolerance = v.looseObject({
  path: v.exactOptional(texts),
  kind: v.exactOptional(v.union([kinds, v.array(kinds)])),
  sources: v.exactOptional(texts),
});

const options = v.looseObject({
  sweep: v.exactOptional(v.pipe(v.array(v.string()), v.description('what the sweep was given'))),
  sourceNames: v.exactOptional(
    v.pipe(v.record(v.string(), v.string()), v.description('paths of sources with names of their own')),
  ),
  as: v.exactOptional(v.string()),
  columns: v.exactOptional(v.string()),
  deviceClass: v.exactOptional(v.string()),
  platform: v.exactOptional(v.string()),
  allLayers: v.exactOptional(v.boolean()),
  guests: v.exactOptional(v.boolean()),
  deep: v.exactOptional(v.boolean()),
  allowEmpty: v.exactOptional(v.boolean()),
});

const head = {
  schemaVersion: v.literal(1),
  tool: v.looseObject({ name: v.literal('interdict'), version: v.string() }),
  asOf: day,
  shard: v.exactOptional(
    v.pipe(
      v.string(),
      v.regex(/^[0-9]{1,6}\/[0-9]{1,6}$/),
      v.description('`2/5`: the second of five parts of a sweep'),
    ),
  ),
  failOn: v.exactOptional(v.picklist(['ban', 'warn', 'residue'])),
  allowUnread: v.exactOptional(v.boolean()),
  tolerate: v.exactOptional(
    v.pipe(v.array(tolerance), v.description('gaps that do not change the verdict, by place and kind')),
  ),
  configuration: v.exactOptional(
    v.pipe(
      v.looseObject({
        file: v.nullable(v.string()),
        bans: v.string(),
        waivers: v.string(),
        tolerance: v.string(),
        baseline: v.exactOptional(v.string()),
      }),
      v.description('the configuration in force, and what came from it'),
    ),
  ),
  plugins: v.exactOptional(
    v.pipe(
      v.array(
        v.looseObject({
          file: v.string(),
          sha256: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
          readers: v.array(v.string()),
          reporters: v.array(v.string()),
        }),
      ),
      v.description('plugins in force, with what each brings'),
    ),
  ),
  options: v.exactOptional(v.pipe(options, v.description('how the sources were read, if not by default'))),
  exitCode: v.picklist([0, 1, 2, 3]),
  summary: v.looseObject({
    sources: count,
    programs: count,
    findings: count,
    banned: count,
    warned: count,
    residue: count,
    waived: count,
    unread: count,
    unmet: v.exactOptional(
      v.pipe(count, v.description('of the banned programs those that are required, and missing or too old')),
    ),
    byGroup: v.exactOptional(
      v.pipe(
        v.record(
          v.string(),
          v.looseObject({ sources: count, banned: count, incomplete: count, clean: count }),
        ),
        v.description('sources of each group of the list of hosts, by their verdicts'),
      ),
    ),
    byProgram: v.exactOptional(
      v.pipe(
        v.looseObject({ banned: count, warned: count, noted: count, residue: count, waived: count }),
        v.description('programs, each once and by the worst of its bans'),
      ),
    ),
  }),
  notices: v.exactOptional(v.array(v.string())),
};

const judgedHead = { ...head, bans: v.array(ban), verdict };

/** A report of a scan or a sweep. */
export const judgedReport = v.looseObject({ ...judgedHead, sources: v.array(v.looseObject(judgedSource)) });

/** A report of an inventory: nothing is checked, and every program is listed. */
export const listedReport = v.looseObject({ ...head, sources: v.array(v.looseObject(listedSource)) });

/** Any report, for the published schema. */
export const reportFile = v.pipe(
  v.union([judgedReport, listedReport]),
  v.title('Report of interdict, schema version 1'),
);

const isSource = { type: v.literal('source') };
const isSummary = { type: v.literal('summary') };

/** A source in an NDJSON report of a scan or a sweep. */
export const judgedSourceLine = v.looseObject({ ...isSource, ...judgedSource });

/** A source in an NDJSON report of an inventory. */
export const listedSourceLine = v.looseObject({ ...isSource, ...listedSource });

/** The last line of an NDJSON report of a scan or a sweep. */
export const judgedSummaryLine = v.looseObject({ ...isSummary, ...judgedHead });

/** The last line of an NDJSON report of an inventory. */
export const listedSummaryLine = v.looseObject({ ...isSummary, ...head });

/** Any line of an NDJSON report, for the published schema. */
export const reportLine = v.pipe(
  v.union([judgedSourceLine, listedSourceLine, judgedSummaryLine, listedSummaryLine]),
  v.title('Line of an NDJSON report of interdict, schema version 1'),
);

/** A source of a report. */
export type ReportSource = v.InferOutput<typeof judgedSourceLine> | v.InferOutput<typeof listedSourceLine>;
