import { jsonEntries } from '../report/json-list.ts';
import { results } from '../report/order.ts';
import { head, sourceHead, sourceLists } from '../report/record.ts';
import type { Reporter, Run } from '../report/run.ts';
import { safeJson } from '../report/sanitise.ts';
import type { SourceResult } from '../types.ts';

/** The report that machines read; its shape is `schema/report.schema.json`. */
export const json: Reporter = {
  id: 'json',
  title: 'JSON, schema version 1',
  *render(run) {
    yield `{\n${members(head(run), 2)},\n  "sources": [`;
    let comma = '';
    for (const result of results(run)) {
      yield `${comma}\n`;
      yield* source(result, run);
      comma = ',';
    }
    yield comma === '' ? ']\n}\n' : '\n  ]\n}\n';
  },
};

function* source(result: SourceResult, run: Run): Iterable<string> {
  yield `    {\n${members(sourceHead(result, run), 6)}`;
  for (const [key, list] of Object.entries(sourceLists(result, run))) {
    yield `,\n      ${JSON.stringify(key)}: [`;
    yield* jsonEntries(list, 8);
    yield ']';
  }
  yield '\n    }';
}

function members(record: Record<string, unknown>, indent: number): string {
  const lines = Object.entries(record).map(([key, value]) => `${JSON.stringify(key)}: ${nested(value)}`);
  return lines.map((line) => `${' '.repeat(indent)}${line}`).join(',\n');
}

/** A list is written one entry a line, as the bans are; anything else on one line. */
function nested(value: unknown): string {
  if (!Array.isArray(value)) return safeJson(value);
  return `[${[...jsonEntries(value, 4)].join('')}]`;
}
