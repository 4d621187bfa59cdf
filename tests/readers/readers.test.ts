/**
 * Every folder below `fixtures/readers/<reader>/` is a machine; `expected.json` in it is what the reader sees.
 * `npx vitest run tests/readers.test.ts -u` writes what is missing: read it before you commit it.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readerMetadata } from '../../src/readers/load.ts';
import { scan } from '../../src/scan/index.ts';
import { folderSource } from '../../src/sources/folder.ts';
import type { Source } from '../../src/types.ts';
import { FIXTURES, GOLDEN, machineOf } from '../support/fixtures.ts';

const REQUIRED = ['normal', 'empty', 'cut'];

for (const id of readdirSync(FIXTURES).sort()) {
  describe(id, () => {
    for (const name of readdirSync(join(FIXTURES, id)).sort()) {
      test(name, async () => {
        const folder = join(FIXTURES, id, name);
        await expect(await seen(machineOf(id, name), id)).toMatchFileSnapshot(
          join('..', '..', folder, GOLDEN),
        );
      });
    }
  });
}

describe('every reader', () => {
  test.each(readerMetadata.map((card) => card.id))('%s has the cases that it owes', (id) => {
    const cases = existsSync(join(FIXTURES, id)) ? readdirSync(join(FIXTURES, id)) : [];
    expect(cases).toEqual(expect.arrayContaining(REQUIRED));
    expect(cases.length, 'the oddity that the format is known for').toBeGreaterThan(REQUIRED.length);
  });
});

/** What this reader alone sees on a machine, as the file beside it shows it. */
async function seen(machine: string, id: string): Promise<string> {
  const { sightings, gaps } = await scan(withoutGolden(folderSource(machine)), {
    readers: [id],
    allowEmpty: true,
  });
  const programs = sightings.filter(({ reader }) => reader === id);
  return `${JSON.stringify({ programs, unread: gaps }, null, 2)}\n`;
}

/** A golden is no part of its machine. Every reader would be asked whether it knows such a document. */
function withoutGolden(source: Source): Source {
  return {
    ...source,
    async *files(globs) {
      for await (const file of source.files(globs)) if (file.path !== GOLDEN) yield file;
    },
  };
}
