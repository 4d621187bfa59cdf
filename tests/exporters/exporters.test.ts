/** What leaves the house in other languages: whole, honest about its gaps, and never broken by what a rule says. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { row, withoutSqlite } from '../support/export-harness.ts';
import { interdict } from '../support/io.ts';
import { missingTools, run } from '../support/rpm-harness.ts';

const TARGETS = ['fleet', 'intune', 'jamf', 'osquery', 'oval', 'wazuh'];
const DAY = ['--as-of', '2026-11-24'];
const GRAMMARS = join(tmpdir(), 'interdict-powershell/package/wasm');
const hasGrammar = existsSync(join(GRAMMARS, 'tree-sitter-powershell.wasm'));
if (!hasGrammar) {
  console.log(
    `skipped: no grammar of PowerShell in ${GRAMMARS}; \`npm pack @vscode/tree-sitter-wasm\` has one`,
  );
}
if (missingTools('oscap').length > 0) console.log('skipped: oscap is not there, so OVAL is not validated');
if (withoutSqlite) console.log('skipped: sqlite3 is not there, so exported SQL is not run');

interface TreeSitter {
  readonly Parser: {
    new (): {
      setLanguage(language: unknown): void;
      parse(text: string): { rootNode: { hasError: boolean } };
    };
    init(): Promise<void>;
  };
  readonly Language: { load(file: string): Promise<unknown> };
}

const folder = mkdtempSync(join(tmpdir(), 'interdict-exports-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Names that would break out of every language that is written here. */
const HOSTILE = [
  `'; DROP TABLE x; --`,
  `" & calculator & "`,
  `$(touch ${folder}/broken)`,
  'alder `id`',
  `'@\n"@\nRemove-Item x #`,
  '’; exit 0 #',
  ']]></title><script>',
  '---\nalder: {a: &b c}',
  'line\nend\u2028of\u0085text\u0000',
  'alder*/ || 1=1',
  'alder %27 \\',
];

function ownBan(title: string, match: object, more: object = {}): string {
  const file = join(folder, `own-${Math.abs(hash(JSON.stringify([title, match])))}.yaml`);
  const ban = { title, why: 'Because it is so.', severity: 'ban', match, ...more };
  writeFileSync(file, JSON.stringify(ban));
  return file;
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) | 0, 7);
}

async function exported(target: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await interdict(['export', target, ...args]);
  expect(stderr.split('\n').filter((line) => line !== '' && !line.startsWith('interdict: '))).toEqual([]);
  expect(status, stderr).toBe(0);
  return stdout;
}

