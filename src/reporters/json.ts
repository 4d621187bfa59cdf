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
    // One entry a line: a program that comes or goes is one line of a diff.
    for (const [index, entry] of list.entries()) yield `${index > 0 ? ',' : ''}\n        ${safeJson(entry)}`;
    yield list.length > 0 ? '\n      ]' : ']';
  }
  yield '\n    }';
}

function members(record: Record<string, unknown>, indent: number): string {
  const lines = Object.entries(record).map(([key, value]) => `${JSON.stringify(key)}: ${nested(value)}`);
  return lines.map((line) => `${' '.repeat(indent)}${line}`).join(',\n');
}

/** A list is written one entry a line, as the bans are; anything else on one line. */
function nested(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return safeJson(value);
  return `[\n    ${value.map((entry) => safeJson(entry)).join(',\n    ')}\n  ]`;
}
