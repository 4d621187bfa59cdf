/** One run, every report: golden files of their real types, which can be opened and checked by others. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cleanRun, incompleteRun, inventoryRun, scanRun } from '../../fixtures/reports/run.ts';
import type { Run, Style } from '../../src/report/run.ts';
import { reporters } from '../../src/reporters/index.ts';
import type { Finding, SourceResult } from '../../src/types.ts';

const GOLDEN = '../../fixtures/reports';
const PAPER = { color: false, width: 80 };

/** Reporter → the ending of its golden file, if that is not its name. */
const FILE_TYPES: Readonly<Record<string, string>> = {
  email: 'eml',
  github: 'github.txt',
  gitlab: 'gitlab.json',
  'in-toto': 'intoto.json',
  junit: 'junit.xml',
  markdown: 'md',
  prometheus: 'prom',
  slack: 'slack.json',
  teams: 'teams.json',
  text: 'txt',
  'webhook-json': 'webhook.json',
};

/** Bills of materials have their own tests. */
const SBOMS = new Set(['cyclonedx', 'spdx']);

const EXTENSIONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(reporters)
    .filter((id) => !SBOMS.has(id))
    .map((id) => [id, FILE_TYPES[id] ?? id]),
);

describe('goldens', () => {
  test.each(Object.entries(EXTENSIONS))('%s tells the whole run', async (id, ending) => {
    await expect(await render(id, scanRun)).toMatchFileSnapshot(`${GOLDEN}/outcome.${ending}`);
  });

  test.each(['text', 'json', 'csv', 'markdown', 'html'])('%s lists an inventory', async (id) => {
    await expect(await render(id, inventoryRun)).toMatchFileSnapshot(`${GOLDEN}/inventory.${EXTENSIONS[id]}`);
  });

  test.each([
    ['clean', cleanRun],
    ['incomplete', incompleteRun],
  ])('text says that a run is %s', async (name, run) => {
    await expect(await render('text', run)).toMatchFileSnapshot(`${GOLDEN}/${name}.txt`);
  });

  test('every reporter has the name of its file', () => {
    const files = readdirSync('src/reporters')
      .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
      .map((name) => name.replace(/\.ts$/u, ''));
    expect(Object.keys(reporters).sort()).toEqual(files.sort());
  });

  test.each(Object.keys(EXTENSIONS))('%s has its name as its id', async (id) => {
    expect((await reporters[id]?.())?.id).toBe(id);
  });
});

describe('the same bytes', () => {
  test.each(Object.keys(EXTENSIONS))('%s does not depend on the order in which things come', async (id) => {
    const turned = (outcome: SourceResult): SourceResult => ({
      ...outcome,
      sightings: [...outcome.sightings].reverse(),
      manifests: [...outcome.manifests].reverse(),
      findings: [...outcome.findings].reverse(),
      gaps: [...outcome.gaps].reverse(),
    });
    const run = { ...scanRun, outcomes: [...scanRun.results].reverse().map(turned) };
    expect(await render(id, run)).toBe(await render(id, scanRun));
  });
});

describe('hostile names', () => {
  const HARMFUL = /[^\P{Cc}\n\r\t]|[\u00AD\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/u;

  test.each(Object.keys(EXTENSIONS))('%s holds no character that acts on a terminal or hides', async (id) => {
    for (const run of [scanRun, inventoryRun]) expect(await render(id, run)).not.toMatch(HARMFUL);
  });

  test('text in colour writes no escape of its own but colours', async () => {
    const text = await render('text', scanRun, { color: true, width: 80 });
    expect(text).toContain('\u001b[');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
    expect(text.replace(/\u001b\[[0-9;]*m/gu, '')).toBe(await render('text', scanRun));
  });

  test('no name begins a workflow command', async () => {
    const lines = (await render('github', scanRun)).trimEnd().split('\n');
    expect(lines).toHaveLength(10 + 2 + 2);
    for (const line of lines) expect(line).toMatch(/^::(?:error|warning|notice) [^:]+::/u);
  });

  test('no cell is a formula', async () => {
    for (const row of parseCsv(await render('csv', scanRun))) {
      for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@]/u);
    }
  });

  test('JSON keeps a hostile name as it is', async () => {
    const text = await render('json', scanRun);
    const names = scanRun.results.flatMap(({ findings }) => findings.map(({ program }) => program.name));
    const reported = parse(text).sources.flatMap(({ findings }) =>
      findings.map(({ program }) => program.name),
    );
    expect(reported.sort()).toEqual(names.sort());
  });

  test('a lone half of a surrogate pair breaks no report', async () => {
    const [outcome] = cleanRun.results;
    const program = { name: '\ud83d\udee1\ud83d', reader: 'dpkg-status', path: 'var/\udc00' };
    const finding: Finding = { ban: 'x', severity: 'ban', program, reasons: ['\ud800'], authorities: [] };
    const run: Run = {
      ...scanRun,
      results: [{ ...(outcome as SourceResult), findings: [finding], sightings: [program] }],
    };
    for (const id of Object.keys(EXTENSIONS)) {
      if (id !== 'in-toto') expect((await render(id, run)).length).toBeGreaterThan(0);
    }
  });
});

