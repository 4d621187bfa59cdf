/** Controls by certificates, folders and packages: in the form of their targets, and never against the system. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exportTargets } from '../../src/exporters/index.ts';
import { type ExportModel, exportModel } from '../../src/exporters/model/index.ts';
import { uuidOf } from '../../src/exporters/prevention/uuid.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { interdict } from '../support/io.ts';
import { missingTools } from '../support/rpm-harness.ts';

const DAY = ['--as-of', '2026-11-24'];
const folder = mkdtempSync(join(tmpdir(), 'interdict-controls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lacks = (...tools: string[]) => {
  const missing = missingTools(...tools);
  if (missing.length > 0) console.log(`skipped: ${missing.join(', ')} is not there, so it tries no control`);
  return missing.length > 0;
};

let count = 0;
function own(match: object): string {
  const file = join(folder, `own-${(count += 1)}.yaml`);
  writeFileSync(file, JSON.stringify({ title: 'Own', why: 'A test.', severity: 'ban', match }));
  return file;
}

const vendor = own({ vendor: ['alibaba', 'avast', 'bitdefender', 'doctor-web'] });

const exported = async (target: string, bans: string, ...more: string[]) => {
  const call = await interdict(['export', target, '-b', bans, ...DAY, ...more]);
  if (call.status !== 0) throw new Error(call.stderr);
  return call.stdout;
};

const AV = 'russia-based-av-vendor';

let model: ExportModel | undefined;

/** A control of all built-in bans, which are loaded once. */
async function ofAll(target: string, enforce = false): Promise<string> {
  model ??= exportModel(await loadPolicy({ bans: ['all'], asOf: '2026-11-24', config: false }));
  const loaded = await exportTargets[target]?.();
  return loaded?.render(model, loaded.systems, { enforce }).text ?? '';
}

/** Which of the built-in bans each target is tried with: one that names what it can stop. */
const TRIED: Readonly<Record<string, string>> = {
  ansible: AV,
  appcontrol: AV,
  applocker: AV,
  brew: 'us-tx',
  'deb-guard': AV,
  defender: vendor,
  fapolicyd: AV,
  flatpak: 'us-tx',
  'intune-applocker': AV,
  'jamf-restricted': 'us-tx',
  munki: 'us-tx',
  'rpm-guard': AV,
  santa: AV,
  'santa-profile': AV,
};

describe.each(Object.entries(TRIED))('%s', (target, ban) => {
  test('gives the same bytes each time, and says by which rules and of which day', async () => {
    const one = await interdict(['export', target, '-b', ban, ...DAY]);
    expect(one.status).toBe(0);
    expect(one.stdout.length).toBeGreaterThan(100);
    expect(`${one.stdout}${one.stderr}`).toMatch(/sha256:[0-9a-f]{64}/u);
    expect(`${one.stdout}${one.stderr}`).toContain('2026-11-24');
    expect(`${one.stdout}${one.stderr}`).toMatch(/undo/iu);
    expect((await interdict(['export', target, '-b', ban, ...DAY])).stdout).toBe(one.stdout);
  });

  test('names no part of a system, whatever rule asks for it', async () => {
    const system = {
      id: ['deb:libc6', 'rpm:glibc', 'apk:musl', 'pacman:pacman', 'flatpak:org.gnome.Platform', 'cask:bash'],
    };
    const places = {
      path: [
        'C:\\Program Files\\Common Files\\X',
        'C:\\Program Files\\Microsoft Office',
        ...['Safari', 'Self Service', 'Microsoft Defender', 'Terminal'].map(
          (it) => `/Applications/${it}.app`,
        ),
        '/Applications/Utilities/Terminal.app',
      ],
    };
    const shared = {
      id: ['team-id:UBF8T346G9', 'team-id:ZMCG7MLDV9', 'appx:Microsoft.WindowsTerminal_8wekyb3d8bbwe'],
    };
    const file = own({ any: [system, places, shared] });
    const text = readFileSync(file, 'utf8').replace('}', '}').replace(/\}$/u, ',"includes-system":true}');
    writeFileSync(file, text);
    const { status, stderr } = await interdict(['export', target, '-b', file, ...DAY]);
    expect(status).toBe(2);
    expect(stderr).toContain('can be stopped here');
  });

  test('holds nothing that a hostile name brings', async () => {
    const hostile = ['alder$(id)', "alder'b", 'alder"b', 'alder,b', 'alder&b', 'alder%b', 'alder;b'];
    const kinds = ['deb', 'rpm', 'apk', 'pacman', 'brew', 'cask'];
    const names = kinds.flatMap((kind) => hostile.map((name) => `${kind}:${name}`));
    const ids = [...names, ...hostile.map((name) => `firefox-addon:${name}@x`)];
    const paths = hostile.flatMap((name) => [`/opt/${name}/xyz`, `/Applications/${name}.app`]);
    const file = own({
      any: [{ id: ids }, { path: [...paths, ...hostile.map((it) => `C:\\Program Files\\${it}`)] }],
    });
    const both = await interdict(['export', target, '-b', file, '-b', ban, ...DAY]);
    const alone = await interdict(['export', target, '-b', ban, ...DAY]);
    expect(both.status).toBe(0);
    // But for the remarks, which name the bans, nothing is added.
    const rules = (text: string) =>
      text
        .replace(/<!--[^]*?-->|^ ?#?.*(?:Bans|Rules|Note): .*$/gmu, '')
        .replace(/sha256:[0-9a-f]+|<string>[0-9A-F-]{36}<\/string>|<String>.*<\/String>|Rules sha.*$/gmu, '')
        .replace(/\n{2,}/gu, '\n');
    expect(rules(both.stdout)).toBe(rules(alone.stdout));
  });
});

