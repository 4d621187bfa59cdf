import { whoIn } from '../flat-ban.ts';
import type { ExportBan, ExportIndicator, Expression, Identified } from '../model/index.ts';
import type { System } from '../system.ts';
import { condition, named } from './condition.ts';
import { type Coverage, coverageOf, coverageTable } from './coverage.ts';
import { nameTables, spellingTables } from './names.ts';
import { glob, list, quoted, row } from './text.ts';

/** One ban as a question to the osquery of one system. */
export interface Query {
  /** A row for each finding; one row of severity `incomplete` where no list of programs has any row. */
  readonly findings: string;
  /** One row where nothing banned is there and the machine was seen at all, else none. */
  readonly passes: string;
  readonly coverage: Coverage;
}

/**
 * Writes the whole judgement of a ban in SQL: rows of tables become programs, their names and ids keys, keys meet
 * marks, marks weigh against each other as in the catalogue, and the ban asks who and what is left.
 */
export function queryOf(ban: ExportBan, system: System): Query {
  const who = whoIn(ban.test);
  const asked = ban.marks.filter(
    ({ competing, vendor, product }) => !competing && (who.size === 0 || who.has(`${vendor}/${product}`)),
  );
  const wanted = new Set<string>([...asked.map(({ kind }) => kind), ...kindsIn(ban.test)]);
  const coverage = coverageOf(ban, wanted, system);
  const indicators = ban.marks.filter(
    ({ kind, competing }) =>
      coverage.kinds.has(kind) &&
      (kind !== 'publisher' || coverage.publishers) &&
      (!competing || coverage.rivals),
  );
  const tables = [
    markTable(indicators),
    coverageTable(coverage, wanted),
    ...nameTables(coverage.publishers),
    ...spellingTables(),
    SAID,
    signalTable(indicators),
    HELD,
    BEST,
    knownTable(ban),
    foundTable(ban),
  ];
  const listed = `SELECT 1 FROM seen WHERE source IN ${list(coverage.tables.flatMap((it) => (it.entries ? [it.name] : [])))}`;
  const head = `WITH RECURSIVE\n${tables.join(',\n')}\n`;
  return {
    findings: `${head}SELECT * FROM found UNION ALL\n${nothing(ban)} WHERE NOT EXISTS (${listed});`,
    passes: `${head}SELECT 1 WHERE EXISTS (${listed})
  AND NOT EXISTS (SELECT 1 FROM found WHERE state <> 'residue');`,
    coverage,
  };
}

function kindsIn(test: Expression): string[] {
  if (test.test === 'shows') return [test.kind];
  if (test.test === 'not') return kindsIn(test.inner);
  return 'tests' in test ? test.tests.flatMap(kindsIn) : [];
}

