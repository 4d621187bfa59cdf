/** Files and exported names that had private words once do not come back: each left name has a better one. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Folder → names of files, without their ending, and of folders → what to call such a file. */
const FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  src: {
    court: 'policy',
    judge: 'evaluate',
    beginnings: 'prefix-filter',
    mark: 'cache-validator',
    marks: 'indicators',
    shelf: 'metadata',
    survey: 'scan-sources, classify',
    wanted: 'export model',
    truth: 'ternary',
    broken: 'match-bans',
    hits: 'group-matches',
    known: 'identify',
    ready: 'compile-ban',
    standing: 'severity, status',
    written: 'serialised',
    judging: 'default-rules',
    'house-law': 'lint/style',
    'ban-law': 'lint/ban',
    'vendor-law': 'lint/vendor',
    'match-law': 'lint/match',
    saved: 'report-files/read',
    merged: 'report-files/merge',
    difference: 'report-files/diff',
    verification: 'report-files/verify',
    evidence: 'report-files/rescan',
    harmless: 'sanitise',
    crew: 'worker-pool',
    rounds: 'scheduler',
    ledger: 'record-log',
    collected: 'results',
    'judge-hosts': 'scan-host',
    emptiness: 'empty-scan',
    publish: 'output/write-reports',
    run: 'run in report only: summarise',
    prose: 'print',
    notice: 'warn',
    order: 'compare-text; order of a report stays',
    os: 'detect-os',
    'standard-io': 'io',
    log: 'json-log',
    edition: 'version-text',
    outline: 'command-tree',
    damage: 'errors',
    attempt: 'try',
    present: 'omit-undefined',
    place: 'source-position, location',
    sample: 'head-text',
    head: 'memoise-head',
    'paragraph-scanner': 'deb822/scanner',
    'machine-code': 'wasm-bytes',
    mangled: 'mojibake',
    prompt: 'shell-prompt',
    'text-plausible': 'detect-encoding',
    bom: 'apple-bom',
    bundle: 'app-bundle',
    interest: 'path-filter',
    layer: 'apply-layer',
    rulebook: 'rules',
  },
  tests: {
    house: 'architecture',
    manners: 'cli-conventions',
    hostile: 'corrupt-input',
    cuts: 'truncation',
    pairs: 'equivalence',
    passing: 'prefilter',
    harmless: 'sanitise',
    traps: 'false-positives',
    language: 'rule-schema',
    'vendors-slips': 'vendor-lint',
    popular: 'popular-packages',
    thorough: 'iterations',
  },
  scripts: {
    room: 'docs-sandbox',
    picture: 'screenshot',
    bill: 'sbom',
    hot: 'startup-bundle',
    inside: 'sea',
    parts: 'sea-loader',
  },
};

/** Files that share a name with one of the left ones and are what they are called. */
const KEPT = new Set([
  'src/report/run.ts',
  'src/report/order.ts',
  'src/readers/inventories/osquery/log.ts',
  'src/sources/disk/file-systems/xfs/log.ts',
  'src/sources/disk/bundle.ts',
]);

/** Exported names of `src` → what to call it. */
const NAMES: Readonly<Record<string, string>> = {
  Court: 'Policy',
  convene: 'loadPolicy',
  judged: 'evaluate',
  Judge: 'Evaluator',
  Judgement: 'Evaluation',
  Outcome: 'SourceResult',
  Unread: 'CoverageGap',
  Beginnings: 'PrefixFilter',
  noBeginnings: 'emptyFilter',
  addBeginning: 'addPrefix',
  Passes: 'Prefilter',
  passingBy: 'prefilterFor',
  Passing: 'Prefilter',
  isDull: 'isIrrelevant',
  Demand: 'ValuePattern',
  isNobody: 'isUnlisted',
  HANDED: 'INPUT_FILES',
  takeHanded: 'readInputFile',
  Tree: 'FileResolver',
  Signal: 'IndicatorMatch',
  marksOf: 'indicatorsOf',
  marksOnShelves: 'indicatorsByBucket',
  markOf: 'validatorOf',
  ReaderCard: 'ReaderMetadata',
  cards: 'readerMetadata',
  cardOf: 'metadataOf',
  survey: 'scanSources',
  surveyTar: 'classifyTar',
  Wanted: 'ExportModel',
  wantedOf: 'exportModel',
  Test: 'Expression',
  Sight: 'Coverage',
  Scene: 'Scope',
  Question: 'SystemQuery',
  Plain: 'FlatBan',
  Answer: 'Ternary',
  both: 'and',
  either: 'or',
  opposite: 'not',
  maybe: 'unknown',
  broken: 'matchBans',
  Hit: 'BanMatch',
  Knowledge: 'LookupContext',
  knownAs: 'identify',
  Ready: 'CompiledBan',
  readyBan: 'compileBan',
  compilerFor: 'compileContext',
  Standing: 'EffectiveSeverity, FindingStatus',
  standingOn: 'severityOn',
  Standings: 'exportSeverity',
  asksFor: 'hasIndexFor',
  RuleBook: 'RuleSet',
  Complaint: 'Diagnostic',
  banDebts: 'lintBan',
  Surroundings: 'BaseRules',
  Fate: 'ChangeKind',
  fates: 'changeKinds',
  Again: 'Rescan',
  Unopened: 'UnopenedSource',
  TOLD: 'MAX_LISTED',
  told: 'listed',
  tell: 'warn, printError',
  isRather: 'isPreferred',
  alike: 'identical',
  harmless: 'sanitiseName',
  harmlessText: 'sanitiseText',
  harmlessJson: 'safeJson',
  Crew: 'WorkerPool',
  hireCrew: 'openPool',
  rounds: 'schedule',
  deskOf: 'openCachedPool',
  Ledger: 'RecordLog',
  ledgerLine: 'encodeRecord',
  Collected: 'SweepResults',
  SweepOrder: 'SweepOptions',
  Swept: 'SweepResult',
  Assignment: 'WorkerConfig',
  twins: 'duplicateNames',
  queuedCrew: 'queuePool',
  Gathering: 'ScanState',
  leftOver: 'residueOf',
  emptinessOf: 'emptyReason',
  deliver: 'writeOutput',
  send: 'writeStdout',
  runOf: 'createRun',
  Judged: 'RunInput',
  wrapped: 'a function of reporters/text/layout.ts',
  toldAs: 'outputFormat',
  lastWord: 'writeFatal',
  inWords: 'describeError',
  damage: 'errorCollector',
  Fault: 'ArchiveError',
  Dropped: 'DeletedEntry',
  Built: 'BuiltTree',
  Tolerance: 'FailurePolicy',
  STATUS: 'EXIT_CODES',
  several: 'asArray',
};

