import { jsonEntries } from '../report/json-list.ts';
import { location } from '../report/location.ts';
import { manifests, results } from '../report/order.ts';
import { head, sourceHead, sourceLists } from '../report/record.ts';
import type { Reporter, Run } from '../report/run.ts';
import { safeJson } from '../report/sanitise.ts';
import { isFailing } from '../report/status.ts';
import type { SourceResult } from '../types.ts';

/**
 * The outcome as an in-toto statement, which cosign and its like sign. The subjects are the manifests by
 * their digests; the predicate is the test result, with the report itself below `report`.
 *
 * @see https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md
 */
export const inToto: Reporter = {
  id: 'in-toto',
  title: 'in-toto statement with a test result',
  *render(run) {
    yield '{\n  "_type": "https://in-toto.io/Statement/v1",\n  "subject": [';
    yield* jsonEntries(subjects(run), 4);
    yield '],\n  "predicateType": "https://in-toto.io/attestation/test-result/v0.1",\n  "predicate": {\n';
    for (const [key, value] of Object.entries(testResult(run))) {
      yield `    ${JSON.stringify(key)}: ${safeJson(value)},\n`;
    }
    yield `    "report": ${safeJson(head(run)).slice(0, -1)},"sources":[`;
    yield* jsonEntries(sources(run), 4);
    yield ']}\n  }\n}\n';
  },
};

/** @throws Error when nothing has a digest, since a statement about nothing must not be signed */
function* subjects(run: Run): Iterable<unknown> {
  let none = true;
  for (const result of results(run)) {
    for (const { path, sha256 } of manifests(result)) {
      if (sha256 === undefined) continue;
      none = false;
      yield { name: location(result, path), digest: { sha256 } };
    }
  }
  if (none)
    throw new Error('in-toto: no manifest has a digest, so there is nothing to make a statement about');
}

function* sources(run: Run): Iterable<unknown> {
  for (const result of results(run)) yield { ...sourceHead(result, run), ...sourceLists(result, run) };
}

/** Each ban is a test, and so is whether everything was read: what is not known must not pass. */
export function testResult(run: Run): Record<string, unknown> {
  const failed = new Set<string>();
  const warned = new Set<string>();
  for (const result of results(run)) note(result, run, failed, warned);
  if (run.verdict === 'incomplete' || run.summary.unread > 0)
    (run.exitCode === 0 ? warned : failed).add(COMPLETE);
  const tests = [...run.bans.map((ban) => ban.id), COMPLETE];
  return {
    result: run.exitCode !== 0 ? 'FAILED' : warned.size > 0 ? 'WARNED' : 'PASSED',
    configuration: run.bans.map((ban) => ({
      name: ban.id,
      digest: { sha256: ban.digest.replace(/^sha256:/u, '') },
    })),
    passedTests: tests.filter((test) => !failed.has(test) && !warned.has(test)),
    warnedTests: tests.filter((test) => warned.has(test) && !failed.has(test)),
    failedTests: tests.filter((test) => failed.has(test)),
  };
}

const COMPLETE = 'everything was read';

function note(result: SourceResult, run: Run, failed: Set<string>, warned: Set<string>): void {
  for (const finding of result.findings) {
    if (isFailing(finding, run)) failed.add(finding.ban);
    // A ban that a waiver covers is broken all the same: it is let off, and has not passed.
    else warned.add(finding.ban);
  }
}