/** Shapes of marks: whole keys, patterns, and patterns with a version in them. */
function markTable(indicators: readonly ExportIndicator[]): string {
  const rows = indicators.map(({ kind, pattern, vendor, product, rank, low, needs, shared }) => {
    const [head = '', tail = '', ...more] = pattern.split('#');
    const isNumbered = pattern.includes('#') && more.length === 0 && !/[*?]/u.test(pattern);
    const shape = isNumbered ? 2 : /[*?#]/u.test(pattern) ? 1 : 0;
    const text = shape === 0 ? pattern : glob(pattern);
    return row(kind, shape, text, head.length, tail.length, vendor, product, rank, low, needs, shared);
  });
  // A list without rows is no SQL.
  const none = row('', 0, '', 0, 0, '', '', 0, 0, '', 0);
  return `mark(kind, shape, pattern, head, tail, vendor, product, rank, low, needs, shared) AS MATERIALIZED (VALUES\n${[none, ...rows].join(',\n')})`;
}

const SAID = `said(n, via, kind, key) AS MATERIALIZED (
  SELECT s.n, 'name', 'name', k.key FROM seen s JOIN keyed k ON k.text = s.name WHERE s.packaged = 0
  UNION SELECT n, 'name', 'name', key FROM spelled
  UNION SELECT s.n, 'publisher', 'publisher', b.key FROM seen s JOIN bare b ON b.firm = s.firm
${[1, 2, 3, 4].map((i) => `  UNION SELECT n, 'id', kind${i}, key${i} FROM seen WHERE key${i} <> ''`).join('\n')}
  UNION SELECT n, 'folder', 'path', folder FROM seen WHERE folder <> '')`;

/**
 * What lies below a place belongs to it. One join asks for every shape: SQLite copies a table expression, and all that
 * it reads, for every time that it is named, so that five joins are five times the work before the first row is read.
 */
function signalTable(indicators: readonly ExportIndicator[]): string {
  const below = indicators.some(({ kind }) => kind === 'path')
    ? `
    OR m.kind = 'path' AND CASE m.shape WHEN 0 THEN substr(s.key, 1, length(m.pattern) + 1) = m.pattern || '/'
      ELSE s.key GLOB m.pattern || '/*' END`
    : '';
  return `signal(n, via, key, kind, vendor, product, rank, low, needs, shared) AS MATERIALIZED (
  SELECT s.n, s.via, s.key, m.kind, m.vendor, m.product, m.rank, m.low, m.needs, m.shared
  FROM said s JOIN mark m ON m.kind = s.kind AND (CASE m.shape WHEN 0 THEN m.pattern = s.key AND s.key <> ''
      WHEN 1 THEN s.key GLOB m.pattern
      ELSE s.key GLOB m.pattern
        AND trim(substr(s.key, m.head + 1, length(s.key) - m.head - m.tail), '0123456789. ') = '' END${below}))`;
}

/**
 * Marks that decide: no other vendor's publisher speaks against them, and they have the second one that they need. Windows
 * look at the marks of one program in one pass.
 */
const HELD = `weighed AS (SELECT *,
  max(via = 'publisher' AND NOT low) OVER (PARTITION BY n) AS publisher_known,
  max(via = 'publisher' AND NOT low) OVER own AS own_known,
  max(via = 'publisher' OR kind = 'team-id') OVER own AS has_publisher,
  max(via = 'name') OVER own AS has_name,
  max(via = 'folder' OR kind = 'path') OVER own AS has_path,
  min(via) OVER own <> max(via) OVER own OR (via = 'id' AND min(key) OVER own <> max(key) OVER own) AS has_other
  FROM signal WINDOW own AS (PARTITION BY n, vendor)),
held AS (SELECT * FROM weighed WHERE via <> 'folder' AND NOT (shared AND publisher_known AND NOT own_known)
  AND CASE needs WHEN 'publisher' THEN has_publisher WHEN 'name' THEN has_name WHEN 'path' THEN has_path
    ELSE NOT low OR has_other END)`;

const BEST = `best(n, vendor, product, rank) AS MATERIALIZED (SELECT n, vendor, product, max(rank) FROM held GROUP BY n, vendor)`;

/**
 * Every program with who it may be, whether that vendor or product has a program entry here, and whether the ban names
 * what it shows.
 */
function knownTable({ test }: ExportBan): string {
  return `known AS (SELECT *, max(kind = 'program') OVER (PARTITION BY vendor, product) AS product_entry,
  max(kind = 'program') OVER (PARTITION BY vendor) AS vendor_entry
  FROM (SELECT s.*, coalesce(b.vendor, '') AS vendor, coalesce(b.product, '') AS product,
    coalesce(b.vendor, '') || '/' || coalesce(b.product, '') AS who, ${named(test, SCENE)} AS named
    FROM seen s LEFT JOIN best b ON b.n = s.n))`;
}

const SCENE = { row: 's', who: 's.who' };

/**
 * A trace of a program that has an entry is checked by that entry; without one it counts where the product can come
 * without an entry, or where the ban names the trace itself, and else it is residue. A scan also looks whether the
 * program file of a trace is there; a query cannot, since the tables do not show.
 */
function foundTable(ban: ExportBan): string {
  const identities = [...ban.identities];
  const of = (test: (it: Identified) => boolean) =>
    list(identities.filter(([, it]) => test(it)).map(([who]) => who));
  const doubt = ban.unsupported.length === 0 ? "''" : quoted(ban.unsupported.join('; '));
  return `found AS (SELECT ${quoted(ban.id)} AS ban,
  CASE WHEN NOT named AND who IN ${of((it) => it.severity === 'warn')} THEN 'warn' ELSE '${ban.severity}' END AS severity,
  CASE WHEN state <> '' THEN state WHEN named OR who IN ${of((it) => it.alone)} THEN 'installed' ELSE 'residue' END AS state,
  name, version, publisher, vendor, product, source, ${doubt} AS doubt
  FROM known s WHERE ${condition(ban.test, SCENE)}
  AND (named OR who NOT IN ${of((it) => it.severity === 'note')})
  AND (kind = 'program' OR named OR NOT CASE product WHEN '' THEN vendor_entry ELSE product_entry END))`;
}

function nothing({ id }: ExportBan): string {
  const reason = 'no list of programs was read';
  return `SELECT ${[id, 'incomplete', '', reason, '', '', '', '', '', ''].map(quoted).join(', ')}`;
}
