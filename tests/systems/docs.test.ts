/** The pages for people: every command in them is run, every rule loaded, every output and link held to what is. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { openSandbox, type Sandbox, STAND_INS, UNRUN } from '../../scripts/docs/docs-sandbox.ts';
import {
  commandPage,
  diagrams,
  filled,
  onTerminal,
  PICTURED,
  pages,
  picture,
} from '../../scripts/docs/generated-parts.ts';
import { type Block, blocksOf, commandsOf, statusesOf } from '../../scripts/docs/pages.ts';
import { COLOURS } from '../../scripts/docs/screenshot.ts';
import { program } from '../../src/cli/commands/index.ts';
import { main } from '../../src/cli/main.ts';
import { limits, setLimits } from '../../src/limits.ts';
import { interdict } from '../support/io.ts';

const texts = new Map(pages().map((page) => [page, readFileSync(page, 'utf8')]));
const FORMS = '.github/ISSUE_TEMPLATE';
const forms = new Map(readdirSync(FORMS).map((name) => [name, readFileSync(join(FORMS, name), 'utf8')]));
const blocks = [...texts].flatMap(([page, text]) => blocksOf(page, text));
const isBuilt = existsSync('dist/cli.js');
if (!isBuilt) console.log('skipped: dist/ is not built, so the pages have no command to run');

/** Programs that a block may need and that need not be here. */
const missing = ['jq', 'duckdb'].filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
for (const tool of missing) console.log(`skipped: ${tool} is not installed`);

