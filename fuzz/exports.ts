import { exportTargets } from '../src/exporters/index.ts';
import { exportModel } from '../src/exporters/model/index.ts';
import type { ExportTarget } from '../src/exporters/target.ts';
import { loadRules } from '../src/rules/load.ts';
import { foreignTo } from './exports/code.ts';
import { type Answer, expectedError, type Seed, type Target } from './target.ts';

const DAY = '2026-11-28';
/** Between two words of an input. */
const BETWEEN = '\u001e';
/** What a rule file decides of an export: the last ones are ids of these kinds. */
const KINDS = [
  'deb',
  'rpm',
  'alpm',
  'bundle-id',
  'service',
  'registry-key',
  'chrome-extension',
  'firefox-extension',
];

/** Words that would break out of every language that exports are written in. */
const ATTACKS = [
  'Example AV',
  `'; DROP TABLE alder; --`,
  `" & calculator & "`,
  '$(touch alder) `touch alder`',
  `'@\n"@\nRemove-Item alder #`,
  '’; exit 7 #‘',
  ']]></title><script>alder()</script><!--',
  '---\nalder: {birch: &b cedar}\n- *b',
  'line\nend\u2028of\u0085text\r\n[alder]\nexclude=*',
  `alder*/ || 1=1 \\' %27 \\`,
  '=cmd|alder!A0 ${alder} %s \u001b[31m \u202e',
  '};;\nesac\n}\nalder()\n{',
];
const WORDS = 6 + KINDS.length;
/** Words that are no attack, with all that a pattern may have: each kind of pattern has parts of queries of its own. */
const PLAIN = [
  'plain',
  'pl*in',
  'plain 7#',
  'pl?in one',
  'abcdefghijklmnopabcdefghijklmnop',
  'plain@example.org',
];

const SEEDS: readonly Seed[] = ATTACKS.map((attack, at) => ({
  name: `attack ${at}`,
  bytes: Buffer.from(Array.from({ length: WORDS }, (_, word) => `${attack}${word}`).join(BETWEEN)),
}));

/** One target for each export: a ban of hostile words, whose text must hold no code and no key that plain words do not give. */
export async function exportFuzzTargets(): Promise<Target[]> {
  return Promise.all(
    Object.entries(exportTargets).map(async ([id, load]) => {
      const target = await load();
      const plain = PLAIN.map((word) => textOr(target, Array<string>(WORDS).fill(word)));
      const find = foreignTo(id, await Promise.all(plain));
      return { id: `exports: ${id}`, seeds: SEEDS, run: (bytes: Uint8Array) => answer(target, bytes, find) };
    }),
  );
}

/** The text; empty where a target has no place for any of the words. */
async function textOr(target: ExportTarget, words: readonly string[]): Promise<string> {
  try {
    return await exported(target, words);
  } catch (error) {
    return expectedError(error) && '';
  }
}

async function answer(
  target: ExportTarget,
  bytes: Uint8Array,
  find: (text: string) => string | undefined,
): Promise<Answer> {
  const words = Buffer.from(bytes).toString().split(BETWEEN);
  try {
    const unsafe = find(await exported(target, words));
    return { programs: [], ...(unsafe === undefined ? {} : { unsafe }) };
  } catch (error) {
    return { programs: [], reported: expectedError(error) };
  }
}

/** The text of a ban of these words; one that is not there is a plain one. */
async function exported(target: ExportTarget, words: readonly string[]): Promise<string> {
  const word = (at: number): string => words[at] || 'plain';
  const alternatives = [
    { name: word(0) },
    { publisher: word(1) },
    { path: `/opt/${word(2)}` },
    ...KINDS.map((kind, at) => ({ id: idOf(kind, word(6 + at)) })),
  ];
  const accepted = await Promise.all(alternatives.map((one) => isAccepted(one)));
  const any = [{ id: 'deb:plain' }, ...alternatives.filter((_, at) => accepted[at])];
  const text = JSON.stringify({
    title: word(3),
    why: word(4),
    severity: 'ban',
    match: { any },
    remedy: { any: word(5) },
  });
  const { bans } = await loadRules([{ path: 'bans/own.yaml', text }], ALONE);
  const model = exportModel({
    day: DAY,
    bans: bans.map(({ rule }) => rule),
    deviceClass: undefined,
    rules: { vendors: [], digests: {} },
  });
  return target.render(model, target.systems, { enforce: true }).text;
}

const ALONE = { vendors: [], bans: [] };

function idOf(kind: string, word: string): string {
  return `${kind}:${kind === 'registry-key' ? 'HKLM\\SOFTWARE\\' : ''}${word}`;
}

/** Alternatives that were tried: an input differs from the one that it is made of in a word or two. */
const tried = new Map<string, Promise<boolean>>();
const MAX_TRIED = 5000;

/** Whether a rule file may say this: what it may not say reaches no export. */
function isAccepted(alternative: object): Promise<boolean> {
  const key = JSON.stringify(alternative);
  const known = tried.get(key);
  if (known) return known;
  if (tried.size === MAX_TRIED) tried.clear();
  const answer = isLoaded(alternative);
  tried.set(key, answer);
  return answer;
}

async function isLoaded(alternative: object): Promise<boolean> {
  const text = JSON.stringify({
    title: 'Plain',
    why: 'Plain.',
    severity: 'ban',
    match: { any: [alternative] },
  });
  try {
    await loadRules([{ path: 'bans/own.yaml', text }], ALONE);
    return true;
  } catch (error) {
    return expectedError(error) === '';
  }
}