describe('text', () => {
  test.each([40, 60, 80, 132])('fits %i columns', async (width) => {
    for (const run of [scanRun, incompleteRun, cleanRun]) {
      for (const line of (await render('text', run, { color: false, width })).split('\n')) {
        expect(columnsOf(line), line).toBeLessThanOrEqual(width);
      }
    }
  });

  test.each([60, 80, 132])('an inventory fits %i columns of a terminal', async (width) => {
    for (const line of (await render('text', inventoryRun, { color: false, width, cut: true })).split('\n')) {
      expect(columnsOf(line), line).toBeLessThanOrEqual(width);
    }
  });

  test('the verdict comes first', async () => {
    expect(await render('text', scanRun)).toMatch(/^BANNED {2}/u);
    expect(await render('text', cleanRun)).toMatch(/^CLEAN {2}/u);
    expect(await render('text', incompleteRun)).toMatch(/^INCOMPLETE {2}/u);
  });

  test('a fleet is counted, and each source that could not be read is still named', async () => {
    const outcomes = Array.from({ length: 30 }, (_, index) => ({
      ...(scanRun.results[index % 5] as SourceResult),
      name: `host-${String(index).padStart(2, '0')}`,
    }));
    const run = { ...scanRun, results: outcomes, summary: { ...scanRun.summary, sources: 30 } };
    const text = await render('text', run);
    await expect(text).toMatchFileSnapshot(`${GOLDEN}/fleet.txt`);
    expect(text.match(/permission denied \(and 1 more\)/gu)).toHaveLength(6);
  });
});

describe('JUnit', () => {
  test.skipIf(!hasTool('xmllint'))('fits the schema that Jenkins checks', async () => {
    const { status, stderr } = spawnSync(
      'xmllint',
      ['--noout', '--schema', 'fixtures/reports/junit.xsd', '-'],
      {
        input: await render('junit', scanRun),
        encoding: 'utf8',
      },
    );
    expect(stderr).toMatch(/validates/u);
    expect(status).toBe(0);
  });

  test('its counts are those of its cases', async () => {
    const text = await render('junit', scanRun);
    for (const suite of text.split('<testsuite ').slice(1)) {
      const number = (name: string) => Number(new RegExp(`${name}="(\\d+)"`, 'u').exec(suite)?.[1]);
      expect(number('tests')).toBe(suite.match(/<testcase /gu)?.length);
      expect(number('failures')).toBe(suite.match(/<failure /gu)?.length ?? 0);
      expect(number('errors')).toBe(suite.match(/<error /gu)?.length ?? 0);
      expect(number('skipped')).toBe(suite.match(/<skipped /gu)?.length ?? 0);
    }
  });
});

describe('SARIF', () => {
  test('a fingerprint stays when the version or the line changes, and no two are alike', async () => {
    const prints = async (run: Run) => JSON.parse(await render('sarif', run)).runs[0].results.map(printOf);
    const moved = scanRun.results.map((outcome) => ({
      ...outcome,
      findings: outcome.findings.map((finding) => ({
        ...finding,
        program: { ...finding.program, version: `${finding.program.version}.1`, line: 9 },
      })),
    }));
    const before = await prints(scanRun);
    expect(new Set(before).size).toBe(before.length);
    expect(new Set(await prints({ ...scanRun, results: moved }))).toEqual(new Set(before));
  });

  test('an unread manifest fails the invocation', async () => {
    const [invocation] = JSON.parse(await render('sarif', incompleteRun)).runs[0].invocations;
    expect(invocation.executionSuccessful).toBe(false);
    expect(invocation.toolExecutionNotifications).toHaveLength(2);
  });

  const multitool = process.env['SARIF_MULTITOOL'] ?? '';
  test.skipIf(!needs(multitool, 'SARIF_MULTITOOL names no sarif-multitool'))(
    "passes Microsoft's validator",
    () => {
      const { status, stdout } = spawnSync(multitool, ['validate', 'fixtures/reports/outcome.sarif'], {
        encoding: 'utf8',
        env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
      });
      expect(stdout).not.toMatch(/: error /u);
      expect(status).toBe(0);
    },
  );
});

/** The texts of a mail are base64. */
function decoded(text: string): string {
  return text.replace(/(?:^[\w+/]{20,76}={0,2}\r\n)+/gmu, (part) => Buffer.from(part, 'base64').toString());
}

