/** What stands in `examples/` and `docs/` to be copied is run here, as far as that goes without the services. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { program } from '../../src/cli/commands/index.ts';
import { reporters } from '../../src/reporters/index.ts';

/** A call as it stands in a script, up to the end of its line or of its string. */
const CALL =
  /(?<![\w/.=-])(?:\S*\.bin\/)?interdict (?<call>(?:scan|sweep|merge|diff|verify|inventory)\b[^\n`"|&\\]*)/gu;

const isBuilt = existsSync('dist/cli.js');
if (!isBuilt) console.log('skipped: dist/ is not built, so the examples have no command to run');

let folder: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-examples-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'interdict'), `#!/bin/sh\nexec node '${resolve('bin/interdict.js')}' "$@"\n`);
  chmodSync(join(bin, 'interdict'), 0o755);
  env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` };
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the GitHub action', () => {
  const action = parse(readFileSync('action.yml', 'utf8')) as Action;

  test('lets nothing that a caller gives into the text of a script', () => {
    for (const { run } of action.runs.steps) expect(run).not.toContain('${{');
  });

  test('its script gets every input', () => {
    const step = action.runs.steps.at(-1);
    for (const name of Object.keys(action.inputs)) {
      expect(step?.env[name.toUpperCase().replaceAll('-', '_')]).toBe(`\${{ inputs.${name} }}`);
    }
  });

  test.skipIf(!isBuilt).each([
    ['birch', 1, 'banned', 'true', 1],
    ['birch', 1, 'banned', 'false', 0],
    ['alder', 0, 'clean', 'true', 0],
    ['elder', 3, 'incomplete', 'true', 3],
    ['no-such-machine', 2, 'failed', 'false', 2],
  ])(
    '%s gives exit status %i (%s); with fail: %s the step ends with %i',
    (machine, code, verdict, fail, status) => {
      const call = check({ SOURCES: `\nfixtures/machines/${machine}\n\n`, FAIL: fail });
      expect(call.stderr + call.stdout).toMatch(
        verdict === 'failed' ? /no-such-machine/u : /^::(?:notice|error) /mu,
      );
      expect(call.status).toBe(status);
      const outputs = readFileSync(join(folder, 'output'), 'utf8');
      expect(outputs).toContain(`exit-code=${code}\nverdict=${verdict}\n`);
      if (verdict === 'failed') return;
      expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain(`# interdict: ${verdict}`);
      expect(readdirSync(join(folder, 'reports')).sort()).toEqual([
        'report.html',
        'report.json',
        'report.sarif',
        'summary.md',
      ]);
    },
  );

  test.skipIf(!isBuilt)('a source that looks like an option or a command is a source', () => {
    const call = check({ SOURCES: '--version\n$(touch pwned); touch pwned' });
    expect(call.status).toBe(2);
    expect(existsSync(join(folder, 'pwned')) || existsSync('pwned')).toBe(false);
  });

  test.each(['True', 'yes', ''])('fail: "%s" is neither yes nor no', (fail) => {
    const call = check({ SOURCES: 'fixtures/machines/birch', FAIL: fail });
    expect(call.status).toBe(2);
    expect(call.stdout).toContain('fail is true or false');
  });

  function check(more: Record<string, string>) {
    const inputs = Object.entries(action.inputs).map(([name, input]) => [
      name.toUpperCase().replaceAll('-', '_'),
      input.default ?? '',
    ]);
    for (const file of ['output', 'summary']) writeFileSync(join(folder, file), '');
    return spawnSync('bash', ['examples/github/check.sh'], {
      encoding: 'utf8',
      env: {
        ...env,
        ...Object.fromEntries(inputs),
        ACTION: resolve('.'),
        REPORTS: join(folder, 'reports'),
        GITHUB_OUTPUT: join(folder, 'output'),
        GITHUB_STEP_SUMMARY: join(folder, 'summary'),
        ...more,
      },
    });
  }
});

