/** The rule language as its page, its schemas and its code show it. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { jsonSchemas, withTables } from '../../scripts/build/schemas.ts';
import { ruleDocument } from '../../src/rules/document.ts';
import { checked } from '../../src/rules/validate.ts';
import { banFile, vendorFile, waiverFile } from '../../src/schema/index.ts';

const page = readFileSync('docs/rules.md', 'utf8');

test('the tables of the page are those of the language', () => {
  expect(withTables(page), 'npm run generate').toBe(page);
});

test.each(Object.entries(jsonSchemas()))('%s is what the language says', (name, text) => {
  expect(readFileSync(`schema/${name}`, 'utf8'), 'npm run generate').toBe(text);
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