test('every built-in ban gives controls that leave the system and the usual tools alone', async () => {
  const usual =
    /\b(?:libc6|glibc|musl|systemd|bash|dpkg|openssh-server|UBF8T346G9|EQHXZ8M8AV|Common Files|Microsoft|Windows\\|com\.apple)\b/u;
  for (const target of Object.keys(TRIED)) {
    const text = await ofAll(target);
    expect(text.replace(/<!--[^]*?-->|^ ?# .*$/gmu, '').match(usual)?.[0]).toBeUndefined();
  }
});

test('only targets that report first take --enforce', async () => {
  const audits = await Promise.all(
    Object.keys(exportTargets).map(async (target) =>
      (await exportTargets[target]?.())?.audits ? [target] : [],
    ),
  );
  expect(audits.flat()).toEqual([
    'appcontrol',
    'applocker',
    'defender',
    'intune-applocker',
    'jamf-restricted',
  ]);
  const call = await interdict(['export', 'apt', '--enforce', '-b', AV, ...DAY]);
  expect(call).toMatchObject({ status: 2, stderr: expect.stringContaining('apt has only one form') });
});

test('a UUID of version 5 is that of its name', () => {
  expect(uuidOf('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  expect(uuidOf('a')).toBe(uuidOf('a'));
  expect(uuidOf('a')).not.toBe(uuidOf('b'));
});

describe('santa', () => {
  const rulesIn = (text: string) =>
    (JSON.parse(text) as { rules: { rule_type: string; identifier: string; policy: string }[] }).rules;

  test('blocks a team only if all that it makes is banned, else applications with their team', async () => {
    const rules = rulesIn(await ofAll('santa'));
    expect(rules.every(({ policy }) => policy === 'BLOCKLIST')).toBe(true);
    const forms: Record<string, RegExp> = {
      TEAMID: /^[A-Z0-9]{10}$/u,
      SIGNINGID: /^[A-Z0-9]{10}:[A-Za-z0-9.-]+$/u,
      CERTIFICATE: /^[0-9a-f]{64}$/u,
    };
    for (const { rule_type, identifier } of rules) expect(identifier).toMatch(forms[rule_type] ?? /^$/u);
    const keys = rules.map(({ rule_type, identifier }) => `${rule_type} ${identifier}`);
    expect(new Set(keys).size).toBe(keys.length);
    const some = rulesIn(await exported('santa', AV)).map(({ identifier }) => identifier);
    // The password manager of the same team is not banned.
    expect(some).toContain('2Y8XE5CQ94:com.kaspersky.kav');
    expect(some).not.toContain('2Y8XE5CQ94');
    expect(some.filter((it) => it.includes('passwordmanager'))).toEqual([]);
    const whole = rulesIn(await exported('santa', own({ vendor: 'kaspersky' }))).map(
      ({ identifier }) => identifier,
    );
    expect(whole).toContain('2Y8XE5CQ94');
    // Santa compares letters as they are.
    const wechat = rulesIn(await exported('santa', own({ product: 'wechat' }))).map(
      ({ identifier }) => identifier,
    );
    expect(wechat.filter((it) => it.endsWith(':com.tencent.xinWeChat'))).not.toEqual([]);
  });

  test('its profile is a property list with the same rules', async () => {
    const file = join(folder, 'santa.mobileconfig');
    writeFileSync(file, await exported('santa-profile', AV));
    if (lacks('python3')) return;
    const script = 'import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], "rb"))))';
    const { status, stdout } = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' });
    expect(status).toBe(0);
    const profile = JSON.parse(stdout) as {
      PayloadContent: { PayloadType: string; StaticRules: unknown[] }[];
    };
    expect(profile.PayloadContent[0]?.PayloadType).toBe('com.northpolesec.santa');
    expect(profile.PayloadContent[0]?.StaticRules).toEqual(rulesIn(await exported('santa', AV)));
    expect(stdout).not.toContain('ClientMode');
  });
});

describe.skipIf(lacks('xmllint'))('by the schemas of Microsoft', () => {
  const schemaOf = (name: string) => {
    const file = join(folder, name);
    const text = readFileSync(join('tests/support/schemas', name), 'utf8');
    // Three patterns are in a dialect that libxml2 does not know.
    writeFileSync(file, text.replace(/<xs:pattern value="[^"]*\\[$@^~][^"]*"/gu, '<xs:pattern value=".*"'));
    return file;
  };
  const valid = (schema: string, text: string) => {
    const file = join(folder, 'policy.xml');
    writeFileSync(file, text);
    return spawnSync('xmllint', ['--noout', '--schema', schemaOf(schema), file], { encoding: 'utf8' });
  };

  test.each([
    ['applocker', 'AppIdPolicy.xsd', 'AuditOnly'],
    ['appcontrol', 'cipolicy.xsd', 'Enabled:Audit Mode'],
  ])('%s is valid, and only reports by default', async (target, schema, audit) => {
    for (const enforce of [false, true]) {
      const some = await exported(target, AV, ...(enforce ? ['--enforce'] : []));
      for (const text of [some, await ofAll(target, enforce)]) {
        expect(valid(schema, text)).toMatchObject({
          status: 0,
          stderr: expect.stringContaining('validates'),
        });
        expect(text.replace(/<!--[^]*?-->/u, '').includes(audit)).toBe(!enforce);
      }
    }
    const broken = (await exported(target, AV)).replace(/<Deny |Action="Deny"/u, '<Denied Action="Denied" ');
    expect(valid(schema, broken).status).not.toBe(0);
  });
});

test.each(['applocker', 'intune-applocker'])(
  'each collection of %s allows everything else',
  async (target) => {
    const text = (await ofAll(target)).replaceAll('\\"', '"').replaceAll('\\\\', '\\');
    const collections = text.split('<RuleCollection ').slice(1);
    expect(collections.length).toBeGreaterThan(2);
    for (const collection of collections) {
      expect(collection.match(/Action="Allow"/gu)).toHaveLength(1);
      expect(collection).toMatch(/Action="Allow"[^]*?(?:Path|ProductName)="\*"/u);
      expect(collection).toMatch(/Action="Deny"/u);
      for (const [, path = ''] of collection.matchAll(/ Path="(?<path>[^"]*)"/gu))
        expect(path).toMatch(/^(?:\*|%PROGRAMFILES%\\[^*]+\\\*)$/u);
    }
  },
);

describe('intune-applocker', () => {
  interface Profile {
    readonly '@odata.type': string;
    readonly description: string;
    readonly omaSettings: {
      readonly '@odata.type': string;
      readonly omaUri: string;
      readonly value: string;
    }[];
  }

  test('is a custom profile whose settings are the collections of the policy', async () => {
    for (const enforce of [false, true]) {
      const profile = JSON.parse(await ofAll('intune-applocker', enforce)) as Profile;
      expect(profile['@odata.type']).toBe('#microsoft.graph.windows10CustomConfiguration');
      expect(profile.description).toMatch(/as of 2026-11-24, rules sha256:[0-9a-f]{64}/u);
      expect(profile).not.toHaveProperty('assignments');
      const policy = (await ofAll('applocker', enforce)).replace(/<!--[^]*?-->/u, '');
      const places = profile.omaSettings.map(({ omaUri }) => omaUri);
      expect(new Set(places).size).toBe(places.length);
      for (const { omaUri, value, ...setting } of profile.omaSettings) {
        expect(setting['@odata.type']).toBe('#microsoft.graph.omaSettingString');
        expect(omaUri).toMatch(
          /^\.\/Vendor\/MSFT\/AppLocker\/ApplicationLaunchRestrictions\/interdict\/(?:EXE|MSI|Script|StoreApps)\/Policy$/u,
        );
        // The whole policy is held to the schema of Microsoft above.
        expect(policy).toContain(value);
        expect(value.includes('EnforcementMode="Enabled"')).toBe(enforce);
      }
      expect(places).toHaveLength(policy.match(/<RuleCollection /gu)?.length ?? 0);
    }
  });
});

describe('of applications of macOS', () => {
  const MESSENGER = () => own({ any: [{ product: 'wechat' }, { path: '/Applications/Own Tool.app' }] });

  test('jamf-restricted is a record on each line, ends programs only when asked, and is for no computer', async () => {
    const lines = (await exported('jamf-restricted', MESSENGER())).trimEnd().split('\n');
    expect(
      lines.map((line) => /<process_name>(?<name>.*)<\/process_name>/u.exec(line)?.groups?.['name']),
    ).toEqual(['Own Tool.app', 'WeChat.app']);
    const elements = (line: string) =>
      [...line.matchAll(/<(?<name>[a-z_]+)>/gu)].map(({ groups }) => groups?.['name']);
    for (const line of lines) {
      expect(elements(line)).toEqual([
        'restricted_software',
        'general',
        'name',
        'process_name',
        'match_exact_process_name',
        'send_notification',
        'kill_process',
        'delete_executable',
        'display_message',
        'scope',
        'all_computers',
      ]);
      expect(line).toContain('<kill_process>false</kill_process><delete_executable>false<');
      expect(line).toContain('<scope><all_computers>false</all_computers></scope>');
      if (lacks('xmllint')) continue;
      expect(spawnSync('xmllint', ['--noout', '-'], { input: line, encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
    }
    const enforced = await exported('jamf-restricted', MESSENGER(), '--enforce');
    expect(enforced).toContain('<kill_process>true</kill_process><delete_executable>false<');
  });

  test('munki is a manifest that uninstalls and installs nothing', async () => {
    const text = await exported('munki', MESSENGER());
    expect(text.match(/<key>.*<\/key>/gu)).toEqual(['<key>managed_uninstalls</key>']);
    expect(text.match(/(?<=<string>).*(?=<\/string>)/gu)).toEqual(['OwnTool', 'WeChat']);
    if (lacks('python3')) return;
    const script = 'import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
    const { stdout } = spawnSync('python3', ['-c', script], { input: text, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual({ managed_uninstalls: ['OwnTool', 'WeChat'] });
  });
});

test('App Control allows everything else, in the kernel and of programs, and denies no driver', async () => {
  const text = await ofAll('appcontrol', true);
  expect(text.match(/<Allow ID="ID_ALLOW_(?:KERNEL|PROGRAMS)" [^>]*FileName="\*"/gu)).toHaveLength(2);
  const kernel = /<SigningScenario Value="131"[^]*?<\/SigningScenario>/u.exec(text)?.[0] ?? '';
  expect(kernel).toContain('ID_ALLOW_KERNEL');
  expect(kernel).not.toContain('ID_DENY');
});

test('Defender gets one line for each certificate', async () => {
  const [head, ...lines] = (await exported('defender', vendor)).trimEnd().split('\r\n');
  for (const line of lines) {
    expect(line.split(',')).toHaveLength(head?.split(',').length ?? 0);
    expect(line).toMatch(/^CertThumbprint,[0-9a-f]{40},,Audit,/u);
  }
  expect(await exported('defender', vendor, '--enforce')).toContain(',BlockAndRemediate,');
});

test('the role of Ansible removes by manager, and only checks until it may', async () => {
  const tasks = parse(await exported('ansible', AV)) as Record<string, { name: string[]; state: string }>[];
  const [names] = tasks.flatMap((task) => task['ansible.builtin.package']?.name ?? []);
  expect(names).toBeDefined();
  for (const task of tasks) {
    expect(task['ansible.builtin.package']?.state).toBe('absent');
    expect(task).toMatchObject({ check_mode: expect.stringContaining('interdict_apply') });
  }
  if (lacks('ansible-playbook')) return;
  const play = join(folder, 'play.yml');
  writeFileSync(join(folder, 'tasks.yml'), await ofAll('ansible'));
  writeFileSync(
    play,
    '- hosts: all\n  gather_facts: false\n  tasks:\n    - ansible.builtin.include_tasks: tasks.yml\n',
  );
  writeFileSync(
    join(folder, 'direct.yml'),
    `- hosts: all\n  tasks:\n${(await ofAll('ansible')).replace(/^(?=.)/gmu, '    ')}`,
  );
  for (const file of [play, join(folder, 'direct.yml')])
    expect(
      spawnSync('ansible-playbook', ['-i', 'a,', '--syntax-check', file], { encoding: 'utf8' }),
    ).toMatchObject({ status: 0 });
});

/** A package of nothing for dpkg. */
function debOf(control: string, name: string): string {
  const root = join(folder, `deb-${name}`);
  mkdirSync(join(root, 'DEBIAN'), { recursive: true });
  writeFileSync(join(root, 'DEBIAN/control'), control);
  const file = join(folder, `${name}.deb`);
  const built = spawnSync('dpkg-deb', ['--root-owner-group', '--build', root, file], { encoding: 'utf8' });
  expect(built.stderr).toBe('');
  return file;
}

test.skipIf(lacks('dpkg', 'dpkg-deb'))(
  'dpkg refuses what the guard conflicts with, and installs its neighbour',
  async () => {
    const root = join(folder, 'dpkg');
    for (const part of ['info', 'updates', 'triggers'])
      mkdirSync(join(root, 'var/lib/dpkg', part), { recursive: true });
    for (const part of ['status', 'available']) writeFileSync(join(root, 'var/lib/dpkg', part), '');
    const plain = (name: string) =>
      debOf(
        `Package: ${name}\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: x\n`,
        name,
      );
    const flags = [
      '--force-not-root',
      '--force-script-chrootless',
      `--root=${root}`,
      '--log=/dev/null',
      '-i',
    ];
    const install = (file: string) =>
      spawnSync('dpkg', [...flags, file], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
    expect(install(debOf(await exported('deb-guard', AV), 'guard'))).toMatchObject({ status: 0 });
    const refused = install(plain('kesl'));
    expect(refused.stderr).toContain('conflicting packages - not installing kesl');
    expect(refused.status).not.toBe(0);
    expect(install(plain('kesl-not'))).toMatchObject({ status: 0 });
  },
);

test.skipIf(lacks('rpm', 'rpmbuild'))(
  'rpm refuses what the guard conflicts with, and installs its neighbour',
  async () => {
    const build = (spec: string, name: string) => {
      const file = join(folder, `${name}.spec`);
      writeFileSync(file, spec);
      const top = join(folder, 'rpmbuild');
      const { status, stderr } = spawnSync('rpmbuild', ['-bb', '--define', `_topdir ${top}`, file], {
        encoding: 'utf8',
      });
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      const { stdout } = spawnSync('find', [top, '-name', `${name}-*.rpm`], { encoding: 'utf8' });
      return stdout.trim();
    };
    const plain = (name: string) =>
      build(
        `Name: ${name}\nVersion: 1\nRelease: 1\nSummary: x\nLicense: x\nBuildArch: noarch\n\n%description\nx\n\n%files\n`,
        name,
      );
    const root = join(folder, 'rpm-root');
    const install = (file: string) =>
      spawnSync('rpm', ['--root', root, '-i', '--nosignature', file], { encoding: 'utf8' });
    expect(install(build(await exported('rpm-guard', AV), 'interdict-guard'))).toMatchObject({ status: 0 });
    const refused = install(plain('kesl'));
    expect(refused.stderr).toContain('conflicts with');
    expect(refused.status).not.toBe(0);
    expect(install(plain('neighbour'))).toMatchObject({ status: 0 });
  },
);
