/** What stands in `examples/` and `docs/` to be copied is run here, as far as that goes without the services. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
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
import { pathToFileURL } from 'node:url';
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

  test('its scripts get every input', () => {
    const given = Object.assign({}, ...action.runs.steps.map((step) => step.env)) as Record<string, string>;
    for (const name of Object.keys(action.inputs)) {
      const variable = name === 'token' ? 'GH_TOKEN' : name.toUpperCase().replaceAll('-', '_');
      expect(given[variable]).toBe(`\${{ inputs.${name} }}`);
    }
  });

  test('installs nothing of npm, and no script of ours pipes a download into a shell', () => {
    for (const file of ['action.yml', 'examples/github/setup.sh', 'examples/github/check.sh'])
      expect(readFileSync(file, 'utf8')).not.toMatch(/\bnp[mx] |\|\s*(?:ba)?sh\b/u);
  });

  test('takes the executable of a release that its checksum names, once', () => {
    const url = releaseOf('v9.9.9', 'interdict-9.9.9-linux-x64', '#!/bin/sh\necho 9.9.9\n');
    const first = setup({ RELEASES: url, VERSION: 'v9.9.9' });
    expect(first.status, first.stdout + first.stderr).toBe(0);
    const file = /^executable=(?<file>.*)$/mu.exec(readFileSync(join(folder, 'output'), 'utf8'))?.groups?.[
      'file'
    ];
    expect(spawnSync(file ?? '', { encoding: 'utf8' }).stdout).toBe('9.9.9\n');
    rmSync(join(folder, 'releases'), { recursive: true });
    expect(setup({ RELEASES: url, VERSION: '9.9.9' }).status).toBe(0);
    writeFileSync(file ?? '', 'something else');
    expect(setup({ RELEASES: url, VERSION: '9.9.9' }).status).toBe(2);
  });

  test.each([
    [
      'a file that its checksum does not fit',
      { VERSION: '9.9.9' },
      /has the digest [0-9a-f]{64}, and 0+ is wanted/u,
    ],
    ['a version that is none', { VERSION: '../../x' }, /is none/u],
    ['a release that is not there', { VERSION: '1.2.3' }, /cannot fetch/u],
    [
      'a runner that there is no executable for',
      { VERSION: '9.9.9', RUNNER_OS: 'Plan9' },
      /no executable for Plan9/u,
    ],
    ['an unknown way of checking', { VERSION: '9.9.9', VERIFY: 'no' }, /attestation or checksum/u],
    ['an executable that is not there', { EXECUTABLE: '/no/such' }, /there is no file/u],
  ])('%s ends the step with 2', (_, more, message) => {
    const url = releaseOf('v9.9.9', 'interdict-9.9.9-linux-x64', 'x', '0'.repeat(64));
    const call = setup({ RELEASES: url, ...more });
    expect(call.status).toBe(2);
    expect(call.stdout).toMatch(message);
  });

  test('without an attestation nothing is run', () => {
    const url = releaseOf('v9.9.9', 'interdict-9.9.9-linux-x64', 'x');
    const gh = (status: number) => {
      writeFileSync(join(folder, 'bin/gh'), `#!/bin/sh\necho "$*" >'${folder}/asked'\nexit ${status}\n`);
      chmodSync(join(folder, 'bin/gh'), 0o755);
    };
    gh(1);
    expect(setup({ RELEASES: url, VERSION: '9.9.9', VERIFY: 'attestation' }).stdout).toContain(
      'was not built by',
    );
    expect(readFileSync(join(folder, 'output'), 'utf8')).toBe('');
    gh(0);
    expect(setup({ RELEASES: url, VERSION: '9.9.9', VERIFY: 'attestation' }).status).toBe(0);
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toMatch(
      /^attestation verify .*linux-x64 --repo \S+\/interdict$/mu,
    );
  });

  test.skipIf(!isBuilt)(
    'an image is saved by the engine of the runner and scanned beside the sources',
    () => {
      const docker = join(folder, 'bin/docker');
      const machine = resolve('fixtures/machines/birch');
      writeFileSync(docker, `#!/bin/sh\ncase "$1" in save) tar -cf "$3" -C '${machine}' . ;; esac\n`);
      chmodSync(docker, 0o755);
      expect(check({ IMAGE: 'registry.example.org/app:1\n', SOURCES: '' }).status).toBe(1);
      expect(check({ IMAGE: '--help', SOURCES: '' }).stdout).toContain('is no name of an image');
      expect(check({ IMAGE: '', SOURCES: '' }).stdout).toContain('neither sources nor image');
    },
  );

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

  test.skipIf(!isBuilt)('its steps run from a cold folder, and how long that takes is printed', () => {
    const content = `#!/bin/sh\nexec '${process.execPath}' '${resolve('bin/interdict.js')}' "$@"\n`;
    const url = releaseOf('v9.9.9', 'interdict-9.9.9-linux-x64', content);
    const began = performance.now();
    const first = setup({ RELEASES: url, VERSION: '9.9.9' });
    expect(first.status, first.stdout + first.stderr).toBe(0);
    const executable = /^executable=(.*)$/mu.exec(readFileSync(join(folder, 'output'), 'utf8'))?.[1] ?? '';
    expect(check({ INTERDICT: executable, SOURCES: 'fixtures/machines/birch' }).status).toBe(1);
    const seconds = (performance.now() - began) / 1000;
    console.log(`the steps of the action, beside the download: ${seconds.toFixed(1)} s`);
  });

  test.each(['True', 'yes', ''])('fail: "%s" is neither yes nor no', (fail) => {
    const call = check({ SOURCES: 'fixtures/machines/birch', FAIL: fail });
    expect(call.status).toBe(2);
    expect(call.stdout).toContain('fail is true or false');
  });

  /** A release as a forge has it, on the disk. */
  function releaseOf(tag: string, name: string, content: string, digest?: string): string {
    const place = join(folder, 'releases', tag);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, name), content);
    const sum = digest ?? createHash('sha256').update(content).digest('hex');
    writeFileSync(join(place, 'SHA256SUMS'), `${sum}  ${name}\n`);
    return pathToFileURL(join(folder, 'releases')).href;
  }

  function setup(more: Record<string, string>) {
    writeFileSync(join(folder, 'output'), '');
    return spawnSync('bash', ['examples/github/setup.sh'], {
      encoding: 'utf8',
      env: {
        ...env,
        ACTION: resolve('.'),
        RUNNER_OS: 'Linux',
        RUNNER_ARCH: 'X64',
        RUNNER_TEMP: folder,
        RUNNER_TOOL_CACHE: join(folder, 'tools'),
        GITHUB_SERVER_URL: 'https://forge.example.org',
        GITHUB_OUTPUT: join(folder, 'output'),
        VERSION: '',
        VERIFY: 'checksum',
        EXECUTABLE: '',
        REPOSITORY: 'example/interdict',
        ...more,
      },
    });
  }

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
        INTERDICT: join(folder, 'bin/interdict'),
        RUNNER_TEMP: folder,
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
    const variables = Object.fromEntries(
      Array.from(text.matchAll(/^ {4}(INTERDICT_\w+) = '(.*)'$/gmu), ([, name, value]) => [name, value]),
    ) as Record<string, string>;
    expect(shell(script.replace('tools/node_modules/.bin/', ''), variables).status).toBe(1);
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

  test.each([
    [
      'several bans and a waiver',
      { INTERDICT_BANS: 'us-* russia-based-av-vendor', INTERDICT_WAIVERS: 'w.yaml' },
      1,
    ],
    ['a configuration', { INTERDICT_BANS: '', INTERDICT_CONFIG: 'c.yaml' }, 0],
    ['a configuration that is not there', { INTERDICT_CONFIG: 'none.yaml' }, 2],
    ['a source that is not there', { INTERDICT_SOURCES: 'none' }, 2],
  ])('GitLab, Jenkins and Buildkite take %s', (_, more, status) => {
    cpSync('fixtures/machines/birch', join(folder, 'image.tar'), { recursive: true });
    // What the shell would take for the glob, were it asked.
    writeFileSync(join(folder, 'us-trap'), '');
    writeFileSync(
      join(folder, 'w.yaml'),
      '- { ban: us-bod-17-01, program: { name: Some Program }, reason: x, owner: y, expires: 2999-01-01 }\n',
    );
    writeFileSync(join(folder, 'c.yaml'), 'bans: [ca-2023-tiktok]\n');
    const gitlab = parse(readFileSync('examples/gitlab/interdict.gitlab-ci.yml', 'utf8')) as GitLab;
    const jenkins = readFileSync('examples/jenkins/Jenkinsfile', 'utf8');
    const buildkite = parse(readFileSync('examples/buildkite/pipeline.yml', 'utf8')) as Buildkite;
    const scripts = [
      gitlab['.interdict'].script.join('\n'),
      /script: '''(?<script>.*?)'''/su.exec(jenkins)?.groups?.['script'] ?? '',
      buildkite.steps[0]?.command.replaceAll('$$', '$').replace(/^npm .*$/mu, '') ?? '',
    ];
    for (const script of scripts) {
      const call = shell(script.replace('tools/node_modules/.bin/', ''), { ...gitlab.variables, ...more });
      expect(call.status, call.stdout + call.stderr).toBe(status);
    }
  });

  test.each([
    ['several bans', { BANS: 'us-*\nrussia-based-av-vendor', SOURCES: 'a machine' }, 1],
    ['a configuration', { CONFIG: 'c.yaml', SOURCES: 'a machine' }, 0],
    ['no source', { SOURCES: '' }, 2],
  ])('Azure Pipelines takes %s', (_, more, status) => {
    const template = parse(readFileSync('examples/azure/steps.yml', 'utf8')) as Azure;
    cpSync('fixtures/machines/birch', join(folder, 'a machine'), { recursive: true });
    writeFileSync(join(folder, 'c.yaml'), 'bans: [ca-2023-tiktok]\n');
    const script = template.steps.find(({ bash }) => bash?.includes(' scan '))?.bash ?? '';
    expect(script).not.toContain('${{');
    const call = shell(script.replace(/"\$AGENT_TEMPDIRECTORY[^"]*"/u, 'interdict'), {
      BANS: '',
      WAIVERS: '',
      CONFIG: '',
      ...more,
    });
    expect(call.status, call.stdout + call.stderr).toBe(status);
  });

  test('all that installs by npm names a version', () => {
    for (const file of files('examples')) {
      for (const [call] of readFileSync(file, 'utf8').matchAll(/^.*\b(?:npm install|npx) .*$/gmu))
        expect(call, file).toMatch(/interdict@(?:\d|\$)|"\$INTERDICT"/u);
    }
  });

  test('actions of others are pinned by commit', () => {
    for (const file of [...files('.github/workflows'), ...files('examples/github')]) {
      for (const [, used = ''] of readFileSync(file, 'utf8').matchAll(/uses: (?!\S+\/interdict@)(\S+)/gu))
        expect(used, file).toMatch(/@[0-9a-f]{40}$/u);
    }
  });

  test('Packer: what is collected in a machine is enough for the verdict', () => {
    const text = readFileSync('examples/packer/linux.pkr.hcl', 'utf8');
    const lines = Array.from(text.matchAll(/^ +"(?<line>.*)",$/gmu), ({ groups }) => groups?.['line'] ?? '');
    const collect = readFileSync('examples/fleet/collect-linux.sh', 'utf8');
    const machine = join(folder, 'machine');
    cpSync('fixtures/machines/birch', machine, { recursive: true });
    writeFileSync(join(folder, 'collect-linux.sh'), collect);
    const fetched = shell(
      `export ROOT='${machine}'\n${lines.join('\n').replaceAll('/tmp/', `${folder}/`).replaceAll('sudo ', '')}`,
    );
    expect(fetched.stderr).toBe('');
    cpSync(join(folder, 'manifests.tar'), join(folder, 'manifests-linux.tar'));
    const judge = /\["(?<call>interdict [^"]*)"\]/u.exec(text)?.groups?.['call'] ?? '';
    expect(shell(judge).status).toBe(1);
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
    const root = await program([verb], io, () => undefined);
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

interface Buildkite {
  readonly steps: readonly { readonly command: string }[];
}

interface Azure {
  readonly steps: readonly { readonly bash?: string }[];
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
