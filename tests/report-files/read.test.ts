/** The JSON report as a contract: its schema, and reading it back. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readReport } from '../../src/report-files/read.ts';
import { json } from '../../src/reporters/json.ts';
import { reportFile, reportLine } from '../../src/schema/report.ts';

const GOLDEN = 'fixtures/reports';
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const OPTIONS = { target: 'draft-2020-12' } as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interdict-saved-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the published schema', () => {
  test.each([
    ['report', reportFile],
    ['report-line', reportLine],
  ])('schema/%s.schema.json is what the house checks', async (name, schema) => {
    const published = { $schema: DIALECT, ...toJsonSchema(schema, OPTIONS) };
    const text = `${JSON.stringify(published, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../../schema/${name}.schema.json`);
  });

  test.each(['outcome.json', 'inventory.json'])('%s fits it', (file) => {
    expect(errorsOf('report', JSON.parse(read(file)))).toEqual([]);
  });

  test('each line of outcome.ndjson fits its own', () => {
    const lines = read('outcome.ndjson').trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    for (const line of lines) expect(errorsOf('report-line', JSON.parse(line))).toEqual([]);
  });

  test('a report without its verdict, or with a verdict of another kind, does not fit', () => {
    const report = JSON.parse(read('outcome.json')) as { verdict?: string };
    expect(errorsOf('report', { ...report, verdict: 'fine' })).not.toEqual([]);
    const { verdict: _, ...others } = report;
    expect(errorsOf('report', others)).not.toEqual([]);
  });
});

describe('reading back', () => {
  test.each(['outcome.json', 'outcome.ndjson', 'inventory.json'])('%s gives the report again', (file) => {
    const { head, results, command, gaps } = readReport(join(GOLDEN, file));
    expect(gaps).toEqual([]);
    const { notices = [], ...others } = head ?? {};
    const run = { bans: [], verdict: 'incomplete', traces: true, ...others, command, results, notices };
    const golden = read(file.replace('ndjson', 'json'));
    expect([...json.render(run as never, { color: false, width: 80 })].join('')).toBe(golden);
  });

  test('a report on one line is no NDJSON', () => {
    const file = write('minified.json', JSON.stringify(JSON.parse(read('outcome.json'))));
    expect(readReport(file).results).toHaveLength(5);
  });

  test('NDJSON cut at any place is reported', () => {
    const whole = Buffer.from(read('outcome.ndjson'));
    for (let end = 1; end < whole.length; end += 97) {
      const file = write('cut.ndjson', whole.subarray(0, end));
      let gaps: readonly string[] = [];
      try {
        gaps = readReport(file).gaps;
      } catch (error) {
        gaps = [String(error)];
      }
      expect(gaps.length, `cut at ${end}`).toBeGreaterThan(0);
    }
  });

  test('JSON cut at any place is an error that names the file', () => {
    const whole = read('outcome.json');
    for (let end = 0; end < whole.length - 2; end += 211) {
      const file = write('cut.json', whole.slice(0, end));
      expect(() => readReport(file), `cut at ${end}`).toThrow(/cut\.json/u);
    }
  });

  test('a source that is missing is reported', () => {
    const lines = read('outcome.ndjson').split('\n');
    const { gaps, results: outcomes } = readReport(write('less.ndjson', lines.slice(1).join('\n')));
    expect(outcomes).toHaveLength(4);
    expect(gaps).toEqual([expect.stringMatching(/counts 5 sources, and 4 are there$/u)]);
  });

  test('a damaged line is reported and the others are read', () => {
    const lines = read('outcome.ndjson').split('\n');
    const { gaps, results: outcomes } = readReport(
      write('bad.ndjson', [...lines.slice(0, 2), '{"type":"sou', ...lines.slice(2)].join('\n')),
    );
    expect(outcomes).toHaveLength(5);
    expect(gaps).toEqual([expect.stringMatching(/bad\.ndjson:3: a damaged line/u)]);
  });

  test.each([
    ['', /empty/u],
    ['[]', /no report/u],
    ['{"bans":7}', /no report of schema version 1/u],
    ['<html>', /no report/u],
    ['{"type":"summary"}\n', /no report of schema version 1: schemaVersion/u],
    ['{"type":"source","name":7}\n', /bad:1: no report of schema version 1/u],
  ])('%j is reported to be no report', (text, message) => {
    expect(() => readReport(write('bad', text))).toThrow(message);
  });
});

const validators = new Map<string, ValidateFunction>();

function errorsOf(name: string, data: unknown): unknown[] {
  const validate = validators.get(name) ?? validatorOf(name);
  validators.set(name, validate);
  return validate(data) ? [] : (validate.errors ?? []);
}

function validatorOf(name: string): ValidateFunction {
  const schema = JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as object;
  return new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
}

function read(file: string): string {
  return readFileSync(join(GOLDEN, file), 'utf8');
}

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}