describe.skipIf(!isBuilt)('scripts of the other systems', () => {
  test('GitLab: the job leaves the artifacts that it promises', () => {
    const template = parse(readFileSync('examples/gitlab/interdict.gitlab-ci.yml', 'utf8')) as GitLab;
    const job = template['.interdict'];
    cpSync('fixtures/machines/birch', join(folder, 'birch'), { recursive: true });
    const call = shell(job.script.join('\n'), { ...template.variables, INTERDICT_SOURCES: 'birch' });
    expect(call.status).toBe(1);
    for (const file of [...job.artifacts.paths, ...Object.values(job.artifacts.reports)]) {
      expect(existsSync(join(folder, file)), file).toBe(true);
    }
  });

  test('GitLab: a job without sources fails, and does not judge its own machine', () => {
    const template = parse(readFileSync('examples/gitlab/interdict.gitlab-ci.yml', 'utf8')) as GitLab;
    const script = template['.interdict'].script.join('\n');
    const call = shell(script, { ...template.variables, INTERDICT_SOURCES: '' });
    expect(call.status).not.toBe(0);
    expect(call.stderr).toContain('names nothing to scan');
    expect(existsSync(join(folder, 'interdict.json'))).toBe(false);
  });

  test('Jenkins: the stage leaves what is archived', () => {
    const text = readFileSync('examples/jenkins/Jenkinsfile', 'utf8');
    const script = /script: '''(?<script>.*?)'''/su.exec(text)?.groups?.['script'] ?? '';
    cpSync('fixtures/machines/birch', join(folder, 'image.tar'), { recursive: true });
    expect(shell(script.replace('tools/node_modules/.bin/', '')).status).toBe(1);
    for (const [, file] of text.matchAll(/(?:junit|archiveArtifacts) '(?<file>[^']+)'/gu)) {
      expect(existsSync(join(folder, file ?? '')), file).toBe(true);
    }
  });

  test.each([
    ['birch', 1],
    ['alder', 0],
  ])('Docker: the stage that checks %s ends with %i', (machine, status) => {
    const text = readFileSync('examples/docker/Dockerfile', 'utf8');
    const run = /^RUN (?<run>interdict .*)$/mu.exec(text)?.groups?.['run'] ?? '';
    const call = shell(
      run.replace('/image', resolve(`fixtures/machines/${machine}`)).replace('=/report', '=report'),
    );
    expect(call.status).toBe(status);
    expect(existsSync(join(folder, 'report.json'))).toBe(true);
  });

  test('Packer: the manifests that are fetched from a machine are enough for the verdict', () => {
    const text = readFileSync('examples/packer/debian.pkr.hcl', 'utf8');
    const [fetch, judge] = Array.from(
      text.matchAll(/"(?<line>(?:cd \/|interdict) [^"]*)"/gu),
      ({ groups }) => groups?.['line'] ?? '',
    );
    const machine = join(folder, 'machine');
    cpSync('fixtures/machines/birch', machine, { recursive: true });
    for (const place of ['etc/systemd', 'opt']) mkdirSync(join(machine, place), { recursive: true });
    const local = fetch
      ?.replace('/tmp/', `${folder}/`)
      .replace('cd /', `cd '${machine}'`)
      .replaceAll('sudo ', '');
    const fetched = shell(local ?? '');
    expect(fetched.stderr).toBe('');
    expect(shell(judge ?? '').status).toBe(1);
  });

  test.skipIf(!hasTool('packer'))('Packer: the template is one', () => {
    const call = spawnSync('packer', ['validate', 'examples/packer'], { encoding: 'utf8' });
    expect(call.stdout + call.stderr).not.toMatch(/rror/u);
  });

  test('pre-commit: the hook is run on SBOMs and on nothing else', () => {
    const [hook] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as Hook[];
    // Python writes the flag into the pattern, JavaScript beside it.
    const files = new RegExp((hook?.files ?? '').replace('(?i)', ''), 'iu');
    for (const name of [
      'bom.json',
      'a/sbom.xml',
      'app.cdx.json',
      'app.spdx',
      'x.spdx.rdf',
      'app.SPDX.yaml',
    ]) {
      expect(name).toMatch(files);
    }
    for (const name of ['package.json', 'bombast.json', 'spdx.md', 'a.xml']) expect(name).not.toMatch(files);
    writeFileSync(
      join(folder, 'bom.json'),
      readFileSync('fixtures/reports/sbom-with-nothing-banned.cdx.json'),
    );
    expect(shell(`${hook?.entry} bom.json`).status).toBe(0);
  });

  function shell(script: string, more: Record<string, string> = {}) {
    return spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8', env: { ...env, ...more } });
  }
});

describe('calls that are shown', () => {
  const shown = ['docs/ci.md', 'docs/reports.md', ...files('examples')].flatMap((file) =>
    Array.from(
      readFileSync(file, 'utf8').matchAll(CALL),
      ({ groups }) => [file, groups?.['call'] ?? ''] as const,
    ),
  );

  test('there are some', () => {
    expect(shown.length).toBeGreaterThan(15);
  });

  test.each(shown)('%s: %s', async (_, call) => {
    const [verb = '', ...words] = call.split(/\s+/u);
    const io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: {} };
    const root = await program(['node', 'interdict', verb], io, () => undefined);
    const command = root.commands.find((one) => one.name() === verb);
    expect(command, `interdict ${verb}`).toBeDefined();
    for (const word of words.filter((one) => /^-{1,2}[a-z]/u.test(one))) {
      const known = command?.options.flatMap(({ short, long }) => [short, long]);
      expect(known, word).toContain(word.split('=')[0]);
    }
    words.forEach((word, index) => {
      if (words[index - 1] === '-o') expect(Object.keys(reporters)).toContain(word.split('=')[0]);
    });
  });
});

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: {
    readonly steps: readonly { readonly run: string; readonly env: Record<string, string> }[];
  };
}

interface GitLab {
  readonly variables: Record<string, string>;
  readonly '.interdict': {
    readonly script: readonly string[];
    readonly artifacts: {
      readonly paths: readonly string[];
      readonly reports: Readonly<Record<string, string>>;
    };
  };
}

interface Hook {
  readonly entry: string;
  readonly files: string;
}

function files(path: string): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(path, entry.name)) : [join(path, entry.name)],
  );
}

function hasTool(name: string): boolean {
  const isThere = spawnSync(name, ['--version']).error === undefined;
  if (!isThere) console.log(`skipped: ${name} is not installed`);
  return isThere;
}
