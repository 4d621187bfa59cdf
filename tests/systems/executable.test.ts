/** The single-file executables: what they are, what lies beside them, and that they do what the package does. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INJECTOR, TARGETS } from '../../scripts/release/runtimes.ts';
import { brokenPages } from '../../scripts/release/sign-mach-o.ts';
import { reporters } from '../../src/reporters/index.ts';
import { validatorOf } from '../support/cyclonedx-schema.ts';
import { call, isHindered, released, version } from '../support/release-harness.ts';
import { run } from '../support/rpm-harness.ts';

const FILES: readonly (readonly [target: string, rest: string, head: string])[] = [
  ['linux-x64', '-linux-x64', '7f454c46020101'],
  ['linux-arm64', '-linux-arm64', '7f454c46020101'],
  ['win-x64', '-win-x64.exe', '4d5a'],
  ['darwin-arm64', '-darwin-arm64', 'cffaedfe0c000001'],
  ['darwin-x64', '-darwin-x64', 'cffaedfe07000001'],
];
const EXECUTABLE = released('-linux-x64');

describe.skipIf(isHindered('the executables'))('the executable', () => {
  test('is there for every target', () => {
    expect(FILES.map(([target]) => target)).toEqual(Object.keys(TARGETS));
  });

  describe.each(FILES)('for %s', (_, rest, head) => {
    test('is of its kind and size, and signed where that is asked', () => {
      const bytes = readFileSync(released(rest));
      expect(bytes.subarray(0, head.length / 2).toString('hex')).toBe(head);
      expect(bytes.length).toBeLessThan(130e6);
      expect(gzipSync(bytes).length).toBeLessThan(45e6);
      if (rest.startsWith('-darwin')) expect(brokenPages(bytes)).toBe(0);
    });
  });

  test('is the same, byte for byte, when it is built again', () => {
    const again = mkdtempSync(join(tmpdir(), 'interdict-'));
    try {
      run(process.execPath, ['scripts/run.js', 'release', '--out', again]);
      for (const name of readdirSync(again).filter((each) => each.startsWith('interdict')))
        if (!name.endsWith('.intoto.json'))
          expect(digestOf(join(again, name)), name).toBe(digestOf(`release/${name}`));
    } finally {
      rmSync(again, { recursive: true });
    }
  }, 600_000);
});

describe.skipIf(isHindered('what lies beside the executables', 'sha256sum'))('beside the executables', () => {
  test('are checksums of all that is there', () => {
    const sums = spawnSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], {
      cwd: 'release',
      encoding: 'utf8',
    });
    expect(sums.status, sums.stdout).toBe(0);
    const reported = readFileSync('release/SHA256SUMS', 'utf8').match(/\S+$/gmu) ?? [];
    expect(reported.toSorted()).toEqual(
      readdirSync('release')
        .filter((name) => name !== 'SHA256SUMS')
        .sort(),
    );
  });

  test('is a bill of materials, valid by the official schema and read by ourselves', () => {
    const bill = JSON.parse(readFileSync(released('.cdx.json'), 'utf8')) as {
      components: { name: string }[];
    };
    const isValid = validatorOf();
    isValid(bill);
    expect(isValid.errors).toBeNull();
    const names = bill.components.map(({ name }) => name);
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, object>;
    for (const needed of [...Object.keys(dependencies ?? {}), 'node']) expect(names).toContain(needed);
    const { status, stdout } = call(EXECUTABLE, 'inventory', released('.cdx.json'));
    expect(status).toBe(0);
    for (const name of names) expect(stdout).toContain(name);
  });

  test('are the licenses of all that is in the bill', () => {
    const text = readFileSync(released('-licenses.txt'), 'utf8');
    const { components } = JSON.parse(readFileSync(released('.cdx.json'), 'utf8')) as {
      components: { name: string; group?: string }[];
    };
    for (const { name, group } of components)
      expect(text).toContain(`\n${name === 'node' ? 'Node.js' : group ? `${group}/${name}` : name}\n===`);
  });

  test('is a statement of in-toto that shows what was made, and from what', () => {
    const { _type, subject, predicateType, predicate } = JSON.parse(
      readFileSync(released('.intoto.json'), 'utf8'),
    ) as Statement;
    expect([_type, predicateType]).toEqual([
      'https://in-toto.io/Statement/v1',
      'https://slsa.dev/provenance/v1',
    ]);
    for (const { name, digest } of subject) expect(digest.sha256, name).toBe(digestOf(`release/${name}`));
    for (const [, rest] of FILES)
      expect(subject.map(({ name }) => name)).toContain(`interdict-${version}${rest}`);
    const { buildType, resolvedDependencies } = predicate.buildDefinition;
    const uris = resolvedDependencies.map(({ uri = '' }) => uri);
    for (const { pack } of [...Object.values(TARGETS), INJECTOR])
      expect(
        uris.some((uri) => uri.startsWith(`pkg:npm/${pack}@`)),
        pack,
      ).toBe(true);
    for (const { digest } of resolvedDependencies)
      expect(Object.values(digest).join()).toMatch(/^[0-9a-f]{40,128}$/u);
    expect(new URL(buildType).protocol).toBe('pkg:');
    expect(new URL(predicate.runDetails.builder.id).href).not.toBe('');
  });
});

interface Statement {
  readonly _type: string;
  readonly subject: readonly { name: string; digest: { sha256: string } }[];
  readonly predicateType: string;
  readonly predicate: {
    buildDefinition: {
      buildType: string;
      resolvedDependencies: readonly { uri?: string; digest: Record<string, string> }[];
    };
    runDetails: { builder: { id: string } };
  };
}

describe.skipIf(isHindered('the executable for this machine'))('the executable for this machine', () => {
  const ours = (...args: string[]) => call(EXECUTABLE, ...args);
  const packaged = (...args: string[]) => call(process.execPath, 'bin/interdict.js', ...args);
  const verbs = [...packaged('--help').stdout.matchAll(/^ {2}(?<verb>[a-z][a-z-]+) /gmu)].map(
    ({ groups }) => groups?.['verb'] ?? '',
  );
  const forms = Object.keys(reporters);

  test('knows the verbs and forms of the package', () => {
    expect(verbs).toContain('sweep');
    expect(forms).toContain('sarif');
  });

  test.each([
    ['--version'],
    ...verbs.map((verb) => [verb, '--help']),
    ...forms.map((form) => ['fixtures/machines/birch', 'fixtures/machines/elder', '-o', form]),
    ['inventory', 'fixtures/machines/birch'],
    ['vendors'],
    ['bans'],
    ['formats'],
    ['explain', 'Kaspersky® Endpoint™ Security for Windows'],
    ['check-rules', 'rules'],
    ['fixtures/machines/alder'],
  ])('says what the package says: %s %s %s %s', (...args) => {
    const [one, other] = [ours(...args), packaged(...args)];
    // Of itself it shows which runtime it is.
    if (args[0] === '--version') expect(one.stdout.split('\n')[0]).toBe(other.stdout.split('\n')[0]);
    else expect(one.stdout).toBe(other.stdout);
    expect([one.status, one.stderr]).toEqual([other.status, other.stderr]);
  });

  test.each([
    ['a module', 'plugin.mjs', 'export default { readers: [READER] };', 1],
    [
      'a module that imports',
      'plugin.mjs',
      "import { sep } from 'node:path'; export default { readers: [READER].filter(() => sep) };",
      1,
    ],
    ['of CommonJS', 'plugin.cjs', 'module.exports = { readers: [READER] };', 1],
    ['a module that waits', 'plugin.mjs', 'await 0; export default { readers: [READER] };', 2],
  ])('loads a plugin that is %s', (_, name, code, status) => {
    const reader = `{ id: 'acme-list', title: 'list of Acme', paths: ['opt/acme/list.txt'],
      *read() { yield { name: 'Kaspersky Free', version: '1' }; } }`;
    const folder = mkdtempSync(join(tmpdir(), 'interdict-'));
    try {
      mkdirSync(join(folder, 'hosts/a/opt/acme'), { recursive: true });
      writeFileSync(join(folder, 'hosts/a/opt/acme/list.txt'), 'x');
      writeFileSync(join(folder, name), code.replace('READER', reader));
      const one = ours('scan', join(folder, 'hosts/a'), '--plugin', join(folder, name));
      expect([one.status, one.stderr.includes('await at its top level')]).toEqual([
        status,
        code.startsWith('await'),
      ]);
      if (status === 1) expect(one.stdout).toContain('opt/acme/list.txt (acme-list)');
      const hosts = ours('sweep', join(folder, 'hosts'), '--plugin', join(folder, name), '--jobs', '2');
      expect(hosts.status).toBe(status);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('takes the package of queues that lies beside it, and shows when there is none', () => {
    const queue = ['sweep', 'fixtures/machines', '--queue', 'redis://localhost:1'];
    expect(ours(...queue).stderr).toContain('ECONNREFUSED');
    const elsewhere = mkdtempSync(join(tmpdir(), 'interdict-'));
    try {
      copyFileSync(EXECUTABLE, join(elsewhere, 'interdict'));
      const { status, stderr } = call(join(elsewhere, 'interdict'), ...queue);
      expect(stderr).toContain('npm install bullmq');
      expect(status).toBe(2);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });
});

const ARM = '/usr/aarch64-linux-gnu';
const isArmHere = existsSync(join(ARM, 'lib/libstdc++.so.6'));
if (!isArmHere) console.log(`skipped: the executable for arm64: ${ARM} has no C++ runtime`);

describe.skipIf(isHindered('the executable for arm64', 'qemu-aarch64-static') || !isArmHere)(
  'the executable for arm64',
  () => {
    test.each(['alder', 'birch', 'elder'])('judges %s as the one for this machine does', (name) => {
      const machine = `fixtures/machines/${name}`;
      const here = call(EXECUTABLE, machine);
      const there = call('qemu-aarch64-static', '-L', ARM, released('-linux-arm64'), machine);
      expect([there.status, there.stdout]).toEqual([here.status, here.stdout]);
    });
  },
);

describe.skipIf(isHindered('sweeps of the executable'))('a sweep of the executable', () => {
  const hosts = mkdtempSync(join(tmpdir(), 'interdict-'));
  beforeAll(() => {
    for (let host = 0; host < 600; host++) writeFileSync(join(hosts, `host-${host}.status`), statusOf(host));
  });
  afterAll(() => rmSync(hosts, { recursive: true }));

  test('judges hundreds of hosts in several threads', async () => {
    const [alone, pool] = [await swept('1'), await swept('3')];
    expect(pool.stdout).toBe(alone.stdout);
    expect([alone.status, pool.status]).toEqual([1, 1]);
    const records = pool.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; verdict: string });
    expect(records).toHaveLength(601);
    const banned = records.filter(({ name, verdict }) => name && verdict === 'banned');
    expect(banned.map(({ name }) => name).sort()).toEqual([
      'host-107',
      'host-207',
      'host-307',
      'host-407',
      'host-507',
      'host-7',
    ]);
    expect(pool.threads - alone.threads).toBeGreaterThanOrEqual(3);
  });

  /** Its largest number of threads, as the system counts them, with what it printed. */
  async function swept(jobs: string): Promise<{ status: number | null; stdout: string; threads: number }> {
    const child = spawn(EXECUTABLE, ['sweep', hosts, '--no-progress', '--jobs', jobs, '-o', 'ndjson']);
    let stdout = '';
    let threads = 0;
    const tasks = `/proc/${child.pid}/task`;
    const count = setInterval(() => {
      if (existsSync(tasks)) threads = Math.max(threads, readdirSync(tasks).length);
    }, 5);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
    clearInterval(count);
    return { status, stdout, threads };
  }

  function statusOf(host: number): string {
    const names = Array.from({ length: 200 }, (_, at) => `alder-${at}`);
    return [...names, ...(host % 100 === 7 ? ['kesl'] : [])]
      .map(
        (name) =>
          `Package: ${name}\nStatus: install ok installed\nVersion: 1.${host}\nArchitecture: amd64\n\n`,
      )
      .join('');
  }
});

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
