import type { Identified, Test, WantedBan, WantedMark } from '../../wanted.ts';
import { condition, named } from './condition.ts';
import { nameTables, spellingTables } from './names.ts';
import { type Sight, seenTable, sightOf } from './seen.ts';
import type { System } from './tables.ts';
import { glob, list, quoted, row } from './text.ts';

/** One ban as a question to the osquery of one system. */
export interface Query {
  /** A row for each finding; one row of severity `incomplete` where no list of programs has any row. */
  readonly findings: string;
  /** One row where nothing banned is there and the machine was seen at all, else none. */
  readonly passes: string;
  readonly sight: Sight;
}

/**
 * Writes the whole judgement of a ban in SQL: rows of tables become programs, their names and ids keys, keys meet
 * marks, marks weigh against each other as in the catalogue, and the ban asks who and what is left.
 */
export function queryOf(ban: WantedBan, system: System): Query {
  const wanted = new Set<string>([
    ...ban.marks.filter(({ rival }) => !rival).map(({ kind }) => kind),
    ...kindsIn(ban.test),
  ]);
  const sight = sightOf(ban, wanted, system);
  const marks = ban.marks.filter(
    ({ kind, rival }) =>
      sight.kinds.has(kind) && (kind !== 'publisher' || sight.publishers) && (!rival || sight.rivals),
  );
  const tables = [
    markTable(marks),
    seenTable(sight, wanted),
    ...nameTables(sight.publishers),
    ...spellingTables(),
    SAID,
    signalTable(marks),
    HELD,
    BEST,
    ENTRY,
    foundTable(ban),
  ];
  const head = `WITH RECURSIVE\n${tables.join(',\n')}\n`;
  return {
    findings: `${head}SELECT * FROM found UNION ALL\n${nothing(ban)};`,
    passes: `${head}SELECT 1 WHERE EXISTS (SELECT 1 FROM seen WHERE kind = 'program')
  AND NOT EXISTS (SELECT 1 FROM found WHERE state <> 'residue');`,
    sight,
  };
}

function kindsIn(test: Test): string[] {
  if (test.test === 'shows') return [test.kind];
  if (test.test === 'not') return kindsIn(test.inner);
  return 'tests' in test ? test.tests.flatMap(kindsIn) : [];
}

/** Shapes of marks: whole keys, patterns, and patterns with a version in them. */
function markTable(marks: readonly WantedMark[]): string {
  const rows = marks.map(({ kind, pattern, vendor, product, rank, low, needs, shared }) => {
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

/** What lies below a place belongs to it. */
function signalTable(marks: readonly WantedMark[]): string {
  const has = (test: (mark: WantedMark) => boolean) => marks.some(test);
  const columns = 's.n, s.via, s.key, m.kind, m.vendor, m.product, m.rank, m.low, m.needs, m.shared';
  const meet = (on: string) => `SELECT ${columns} FROM said s JOIN mark m ON m.kind = s.kind AND ${on}`;
  const ways = [
    meet("m.shape = 0 AND m.pattern = s.key AND s.key <> ''"),
    meet('m.shape = 1 AND s.key GLOB m.pattern'),
    meet(`m.shape = 2 AND s.key GLOB m.pattern
    AND trim(substr(s.key, m.head + 1, length(s.key) - m.head - m.tail), '0123456789. ') = ''`),
    ...(has(({ kind }) => kind === 'path')
      ? [
          meet(
            "m.kind = 'path' AND m.shape = 0 AND substr(s.key, 1, length(m.pattern) + 1) = m.pattern || '/'",
          ),
          meet("m.kind = 'path' AND m.shape > 0 AND s.key GLOB m.pattern || '/*'"),
        ]
      : []),
  ];
  return `signal(n, via, key, kind, vendor, product, rank, low, needs, shared) AS MATERIALIZED (
  ${ways.join('\n  UNION ALL ')})`;
}

/** Marks that decide: no other maker's publisher speaks against them, and they have the second one that they need. */
const HELD = `held AS (SELECT * FROM signal s WHERE via <> 'folder'
  AND NOT (shared AND EXISTS (SELECT 1 FROM signal p WHERE p.n = s.n AND p.via = 'publisher' AND NOT p.low)
    AND NOT EXISTS (SELECT 1 FROM signal p WHERE p.n = s.n AND p.via = 'publisher' AND NOT p.low AND p.vendor = s.vendor))
  AND (needs = '' OR EXISTS (SELECT 1 FROM signal o WHERE o.n = s.n AND o.vendor = s.vendor AND CASE s.needs
    WHEN 'publisher' THEN o.via = 'publisher' OR o.kind = 'team-id'
    WHEN 'name' THEN o.via = 'name' ELSE o.via = 'folder' OR o.kind = 'path' END))
  AND (NOT low OR needs <> '' OR EXISTS (SELECT 1 FROM signal o WHERE o.n = s.n AND o.vendor = s.vendor
    AND (o.via <> s.via OR (o.via = 'id' AND o.key <> s.key)))))`;

const BEST = `best(n, vendor, product, rank) AS MATERIALIZED (SELECT n, vendor, product, max(rank) FROM held GROUP BY n, vendor)`;

const ENTRY = `entry(vendor, product) AS MATERIALIZED (
  SELECT DISTINCT b.vendor, b.product FROM best b JOIN seen s ON s.n = b.n WHERE s.kind = 'program')`;

/**
 * A trace of a program that has an entry is judged by that entry; without one it counts where the product can come
 * without an entry, or where the ban names the trace itself, and else something was left behind.
 */
function foundTable(ban: WantedBan): string {
  const scene = { row: 's', who: 'x.who' };
  const marked = named(ban.test, scene);
  const isNamed = marked.length === 0 ? '0' : `(${marked.join(' OR ')})`;
  const identities = [...ban.identities];
  const of = (test: (it: Identified) => boolean) =>
    list(identities.filter(([, it]) => test(it)).map(([who]) => who));
  const doubt = ban.untold.length === 0 ? "''" : quoted(ban.untold.join('; '));
  return `found AS (SELECT ${quoted(ban.id)} AS ban,
  CASE WHEN x.who IN ${of((it) => it.severity === 'warn')} THEN 'warn' ELSE '${ban.severity}' END AS severity,
  CASE WHEN s.state <> '' THEN s.state WHEN ${isNamed} OR x.who IN ${of((it) => it.alone)} THEN 'installed' ELSE 'residue' END AS state,
  s.name AS name, s.version AS version, s.publisher AS publisher, x.vendor AS vendor, x.product AS product,
  s.source AS source, ${doubt} AS doubt
  FROM seen s JOIN (SELECT s.n AS n, coalesce(b.vendor, '') AS vendor, coalesce(b.product, '') AS product,
    coalesce(b.vendor, '') || '/' || coalesce(b.product, '') AS who FROM seen s LEFT JOIN best b ON b.n = s.n) x ON x.n = s.n
  WHERE ${condition(ban.test, scene)}
  AND x.who NOT IN ${of((it) => it.severity === 'note')}
  AND (s.kind = 'program' OR ${isNamed} OR NOT EXISTS (
    SELECT 1 FROM entry e WHERE e.vendor = x.vendor AND (x.product = '' OR e.product = x.product))))`;
}

function nothing({ id }: WantedBan): string {
  const reason = 'no list of programs was read';
  return `SELECT ${[id, 'incomplete', '', reason, '', '', '', '', '', ''].map(quoted).join(', ')}
  WHERE NOT EXISTS (SELECT 1 FROM seen WHERE kind = 'program')`;
}
