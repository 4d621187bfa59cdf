/** The rule language as its page, its schemas and its code tell it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { jsonSchemas, withTables } from '../scripts/schemas.ts';
import { ruleDocument } from '../src/rulebook/document.ts';
import { checked } from '../src/rulebook/validate.ts';
import { banFile, vendorFile, waiverFile } from '../src/schema.ts';

const page = readFileSync('docs/rules.md', 'utf8');

test('the tables of the page are those of the language', () => {
  expect(withTables(page), 'run node scripts/generate.js').toBe(page);
});

test.each(Object.entries(jsonSchemas()))('%s is what the language says', (name, text) => {
  expect(readFileSync(`schema/${name}`, 'utf8'), 'run node scripts/generate.js').toBe(text);
});

const ajv = new Ajv({ strict: false });
const validators = {
  bans: ajv.compile(JSON.parse(readFileSync('schema/ban.schema.json', 'utf8'))),
  vendors: ajv.compile(JSON.parse(readFileSync('schema/vendor.schema.json', 'utf8'))),
  waivers: ajv.compile(JSON.parse(readFileSync('schema/waivers.schema.json', 'utf8'))),
};

describe('the JSON Schemas of editors', () => {
  test.each(['bans', 'vendors'] as const)('accept all built-in %s', (kind) => {
    for (const name of readdirSync(`rules/${kind}`)) {
      const isValid = validators[kind](parse(readFileSync(`rules/${kind}/${name}`, 'utf8')));
      expect(isValid, `${name}: ${ajv.errorsText(validators[kind].errors)}`).toBe(true);
    }
  });

  test.each([
    ['bans', 'title: x\nwhy: y.\nseverity: ban\nmatch: { vendor: x }\n', true],
    ['bans', 'title: x\nwhy: y.\nseverity: bann\nmatch: { vendor: x }\n', false],
    ['bans', 'title: x\nwhy: y.\nseverity: ban\nmatch: { vendr: x }\n', false],
    [
      'bans',
      'title: x\nwhy: y.\nseverity: ban\nmatch: { any: [{ not: { id: [deb:x] } }, { version: ">1" }] }\n',
      true,
    ],
    ['bans', 'title: x\nwhy: y.\nseverity: ban\nmatch: { any: [{ not: { idd: [deb:x] } }] }\n', false],
    ['bans', 'title: x\nwhy: y.\nseverity: ban\n', false],
    ['bans', 'title: x\nwhy: y.\nseverity: ban\nmatch: []\n', false],
    ['bans', 'title: [x]\nwhy: y.\nseverity: ban\nmatch: { vendor: x }\n', false],
    ['vendors', 'name: x\ncountry: DE\ncategories: [antivirus]\n', true],
    ['vendors', 'name: x\ncountry: DE\ncategories: [antivirs]\n', false],
    [
      'vendors',
      'name: x\ncountry: DE\ncategories: [vpn]\nproducts: [{ id: y, name: y, categories: [vpn], ids: { dep: [y] } }]\n',
      false,
    ],
    [
      'vendors',
      'name: x\ncountry: DE\ncategories: [vpn]\npublishers: [{ value: y, confidence: low, with: name }]\n',
      true,
    ],
    ['vendors', 'name: x\ncountry: DE\ncategories: [vpn]\npublishers: [{ valeu: y }]\n', false],
    ['waivers', '- { ban: x, program: { id: "deb:x" }, reason: y, owner: z, expires: 2027-03-31 }\n', true],
    ['waivers', '- { ban: x, program: { id: "deb:x" }, reason: y, owner: z }\n', false],
    ['waivers', 'ban: x\n', false],
  ] as const)('say of %s %j what the loader says: %s', (kind, text, expected) => {
    const schema = { bans: banFile, vendors: vendorFile, waivers: waiverFile }[kind];
    expect('data' in checked(schema as typeof banFile, ruleDocument('x.yaml', text))).toBe(expected);
    expect(validators[kind](parse(text))).toBe(expected);
  });
});

describe('the walk-through of the page', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'interdict-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const steps = [...page.matchAll(/^```(?<kind>\w+) ?(?<info>[^\n]*)\n(?<body>[^]*?)^```$/gmu)]
    .map(({ groups }) => ({
      kind: groups?.['kind'] ?? '',
      info: groups?.['info'] ?? '',
      body: groups?.['body'] ?? '',
    }))
    .filter(({ kind, info }) => kind === 'console' || info.startsWith('file='));

  test('writes all three kinds of file', () => {
    const files = steps.flatMap(({ info }) => (info.startsWith('file=') ? [info.slice(5)] : []));
    expect(files).toEqual(
      expect.arrayContaining([
        'rules/vendors/example-av.yaml',
        'rules/bans/no-example-av.yaml',
        'waivers.yaml',
      ]),
    );
  });

  test.each(
    steps.map((step) => [step.kind === 'console' ? step.body.split('\n', 1)[0] : step.info, step] as const),
  )('%s', (_, { kind, info, body }) => {
    if (kind !== 'console') {
      const path = join(folder, info.slice(5));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, body);
      return;
    }
    const [command = '', ...output] = body.trimEnd().split('\n');
    const args = command.replace(/^\$ interdict /u, '').split(' ');
    const call = spawnSync(process.execPath, [resolve('bin/interdict.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(call.stderr).toBe('');
    expect(call.status).toBe(Number(/exit=(\d)/u.exec(info)?.[1] ?? 0));
    if (output.length > 0) expect(call.stdout.trimEnd()).toBe(output.join('\n'));
  });

  test('and what it makes is checked whole, the waivers with it', () => {
    const call = spawnSync(process.execPath, [resolve('bin/interdict.js'), 'check-rules', '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(call.stdout).toBe('1 vendor, 1 ban, 4 examples: all hold.\n');
  });
});