describe('interdict export', () => {
  test.each(TARGETS)(
    '%s gives the same text for the same bans, and tells what it cannot express',
    async (target) => {
      const one = await interdict(['export', target, ...DAY]);
      const two = await interdict(['export', target, ...DAY]);
      expect(one.status).toBe(0);
      expect(two.stdout).toBe(one.stdout);
      expect(one.stdout).toContain('russia-based-av-vendor');
      expect(one.stderr.split('\n').length).toBeGreaterThan(3);
      const gap = /^interdict: (?<text>[^:\n]{20,})$/mu.exec(one.stderr)?.groups?.['text'] ?? '';
      expect(gap).not.toBe('');
    },
  );

  test('writes a file whole', async () => {
    const file = join(folder, 'pack.json');
    expect(await exported('osquery', ...DAY, '-q', '-o', file)).toBe('');
    expect(Object.keys((JSON.parse(readFileSync(file, 'utf8')) as { queries: object }).queries)).toEqual([
      'interdict_russia-based-av-vendor_linux',
      'interdict_russia-based-av-vendor_macos',
      'interdict_russia-based-av-vendor_windows',
    ]);
  });

  test.each<[what: string, args: string[], says: string]>([
    ['an unknown target', ['osqery'], 'did you mean "osquery"'],
    ['a system that the target does not know', ['jamf', '--system', 'linux'], 'unknown system of jamf'],
    [
      'a day before the ban',
      ['osquery', '-b', 'it-acn-2025', '--as-of', '2025-11-21'],
      'not in force on 2025-11-21',
    ],
    ['a ban that only notes', ['fleet', '-b', 'us-ndaa-fy19-889', '--as-of', '2019-01-01'], 'only a note'],
    [
      'a ban of other devices',
      ['fleet', '-b', 'ca-2023-tiktok', '--device-class', 'server'],
      'about mobile devices',
    ],
  ])('%s is a wrong call', async (_, args, says) => {
    const { status, stdout, stderr } = await interdict(['export', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(says);
  });

  test('a ban of one class of devices warns, and bans where the class is named', async () => {
    const severity = async (...more: string[]) =>
      /'(?<it>warn|ban)' END AS severity/u.exec(
        await exported('osquery', '-q', '-b', 'ca-2023-tiktok', ...DAY, ...more),
      )?.groups?.['it'];
    expect(await severity()).toBe('warn');
    expect(await severity('--device-class', 'mobile')).toBe('ban');
  });

  test('the phase of the day decides', async () => {
    const pack = await exported(
      'osquery',
      '-q',
      '-b',
      'ua-1335-2025',
      '--as-of',
      '2025-12-01',
      '--system',
      'linux',
    );
    expect(pack).toContain("'warn' END AS severity");
  });
});

describe('a hostile rule', () => {
  const bans = HOSTILE.flatMap((text, i) => [
    ownBan(`${text} ${i}`, {
      any: [
        { name: text },
        { publisher: `${text} ${i}` },
        { id: [`bundle-id:${text}`, `service:${text}`, `registry-key:HKLM\\SOFTWARE\\${text}`] },
        { path: `/opt/${text}` },
      ],
    }),
  ]);
  const args = [...bans.flatMap((file) => ['-b', file]), '-q', ...DAY];

  test.skipIf(withoutSqlite)('stays inside its quotes in SQL', async () => {
    const pack = JSON.parse(await exported('osquery', ...args, '--system', 'linux')) as {
      queries: Record<string, { query: string }>;
    };
    const setup = [
      'deb_packages',
      'rpm_packages',
      'portage_packages',
      'file',
      'users',
      'chrome_extensions',
      'firefox_addons',
      'npm_packages',
      'python_packages',
      'systemd_units',
      'kernel_modules',
    ].map((table) => `CREATE TABLE ${table} (${Object.keys(row(table, {})).join(', ')});`);
    expect(Object.keys(pack.queries)).toHaveLength(HOSTILE.length);
    let hits = 0;
    for (const { query } of Object.values(pack.queries)) {
      expect(query).not.toContain('\0');
      const out = run(
        'sqlite3',
        ['-bail', ':memory:'],
        [
          ...setup,
          "INSERT INTO deb_packages (name, status) VALUES ('x', 'install ok installed');",
          query,
        ].join('\n'),
      );
      expect(out).toBe('');
      const hit = run(
        'sqlite3',
        ['-bail', ':memory:'],
        [
          ...setup,
          "INSERT INTO deb_packages (name, status) VALUES ('x', 'install ok installed');",
          "INSERT INTO file (path) VALUES ('/opt/alder `id`');",
          query,
        ].join('\n'),
      );
      hits += hit === '' ? 0 : 1;
    }
    expect(hits).toBe(1);
  });

  test('stays inside its quotes in YAML', async () => {
    const policies = parseAllDocuments(await exported('fleet', ...args));
    expect(policies).toHaveLength(3 * HOSTILE.length);
    for (const document of policies) {
      expect('errors' in document ? document.errors : []).toEqual([]);
      expect(Object.keys(('toJS' in document ? document.toJS() : {}) as object)).toEqual([
        'apiVersion',
        'kind',
        'spec',
      ]);
    }
    const policy = parse(await exported('wazuh', ...args)) as { checks?: { rules: string[] }[] };
    const rules = (policy.checks ?? []).flatMap((check) => check.rules);
    for (const rule of rules)
      expect(rule).toMatch(
        /^(?:c:(?:dpkg-query -l|rpm -qa?|pkgutil --pkg-info) [\w.+*-]+ -> |[dfr]:[^'"`$;|&]+$)/u,
      );
  });

  test('stays inside its quotes in the shell', async () => {
    const script = await exported('jamf', ...args);
    const done = spawnSync('sh', ['-s', folder], { input: script, encoding: 'utf8' });
    expect(done.stderr).toBe('');
    expect(done.stdout).toBe('<result>incomplete: no application was seen</result>\n');
    expect(spawnSync('ls', [join(folder, 'broken')]).status).not.toBe(0);
  });

  test('stays inside its quotes in PowerShell', async () => {
    const script = await exported('intune', ...args);
    expect(script).toMatch(/^[\r\n -~]*$/u);
    const lines = script.split('\r\n');
    const data = lines.filter((line) => line.startsWith('$data = '));
    expect(data).toHaveLength(1);
    const literal =
      /^\$data = '(?<json>(?:[^']|'')*)' \| ConvertFrom-Json$/u.exec(data[0] ?? '')?.groups?.['json'] ?? '';
    const { bans: reported } = JSON.parse(literal.replace(/''/gu, "'")) as {
      bans: { title: string; marks: unknown[] }[];
    };
    expect(reported).toHaveLength(HOSTILE.length);
    const before = lines.slice(0, lines.indexOf(data[0] ?? ''));
    expect(before.every((line) => line.startsWith('#'))).toBe(true);
  });

  test.skipIf(!hasGrammar)('leaves a script that a parser of PowerShell reads without a fault', async () => {
    // What runs for a moment is not worth the seconds for which an optimising compiler works on the whole grammar.
    setFlagsFromString('--liftoff-only');
    const parsed = async (text: string): Promise<boolean> => {
      const { Parser, Language } = createRequire(import.meta.url)(
        join(GRAMMARS, 'tree-sitter.js'),
      ) as TreeSitter;
      await Parser.init();
      const parser = new Parser();
      parser.setLanguage(await Language.load(join(GRAMMARS, 'tree-sitter-powershell.wasm')));
      return !parser.parse(text).rootNode.hasError;
    };
    const script = await exported('intune', ...args);
    expect(await parsed(script)).toBe(true);
    expect(await parsed(script.replace("' | ConvertFrom-Json", '| ConvertFrom-Json'))).toBe(false);
  });

  test.skipIf(missingTools('oscap').length > 0)('stays inside its quotes in XML', async () => {
    const file = join(folder, 'hostile.xml');
    writeFileSync(file, await exported('oval', ...args));
    expect(run('oscap', ['oval', 'validate', file])).toBeDefined();
  });
});

describe('the extension attribute for Jamf', () => {
  const stub = join(folder, 'PlistBuddy');
  writeFileSync(
    stub,
    `#!/bin/sh\nfile=$3; key=\${2#Print :}\nsed -n "s/^$key=//p" "$file" | grep . || exit 1\n`,
  );
  chmodSync(stub, 0o755);

  function says(script: string, apps: Record<string, string>): string {
    const root = mkdtempSync(join(folder, 'mac-'));
    for (const [place, content] of Object.entries(apps)) {
      const file = join(root, place);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const own = script.replace('/usr/libexec/PlistBuddy', stub);
    return spawnSync('sh', ['-s', root], { input: own, encoding: 'utf8' }).stdout.trim();
  }
  const info = (app: string) => `Applications/${app}.app/Contents/Info.plist`;

  test('shows what is there, by identifier before name', async () => {
    const script = await exported('jamf', '-q', ...DAY);
    const nice = { [info('Elm')]: 'CFBundleIdentifier=org.example.elm\nCFBundleName=Elm\n' };
    expect(says(script, nice)).toBe('<result>clean</result>');
    expect(says(script, {})).toContain('incomplete');
    expect(
      says(script, { ...nice, [info('K')]: 'CFBundleIdentifier=com.Kaspersky.KAV\nCFBundleName=K\n' }),
    ).toContain('ban: russia-based-av-vendor: /Applications/K.app');
    expect(says(script, { ...nice, [info('X')]: 'CFBundleName=Kaspersky Internet-Security 21\n' })).toContain(
      '/Applications/X.app',
    );
    expect(
      says(script, {
        ...nice,
        [info('P')]:
          'CFBundleIdentifier=com.kaspersky.passwordmanager\nCFBundleName=Kaspersky Internet Security\n',
      }),
    ).toBe('<result>clean</result>');
  });
});
