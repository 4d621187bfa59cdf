/** The statement that is signed over a report file: its digest, and what the report says. */

import { strictJson } from './dsse.ts';

const STATEMENT = 'https://in-toto.io/Statement/v1';
/** @see https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md */
const TEST_RESULT = 'https://in-toto.io/attestation/test-result/v0.1';

/** A file and the SHA-256 of its bytes, hex. */
export interface Subject {
  readonly name: string;
  readonly sha256: string;
}

/** The bytes of a statement about files. */
export function statementOf(
  subjects: readonly Subject[],
  predicate: Readonly<Record<string, unknown>>,
): Buffer {
  const subject = subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } }));
  return Buffer.from(JSON.stringify({ _type: STATEMENT, subject, predicateType: TEST_RESULT, predicate }));
}

/** What a signed statement says. */
export interface SignedStatement {
  /** SHA-256 of its subjects, hex. */
  readonly digests: ReadonlySet<string>;
  /** The report that stands in it, as a statement of `-o in-toto` has it. */
  readonly report?: unknown;
}

/**
 * Reads a statement whose signature was checked.
 *
 * @throws Error when it is none about test results
 */
export function statementIn(bytes: Uint8Array): SignedStatement {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const value = strictJson(text, 'the statement') as Readonly<Record<string, unknown>> | null;
  if (value?.['_type'] !== STATEMENT) throw new Error(`its _type is not ${STATEMENT}`);
  if (value['predicateType'] !== TEST_RESULT) throw new Error(`its predicateType is not ${TEST_RESULT}`);
  const subjects = Array.isArray(value['subject']) ? (value['subject'] as readonly unknown[]) : [];
  const digests = subjects.flatMap((one) => {
    const sha256 = (one as { digest?: { sha256?: unknown } } | null)?.digest?.sha256;
    return typeof sha256 === 'string' ? [sha256] : [];
  });
  const report = (value['predicate'] as { report?: unknown } | undefined)?.report;
  return { digests: new Set(digests), ...(report !== undefined && { report }) };
}
