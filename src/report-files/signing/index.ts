/** Reports that are signed, and signatures that are checked: an in-toto statement in a DSSE envelope. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { linesOf } from '../lines.ts';
import { bundled, isEnvelope, openedStatement, signed } from './dsse.ts';
import type { SigningKey } from './keys.ts';
import { type SignedStatement, statementIn, statementOf } from './statement.ts';

export { isExposed, privateKeyIn, publicKeyIn, type SigningKey } from './keys.ts';

/** What stands behind the name of a report in the names of its signatures: an envelope a line, and for cosign a bundle. */
const EXTENSIONS = { envelope: '.intoto.jsonl', bundle: '.sigstore.json' } as const;

/**
 * The signatures over a report file, by the ending of their own files.
 *
 * @param predicate the test result that the report comes to
 */
export function signaturesOf(
  path: string,
  bytes: Uint8Array,
  predicate: Readonly<Record<string, unknown>>,
  key: SigningKey,
): Readonly<Record<string, string>> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const envelope = signed(statementOf([{ name: basename(path), sha256 }], predicate), key);
  return {
    [EXTENSIONS.envelope]: `${JSON.stringify(envelope)}\n`,
    [EXTENSIONS.bundle]: `${JSON.stringify(bundled(envelope))}\n`,
  };
}

/** A statement that is a report by itself, in an envelope. */
export function signedStatement(statement: string, key: SigningKey): string {
  return `${JSON.stringify(signed(Buffer.from(statement), key))}\n`;
}

/** What a signature says before the report is read. */
export type SignatureCheck =
  | {
      readonly state: 'good';
      readonly file: string;
      readonly key: string;
      readonly statement: SignedStatement;
    }
  | { readonly state: 'bad'; readonly file: string; readonly reason: string }
  | { readonly state: 'none'; readonly reason: string };

/**
 * Checks the signature over a report, before anything of the report is read.
 *
 * @param file of the signature; default: beside the report, or the report itself where that is an envelope
 * @throws Error when a file of a signature that was named cannot be read
 */
export function checkSignature(report: string, key: SigningKey, file?: string): SignatureCheck {
  const beside = [EXTENSIONS.envelope, EXTENSIONS.bundle].map((ending) => report + ending).find(existsSync);
  const from = file ?? (isEnvelopeFile(report) ? report : beside);
  if (from === undefined) {
    return {
      state: 'none',
      reason: `there is neither ${report}${EXTENSIONS.envelope} nor ${report}${EXTENSIONS.bundle}`,
    };
  }
  const text = [...linesOf(from)].map((line) => line.text).join('\n');
  try {
    const statement = statementIn(openedStatement(text, key));
    return { state: 'good', file: from, key: key.id, statement };
  } catch (error) {
    return { state: 'bad', file: from, reason: (error as Error).message };
  }
}

/** Whether a file is an envelope, alone or in a bundle, and no report. */
export function isEnvelopeFile(path: string): boolean {
  const lines = linesOf(path);
  const first = lines.next();
  lines.return(undefined);
  return first.done !== true && isEnvelope(first.value.text);
}