test('no block is of a kind that nothing checks', () => {
  // Those of `ts` in CONTRIBUTING.md are compiled and run by contributing.test.ts.
  const kinds = new Set(blocks.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(['console', 'js', 'sh', 'sql', 'text', 'ts', 'yaml']);
});

describe.skipIf(!isBuilt)('the commands of the pages do what the pages say', () => {
  const run = blocks.filter((block) => block.notes['file'] !== undefined || commandsOf(block).length > 0);
  for (const [name, { reason }] of Object.entries(STAND_INS)) {
    if (run.some(({ body }) => body.includes(name)))
      console.log(`something stands in for ${name}: ${reason}`);
  }

  describe.each([...new Set(run.map(({ page }) => page))])('%s', (page) => {
    let sandbox: Sandbox;
    beforeAll(() => {
      sandbox = openSandbox();
    });
    afterAll(() => sandbox.leave());

    const own = run.filter((block) => block.page === page && !lacks(block));
    test.each(own.map((block) => [block.line, titleOf(block), block] as const))(
      'line %i: %s',
      (_, __, block) => {
        const ran = sandbox.take(block);
        const wanted = statusesOf(block);
        for (const [index, { command, status, output }] of ran.entries()) {
          const reported = wanted[index] === 'any' ? [0, 1, 3] : [Number(wanted[index])];
          expect(reported, `${command}\n${output}`).toContain(status);
        }
        if (block.kind === 'console') expect(shown(ran), 'npm run generate').toBe(block.body);
      },
    );
  });
});

function lacks(block: Block): boolean {
  return commandsOf(block).some((command) => missing.includes(command.split(' ', 1)[0] ?? ''));
}

function titleOf({ notes, body }: Block): string {
  return notes['file'] ?? body.split('\n', 1)[0] ?? '';
}

function shown(ran: readonly { readonly command: string; readonly output: string }[]): string {
  return ran.map(({ command, output }) => `$ ${command}\n${output}`).join('');
}

describe('calls that are not run, and calls within a sentence, have options that there are', () => {
  const unrun = blocks.flatMap((block) => commandsOf(block)).filter((command) => reasonAgainst(command));
  for (const command of unrun) console.log(`not run: ${command}: ${reasonAgainst(command)}`);
  const sentences = [...texts.values(), ...forms.values()].flatMap((text) =>
    [...text.replace(/^```[^]*?^```$/gmu, '').matchAll(/`(interdict(?: [^`]+)?)`/gu)].map(
      (match) => match[1] ?? '',
    ),
  );
  const calls = [...new Set([...unrun, ...sentences])].filter((call) => !call.startsWith('interdict.yaml'));

  test.each(calls)('%s', async (call) => {
    const [, ...words] = call
      .replace(/ \|.*/u, '')
      .replaceAll(/['"[\]]/gu, '')
      .split(' ');
    const io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: {} };
    const root = await program(['help'], io, () => undefined);
    const command = root.commands.find((one) => one.name() === words[0]);
    const { unknown } = (command ?? root.commands[0] ?? root).parseOptions(words.slice(command ? 1 : 0));
    expect(unknown.filter((word) => !['--help', '--version'].includes(word))).toEqual([]);
  });
});

function reasonAgainst(command: string): string | undefined {
  return UNRUN.find(({ call }) => call.test(command))?.reason;
}

describe('the YAML of the pages', () => {
  const yaml = blocks.filter(({ kind, notes }) => kind === 'yaml' && notes['file'] === undefined);
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'interdict-docs-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(yaml.map((block) => [`${block.page}:${block.line}`, block] as const))('%s', async (_, block) => {
    await PARTS[block.notes['part'] ?? '']?.(block.body, folder);
    expect(Object.keys(PARTS), 'say what it is: file=… or part=…').toContain(block.notes['part']);
  });
});

/** What a piece of YAML is a part of → how that is checked. */
const PARTS: Readonly<Record<string, (body: string, folder: string) => Promise<void>>> = {
  /** Each line that begins a match is a ban of its own. */
  async ban(body, folder) {
    for (const piece of body.split(/^(?=match:)/mu)) {
      const file = join(folder, 'part.yaml');
      writeFileSync(file, whole(piece, BAN));
      await isLoaded('--bans', file);
    }
  },
  async vendor(body, folder) {
    mkdirSync(join(folder, 'rules/vendors'), { recursive: true });
    writeFileSync(join(folder, 'rules/vendors/part.yaml'), whole(body, VENDOR));
    writeFileSync(join(folder, 'interdict.yaml'), 'rules: rules\n');
    await isLoaded('--config', join(folder, 'interdict.yaml'));
  },
  /** What a configuration may name lies beside it. */
  async config(body, folder) {
    await interdict(['inventory', 'fixtures/machines/alder', '-o', `json=${join(folder, 'golden.json')}`]);
    writeFileSync(join(folder, 'interdict.yaml'), body);
    await isLoaded('--config', join(folder, 'interdict.yaml'));
  },
  async workflow(body) {
    const { jobs } = parse(body) as { jobs: Record<string, { steps: Step[] }> };
    checkSteps(
      Object.values(jobs).flatMap(({ steps }) => steps),
      body,
    );
  },
  async action(body) {
    checkSteps(parse(body) as Step[], body);
  },
  async hook(body) {
    const { repos } = parse(body) as { repos: { hooks: { id: string }[] }[] };
    const known = (parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as { id: string }[]).map(
      ({ id }) => id,
    );
    expect(known).toEqual(expect.arrayContaining(repos.flatMap(({ hooks }) => hooks.map(({ id }) => id))));
  },
};

interface Step {
  readonly uses?: string;
  readonly with?: object;
}

/** What the steps of ours give and take are inputs and outputs of `action.yml`. */
function checkSteps(steps: readonly Step[], text: string): void {
  const { inputs, outputs } = parse(readFileSync('action.yml', 'utf8')) as Record<string, object>;
  const own = steps.filter(({ uses }) => uses?.startsWith('OWNER/interdict@'));
  expect(own).not.toEqual([]);
  const given = own.flatMap((step) => Object.keys(step.with ?? {}));
  expect(Object.keys(inputs ?? {})).toEqual(expect.arrayContaining(given));
  const used = [...text.matchAll(/steps\.interdict\.outputs\.(\w+)/gu)].map((match) => match[1]);
  expect(Object.keys(outputs ?? {})).toEqual(expect.arrayContaining(used));
}

const BAN = ['title: A part', 'why: It stands in a page.', 'severity: ban', 'match: { name: Example Part }'];
const VENDOR = ['name: Part', 'country: DE', 'categories: [software]'];

/** A part of a rule with the keys that a whole one needs. */
function whole(part: string, lines: readonly string[]): string {
  const lacking = lines.filter((line) => {
    const key = line.split(':', 1)[0];
    const isPhased = key === 'severity' && part.includes('phases:');
    return !isPhased && !new RegExp(`^${key}:`, 'mu').test(part);
  });
  return `${[...lacking, part].join('\n')}\n`;
}

async function isLoaded(option: string, file: string): Promise<void> {
  const call = await interdict(['fixtures/machines/alder', option, file, '-o', 'json']);
  expect(call.stderr, readFileSync(file, 'utf8')).toBe('');
  expect(call.status).not.toBe(2);
}

describe('what is generated is what there is (npm run generate)', () => {
  const isFilled = (text: string) => /^<!-- (?:output|marks|folders)/mu.test(text);
  test.skipIf(!isBuilt).each([...texts].filter(([, text]) => isFilled(text)))('%s', async (page, text) => {
    expect(await filled(page, text)).toBe(text);
  });

  test('docs/commands.md', async () => {
    expect(await commandPage()).toBe(texts.get('docs/commands.md'));
  });
});

describe('the drawings', () => {
  test.each(Object.entries(diagrams()))('docs/pictures/%s', (name, svg) => {
    expect(readFileSync(`docs/pictures/${name}`, 'utf8'), 'npm run generate').toBe(svg);
    expect(svg.match(/https?:[^"]*/gu)).toEqual(['http://www.w3.org/2000/svg']);
    expect(
      [...texts.values()].some((text) => text.includes(`pictures/${name}`)),
      'a page shows it',
    ).toBe(true);
  });
});

describe('the picture', () => {
  const file = readFileSync('docs/verdict.svg', 'utf8');

  test('shows what the command prints to a terminal', async () => {
    expect(picture(`interdict ${PICTURED.join(' ')}`, await onTerminal(main, PICTURED))).toBe(file);
  });

  test('loads nothing, and keeps what a machine says from being more than text', () => {
    expect(file.match(/https?:[^"]*/gu)).toEqual(['http://www.w3.org/2000/svg']);
    expect(file).not.toMatch(/url\(|@import|href|<script/u);
    expect(picture('x', 'a <b> & "c"')).toContain('>a &lt;b&gt; &amp; "c"</text>');
  });

  test.each(Object.entries(COLOURS))('can be read in %s', (_, { ground, ...colours }) => {
    for (const colour of Object.values(colours)) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(4.5);
  });
});

/** The contrast of two colours. @see https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('links in the pages lead somewhere', () => {
  const anchors = (page: string) =>
    [...(texts.get(page) ?? '').replace(/^```[^]*?^```$/gmu, '').matchAll(/^#+ (.*)$/gmu)].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );

  test.each([...texts])('%s', (page, text) => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/gu)].map((match) => match[1] ?? '');
    const dead = links.filter((link) => {
      const [path = '', anchor] = link.split('#', 2);
      const file = path === '' ? page : join(dirname(page), path);
      return !existsSync(file) || (anchor !== undefined && !anchors(file).includes(anchor));
    });
    expect(dead).toEqual([]);
  });

  test.each([...texts])('%s names files of the code that are there', (_, text) => {
    const named = [...text.matchAll(/`((?:src|tests|scripts|fuzz|bench)\/[\w/.-]+)`/gu)].map(
      (match) => match[1] ?? '',
    );
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('and so do the pages that the code names', () => {
    const texts = ['src', 'scripts', 'tests'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
    );
    const named = [...new Set(texts.flatMap((text) => text.match(/\bdocs\/[a-z/-]+\.md/gu) ?? []))];
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe('the forms of issues', () => {
  test('are there for a wrong answer, a wrong fact, a missing vendor and a new format', () => {
    expect([...forms.keys()]).toEqual([
      'missing-vendor.yml',
      'new-format.yml',
      'wrong-answer.yml',
      'wrong-fact.yml',
    ]);
  });

  /** @see https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema */
  test.each([...forms])('%s is one that GitHub takes', (_, text) => {
    const form = parse(text) as { name: string; description: string; body: FormField[] };
    expect(form.name && form.description).toBeTruthy();
    const asked = form.body.filter(({ type }) => type !== 'markdown');
    expect(asked.some(({ validations }) => validations?.required)).toBe(true);
    for (const { type, attributes } of form.body) {
      expect(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
      expect(attributes).toHaveProperty(type === 'markdown' ? 'value' : 'label');
    }
    const labels = asked.map(({ attributes }) => attributes['label']);
    expect(new Set(labels).size).toBe(labels.length);
  });
});

interface FormField {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly validations?: { readonly required?: boolean };
}

describe('docs/security.md', () => {
  // Another file may have left others to this worker.
  setLimits();
  test.each(Object.entries(limits))('explains the limit %s with its value', (name, value) => {
    const row = new RegExp(`^\\| \`${name}\` \\| (?<number>[\\d,]+)(?: (?<unit>[KMG])iB)?`, 'mu');
    const { number = '', unit = '' } = row.exec(texts.get('docs/security.md') ?? '')?.groups ?? {};
    expect(Number(number.replaceAll(',', '')) * 1024 ** ' KMG'.indexOf(unit || ' ')).toBe(value);
  });
});