describe('what is said of the whole run', () => {
  test.each(Object.keys(EXTENSIONS))('%s tells each notice', async (id) => {
    const text = decoded(await render(id, scanRun));
    if (id === 'prometheus') expect(text).toContain('interdict_notices 1');
    else expect(text.replaceAll(/\s+/gu, ' ')).toContain('waiver for remote-access on oak-* matched nothing');
  });

  test.each(Object.keys(EXTENSIONS).filter((id) => !['github', 'gitlab'].includes(id)))(
    '%s names the configuration',
    async (id) => expect(decoded(await render(id, scanRun))).toContain('interdict.yaml'),
  );

  test('a notice keeps its issue while its days go by', async () => {
    const issue = async (left: number) => {
      const notices = [`the waiver ends in ${left} days`];
      const issues = JSON.parse(await render('gitlab', { ...scanRun, notices }));
      return issues.find((one: { check_name: string }) => one.check_name === 'notice').fingerprint;
    };
    expect(await issue(3)).toBe(await issue(14));
  });
});

describe('in-toto', () => {
  test('a ban with a waived finding has not passed', async () => {
    const waiver = { reason: 'Lab', owner: 'it@example.org', expires: '2027-01-01' };
    const results = [...scanRun.results].map((result) => ({
      ...result,
      gaps: [],
      findings: result.findings.map((finding) => ({ ...finding, waiver })),
    }));
    const summary = { ...scanRun.summary, unread: 0 };
    const run: Run = { ...scanRun, results, summary, verdict: 'clean', exitCode: 0 };
    const { predicate } = JSON.parse(await render('in-toto', run));
    expect(predicate.result).toBe('WARNED');
    expect(predicate.passedTests).toEqual(['everything was read']);
  });

  test('what is not known does not pass', async () => {
    const digest = {
      path: 'a',
      reader: 'dpkg-status',
      programs: 0,
      sha256: createHash('sha256').digest('hex'),
    };
    const outcomes = incompleteRun.results.map((outcome) => ({ ...outcome, manifests: [digest] }));
    const { predicate } = JSON.parse(await render('in-toto', { ...incompleteRun, results: outcomes }));
    expect(predicate.result).toBe('FAILED');
    expect(predicate.failedTests).toEqual(['everything was read']);
  });

  test('a statement about nothing is an error', async () => {
    await expect(render('in-toto', incompleteRun)).rejects.toThrow(/no manifest has a digest/u);
  });
});

describe('Prometheus', () => {
  test.skipIf(!hasTool('promtool'))('passes promtool', async () => {
    const input = await render('prometheus', scanRun);
    const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

describe('Markdown', () => {
  test('a table has as many cells in each row as in its head', async () => {
    const widths = (await render('markdown', scanRun))
      .split('\n')
      .map((line) => (line.startsWith('|') ? (line.match(/(?<!\\)\|/gu)?.length ?? 0) : 0));
    widths.forEach((width, index) => {
      const before = widths[index - 1] ?? 0;
      if (width > 0 && before > 0) expect(width).toBe(before);
    });
  });

  test('nothing that a machine says stands outside a span of code', async () => {
    const text = await render('markdown', scanRun);
    const prose = text.replace(/(?<fence>`+)[^`](?:.*?[^`])??\k<fence>(?!`)/gu, '');
    for (const part of ['script', 'everyone', 'javascript', 'HYPERLINK', 'birch'])
      expect(prose).not.toContain(part);
  });
});

/** What the tests look at in a JSON report. */
interface Told {
  readonly sources: readonly {
    readonly findings: readonly { readonly program: { readonly name: string } }[];
  }[];
}

function parse(text: string): Told {
  return JSON.parse(text) as Told;
}

async function render(id: string, run: Run, style: Style = PAPER): Promise<string> {
  const report = await reporters[id]?.();
  if (report === undefined) throw new Error(`no report ${id}`);
  return [...report.render(run, style)].join('');
}

function printOf(result: { partialFingerprints: Record<string, string> }): string {
  return result.partialFingerprints['primaryLocationLineHash'] ?? '';
}

/** Columns by a rule of its own: every letter of these blocks takes two. */
function columnsOf(line: string): number {
  let sum = 0;
  for (const char of line) {
    if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]|\p{Emoji_Presentation}/u.test(char))
      sum += 2;
    else if (!/[\u{FE0F}\p{Mn}]/u.test(char)) sum += 1;
  }
  return sum;
}

function parseCsv(text: string): string[][] {
  return text
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^,]*))/gu)].map(
        ({ groups }) => groups?.['quoted']?.replaceAll('""', '"') ?? groups?.['plain'] ?? '',
      ),
    );
}

function hasTool(name: string): boolean {
  return needs(spawnSync(name, ['--version']).error === undefined, `${name} is not installed`);
}

function needs(there: unknown, reason: string): boolean {
  if (!there) console.log(`skipped: ${reason}`);
  return Boolean(there);
}
