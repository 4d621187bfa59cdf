/** Checks the English of the pages: no word of scripts/words.yml, few semicolons, few passives: run.js prose. */
import { readdirSync, readFileSync } from 'node:fs';
import { createLinter, loadTextlintrc } from 'textlint';

/** At most so many per 1,000 words of a page; one is always allowed, because a short page has no density. */
const MOST: Readonly<Record<Kind, number>> = { semicolons: 2, passives: 5 };
type Kind = 'semicolons' | 'passives';

/** What there is of each in a page. */
interface Counts extends Readonly<Record<Kind, number>> {
  readonly words: number;
  readonly texts: Readonly<Record<Kind, readonly string[]>>;
}

/** "Is installed" and "is banned" are states of a program, the subject of these pages, and no passives. */
const PASSIVE =
  /\b(?:am|are|is|was|were|be|been|being)(?: (?:also|never|not|only|then|always|\w+ly))? (?:(?!banned|based|installed|undecided)\w+ed|built|bought|brought|caught|chosen|cut|done|drawn|driven|found|given|gone|held|hidden|kept|known|laid|left|lost|made|meant|met|paid|put|read|run|said|seen|sent|set|shown|sold|spent|split|taken|thrown|torn|understood|written)\b/giu;

const linter = createLinter({ descriptor: await loadTextlintrc({ configFilePath: '.textlintrc.json' }) });
let isGood = true;
console.log('page: words, dictionary hits, semicolons and passives per 1,000 words');
for (const [page, text] of pages()) {
  const found = await linter.lintText(text, page.endsWith('.md') ? page : `${page}.md`);
  // What the manual says of an option is often a list of its values; the page of the commands has them in tables.
  const messages = found.messages.filter(({ ruleId }) => ruleId !== 'max-comma' || !page.startsWith('man/'));
  for (const { line, message } of messages) console.log(`${page}:${line}: ${message}`);
  const counted = counts(text);
  const failed = (Object.keys(MOST) as Kind[]).filter((name) => counted[name] > allowed(name, counted.words));
  for (const name of failed) {
    console.log(
      `${page}: ${counted[name]} ${name}, at most ${allowed(name, counted.words)}: ${counted.texts[name].join(', ')}`,
    );
  }
  if (messages.length > 0 || failed.length > 0) isGood = false;
  console.log(
    `${page}: ${counted.words}, ${messages.length}, ${density(counted, 'semicolons')}, ${density(counted, 'passives')}`,
  );
}
if (!isGood) process.exitCode = 1;

/** Each page with its text; what is YAML or roff has its sentences alone, line for line. */
function pages(): (readonly [string, string])[] {
  const files = (folder: string, ending: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => `${folder}/${name}`);
  const names = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...files('docs', '.md'),
    ...files('.github/ISSUE_TEMPLATE', '.yml'),
    ...files('man', '.1'),
  ];
  return names.map((name) => [name, sentences(name, readFileSync(name, 'utf8'))] as const);
}

function sentences(name: string, text: string): string {
  if (name.endsWith('.md')) return text;
  if (name.endsWith('.yml'))
    return text.replaceAll(/^.*?(?:name|description|label|value): '?|[{}']|\w+:(?: |$)/gmu, '');
  // The tag of a list item is code, and a line of text after it is one description.
  return text
    .replaceAll(/^\.TP\n.*$/gmu, '\n')
    .replaceAll(/^\.(?:B|TH|br).*$/gmu, '')
    .replaceAll(/(?<=.)\n(?=.)/gu, '\n\n')
    .replaceAll(/^\.S[HS] |\\(?:f[BIR]|&)|\\(?=-)/gmu, '');
}

function counts(text: string): Counts {
  const prose = text
    .replaceAll(/^```[^]*?^```$|<!-- textlint-disable[^]*?<!-- textlint-enable[^>]*-->|<!--[^]*?-->/gmu, '')
    .replaceAll(/`[^`\n]*`/gu, 'code')
    .replaceAll(/\]\([^)]*\)/gu, ']');
  const all = (pattern: RegExp): readonly string[] => prose.match(pattern) ?? [];
  const texts = { semicolons: all(/\S+;/gu), passives: all(PASSIVE) };
  return {
    words: all(/[\p{L}\p{N}][\p{L}\p{N}'’.-]*/gu).length,
    semicolons: texts.semicolons.length,
    passives: texts.passives.length,
    texts,
  };
}

function allowed(name: Kind, words: number): number {
  return Math.max(1, Math.round((MOST[name] * words) / 1000));
}

function density(found: Counts, name: Kind): string {
  return ((1000 * found[name]) / Math.max(found.words, 1)).toFixed(1);
}