/** Exported names of tests and the fuzzer → what to call it. */
const TEST_NAMES: Readonly<Record<string, string>> = {
  times: 'iterations',
  soup: 'randomLines',
  patience: 'timeout',
  owed: 'required',
  Pool: 'Corpus',
  Runaway: 'OutOfMemory',
  Hang: 'Timeout',
  told: 'error',
  meant: 'expectedError',
  spoiled: 'mutated',
};

/** Names of values that had private meanings, anywhere in the code → what to call them. */
const VALUES: Readonly<Record<string, string>> = {
  court: 'policy, context',
  dull: 'irrelevant',
  beginnings: 'prefixes',
  shelf: 'bucket',
  shelves: 'buckets',
  ledger: 'log',
  crew: 'pool',
  desk: 'cachedPool',
  fate: 'kind',
  twins: 'duplicates',
  patience: 'timeout',
  told: 'reported',
  tell: 'report',
  DEEPEST: 'MAX_DEPTH',
  LONGEST: 'MAX_LENGTH',
  ENDINGS: 'EXTENSIONS',
  FEW: 'MAX_LISTED, SMALL_SWEEP',
  MANY: 'MAX_LISTED',
  MOST_REMEMBERED: 'MAX_CACHED',
};

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|js|cjs|wat)$/u.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

test.each(Object.entries(FILES))('no file of %s has an old name', (folder, names) => {
  const wrong = files(folder)
    .filter((file) => !KEPT.has(file))
    .flatMap((file) => {
      const parts = file.split('/').slice(1, -1);
      const name = basename(file).replace(/(?:\.test|\.d)?\.\w+$/u, '');
      return [...parts, name].filter((part) => part in names).map((part) => `${file}: ${names[part]}`);
    });
  expect(wrong).toEqual([]);
});

describe('no file exports an old name', () => {
  test.each(files('src'))('%s', (file) => {
    expect(exportsOf(file).filter((name) => name in NAMES)).toEqual([]);
  });

  test.each(['tests/support', 'fuzz', 'bench', 'scripts'].flatMap(files))('%s', (file) => {
    expect(exportsOf(file).filter((name) => name in TEST_NAMES)).toEqual([]);
  });
});

test.each(['src', 'fuzz', 'bench', 'scripts'].flatMap(files))(
  '%s declares no old name, and its comments have none',
  (file) => {
    const text = readFileSync(file, 'utf8');
    const declared = [...text.matchAll(/\b(?:const|let|function\*?|type|interface) (?<name>\w+)/gu)];
    expect(
      declared.map(({ groups }) => groups?.['name'] ?? '').filter((name) => Object.hasOwn(VALUES, name)),
    ).toEqual([]);
    const comments = text.match(/^\s*(?:\/\/|\/?\*).*$/gmu) ?? [];
    const plain = comments.map((line) => line.replace(/`[^`]*`/gu, ''));
    expect(plain.filter((line) => /\b(?:told|tells?|handed)\b/iu.test(line))).toEqual([]);
  },
);

function exportsOf(file: string): string[] {
  const exported =
    /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (?<name>\w+)/gmu;
  return [...readFileSync(file, 'utf8').matchAll(exported)].map(({ groups }) => groups?.['name'] ?? '');
}
