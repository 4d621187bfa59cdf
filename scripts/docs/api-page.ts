import { type Declaration, declarationsOf } from './declarations-read.ts';

/** The sections of the page, with what stands in each. What is exported and named in none is an error. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  'Scan and judge': ['scan', 'inventory', 'sweep', 'evaluatePrograms'],
  Reports: ['render', 'reportFormats', 'merge', 'diff', 'verify'],
  'Plugins of your own': [
    'defineReader',
    'defineReporter',
    'numberedLines',
    'decodeText',
    'sanitiseName',
    'sanitiseText',
    'safeJson',
  ],
  'Step by step': [
    'loadPolicy',
    'openSource',
    'hostSource',
    'scanSource',
    'evaluate',
    'verdictOf',
    'exitCodeOf',
    'EXIT_CODES',
    'readerMetadata',
    'readerOf',
    'allReaders',
    'compiledRuleSet',
    'compileRules',
    'limits',
  ],
  'Words and errors': ['categories', 'severities', 'idKinds', 'gapKinds', 'PluginError', 'RuleError'],
  Options: [
    'ScanCallOptions',
    'InventoryOptions',
    'PolicyChoice',
    'PluginChoice',
    'SweepCallOptions',
    'EvaluateOptions',
    'RenderOptions',
    'MergeCallOptions',
    'VerifyCallOptions',
    'Limits',
    'Target',
  ],
  'What comes out': [
    'Run',
    'SweptRun',
    'SourceResult',
    'Finding',
    'Program',
    'Sighting',
    'CoverageGap',
    'Summary',
    'Verdict',
    'VerifiedReport',
    'PluginRecord',
  ],
  'What a plugin is made of': ['Plugin', 'PluginKit', 'Reader', 'FileResolver', 'Reporter', 'Style', 'Line'],
};

/** Values whose type is long and whose comment says all. */
const LONG = new Set([
  'categories',
  'severities',
  'idKinds',
  'gapKinds',
  'EXIT_CODES',
  'RuleError',
  'PluginError',
]);

/** What is generated of the page on the library, from the declarations of the built package. */
export function apiReference(): string {
  const all = new Map(declarationsOf('dist/types/index.d.ts').map((one) => [one.name, one]));
  const sections = Object.entries(SECTIONS).map(([heading, names]) => {
    const parts = names.map((name) => {
      const one = all.get(name);
      if (!one) throw new Error(`scripts/docs/api-page.ts: the library does not export ${name}`);
      return part(one);
    });
    return `## ${heading}\n\n${parts.join('\n')}`;
  });
  const named = new Set(Object.values(SECTIONS).flat());
  const rest = [...all.values()].filter(({ name }) => !named.has(name));
  const unnamed = rest.filter(({ kind }) => kind === 'function' || kind === 'const' || kind === 'class');
  if (unnamed.length > 0)
    throw new Error(`scripts/docs/api-page.ts: no section has ${unnamed.map(({ name }) => name).join(', ')}`);
  const rows = rest.map(({ name, text }) => `| \`${name}\` | ${cell(text)} |\n`).sort();
  const testing = declarationsOf('dist/types/testing/index.d.ts').map(part);
  return [
    ...sections,
    `## interdict/testing\n\n${testing.join('\n')}`,
    `## Other types\n\n| type | what it is |\n| --- | --- |\n${rows.join('')}`,
  ].join('\n');
}

function part({ name, kind, code, text, params, throws, returns, example }: Declaration): string {
  const lists = [
    ...params.map((param) => `- \`${param.split(' ')[0]}\`: ${joined(param.slice(param.indexOf(' ') + 1))}`),
    ...(returns === undefined ? [] : [`- gives ${joined(returns)}`]),
    ...throws.map((one) => `- throws ${joined(one)}`),
  ];
  const shown = LONG.has(name) && kind !== 'function' ? '' : `\n\`\`\`ts\n${indented(code)}\n\`\`\`\n`;
  const list = lists.length > 0 ? `\n${lists.join('\n')}\n` : '';
  return `### ${name}\n\n${paragraphs(text)}\n${shown}${list}${example === undefined ? '' : `\n${example}\n`}`;
}

/** The compiler moves in by four. */
function indented(code: string): string {
  return code.replaceAll(/^(?: {4})+/gmu, (blanks) => ' '.repeat(blanks.length / 2));
}

function paragraphs(text: string): string {
  return text
    .split(/\n\s*\n/u)
    .map(joined)
    .join('\n\n');
}

function joined(text: string): string {
  return text.replaceAll(/\s*\n\s*/gu, ' ').trim();
}

function cell(text: string): string {
  return joined(text.split(/\n\s*\n/u)[0] ?? '').replaceAll('|', '\\|');
}
