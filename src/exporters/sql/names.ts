import { folding, joinedKeys, legalForms } from '../model/index.ts';
import { quoted, row } from './text.ts';

/** Rounds in which one legal form behind a name and one before it may fall. */
const ROUNDS = 6;

/**
 * Common table expressions that give display names and publishers the keys that interdict compares: `keyed(text, key)`
 * and `bare(firm, key)`. They read `seen`.
 */
export function nameTables(publishers: boolean): string[] {
  const { letters, signs } = folding();
  const all = [...letters, ...signs];
  return [
    `letter(i, sign, key) AS (VALUES ${all.map(([sign, key], i) => row(i + 1, sign, key)).join(',')})`,
    `word(text) AS MATERIALIZED (SELECT name FROM seen WHERE packaged = 0 UNION SELECT firm FROM seen WHERE firm <> '')`,
    // A name in plain ASCII needs no letters.
    `folded(text, key, i) AS (
  SELECT text, lower(text), CASE WHEN text GLOB '*[^ -~]*' THEN 0 ELSE ${letters.length} END FROM word
  UNION ALL SELECT text, replace(folded.key, sign, letter.key), letter.i FROM folded JOIN letter ON letter.i = folded.i + 1)`,
    `keyed(text, key) AS MATERIALIZED (
  SELECT text, trim(replace(replace(replace(key, ' ', ' ' || char(1)), char(1) || ' ', ''), char(1), ''))
  FROM folded WHERE i = ${all.length})`,
    ...(publishers ? firmTables() : ["bare(firm, key) AS (SELECT '', '' WHERE 0)"]),
  ];
}

/** A company is the same with and without its legal form. */
function firmTables(): string[] {
  const forms = legalForms().map(({ form, words, before }) => row(form, words, before));
  const behind = stripped(
    'substr(form.key, 1, length(form.key) - length(f.text) - 1)',
    "substr(form.key, -length(f.text) - 1) = ' ' || f.text",
  );
  const before = stripped(
    'substr(form.key, length(f.text) + 2)',
    "f.before AND substr(form.key, 1, length(f.text) + 1) = f.text || ' '",
  );
  return [
    `legal(text, words, before) AS (VALUES ${forms.join(',')})`,
    `form(firm, key, round) AS (
  SELECT text, key, 0 FROM keyed WHERE text IN (SELECT firm FROM seen)
  UNION ALL SELECT firm, CASE round % 2 WHEN 0 THEN ${behind} ELSE ${before} END, round + 1 FROM form WHERE round < ${2 * ROUNDS})`,
    `bare(firm, key) AS MATERIALIZED (SELECT firm, ${joinedStripped('key')} FROM form WHERE round = ${2 * ROUNDS})`,
  ];
}

function stripped(shorter: string, condition: string): string {
  return `coalesce((SELECT ${shorter} FROM legal f WHERE ${condition} ORDER BY f.words DESC LIMIT 1), form.key)`;
}

/** Chinese, Japanese and Korean forms are joined to the name without a space. */
function joinedStripped(key: string): string {
  const cases = joinedKeys().map((form) => {
    const { length } = form;
    return `WHEN substr(${key}, -${length}) = ${quoted(form)} AND substr(' ' || ${key}, -${length} - 1, 1) <> ' ' THEN substr(${key}, 1, length(${key}) - ${length})`;
  });
  return `CASE ${cases.join(' ')} ELSE ${key} END`;
}

/** Words that installers put behind a name, as keys. */
const PLATFORMS = ['x64', 'x86', 'x86 64', 'amd64', 'arm64', '64 bit', '32 bit', '64bit', '32bit'];

/**
 * Further spellings of names: without platform, and without the version of the program. They read `seen` and `keyed`
 * and give `spelled(n, key)`.
 */
export function spellingTables(): string[] {
  const cases = PLATFORMS.map(
    (word) =>
      `WHEN substr(k.key, -${word.length + 1}) = ' ${word}' THEN substr(k.key, 1, length(k.key) - ${word.length + 1})`,
  );
  // Digits at the end of a name's last word are no version.
  const rest = "substr(key, length(rtrim(key, '0123456789 ')) + 1)";
  const tail = `CASE instr(${rest}, ' ') WHEN 0 THEN '' ELSE trim(substr(${rest}, instr(${rest}, ' '))) END`;
  const isVersion = (reported: string) =>
    `(version || ' ' LIKE ${reported} || ' %' OR ${reported} || ' ' LIKE version || ' %')`;
  const dotted = "substr(s.name, length(rtrim(s.name, '0123456789.')) + 1)";
  return [
    `plain(n, key, version) AS (SELECT s.n, CASE ${cases.join(' ')} ELSE k.key END, replace(replace(lower(s.version), '.', ' '), '-', ' ')
  FROM seen s JOIN keyed k ON k.text = s.name WHERE s.packaged = 0 AND k.key GLOB '*[0-9]*')`,
    `shorter(n, key) AS (SELECT n, rtrim(substr(key, 1, length(key) - length(tail))) FROM
    (SELECT *, ${tail} AS tail FROM plain WHERE version <> '') WHERE tail <> '' AND ${isVersion('tail')}
  UNION SELECT n, pattern FROM plain JOIN mark ON mark.kind = 'name' AND shape = 0 AND substr(key, 1, length(pattern) + 1) = pattern || ' '
    WHERE version <> '' AND ${isVersion('substr(key, length(pattern) + 2)')}
  UNION SELECT s.n, rtrim(substr(k.key, 1, length(k.key) - length(${dotted}))) FROM seen s JOIN keyed k ON k.text = s.name
    WHERE s.version = '' AND s.packaged = 0 AND s.name GLOB '* [0-9]*.*[0-9]' AND s.name NOT LIKE '%..%'
    AND ${dotted} LIKE '%.%' AND substr(s.name, -length(${dotted}) - 1, 1) = ' ')`,
    `spelled(n, key) AS (SELECT n, key FROM plain UNION
  SELECT n, substr(key, 1, length(key) - length(ending)) FROM shorter
  JOIN (SELECT '' AS ending UNION ALL VALUES (' v'), (' version')) ON key LIKE '%' || ending)`,
  ];
}
