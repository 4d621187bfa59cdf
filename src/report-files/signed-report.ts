import { createHash } from 'node:crypto';
import { readReport, reportIn, type SavedReport } from './read.ts';
import { checkSignature, isEnvelopeFile, publicKeyIn, type SignatureCheck } from './signing/index.ts';

export type { SignatureCheck } from './signing/index.ts';

/** What must have signed a report, and where the signature is. */
export interface SignatureOptions {
  /** The file of a public key; without it no signature is looked at. */
  readonly key?: string;
  readonly signature?: string;
}

/** A report, and what its signature says where one was asked for: what is not signed as asked is not given. */
export type SignedReport =
  | { readonly report: SavedReport; readonly signature?: GoodSignature }
  | { readonly report?: undefined; readonly signature: Exclude<SignatureCheck, GoodSignature> };

/** A signature by the key that was asked for, over these bytes. */
export type GoodSignature = Extract<SignatureCheck, { readonly state: 'good' }>;

/**
 * Reads a report whose signature is checked first, over the same bytes that are read.
 *
 * @throws Error when a file cannot be read, or a signed statement is to be read without its key
 */
export function signedReport(path: string, options: SignatureOptions): SignedReport {
  if (options.key === undefined) {
    if (options.signature !== undefined) throw new Error('--signature: give the public key too, with --key');
    if (isEnvelopeFile(path)) throw new Error(`${path}: it is signed: name the public key with --key`);
    return { report: readReport(path) };
  }
  const signature = checkSignature(path, publicKeyIn(options.key), options.signature);
  if (signature.state !== 'good') return { signature };
  if (signature.file === path) return statementReport(path, signature);
  const hash = createHash('sha256');
  const report = readReport(path, hash);
  if (signature.statement.digests.has(hash.digest('hex'))) return { report, signature };
  const reason = `it signs other bytes than those of ${path}`;
  return { signature: { state: 'bad', file: signature.file, reason } };
}

/** A statement of `-o in-toto` holds its report. */
function statementReport(path: string, signature: GoodSignature): SignedReport {
  const { report } = signature.statement;
  if (report === undefined) throw new Error(`${path}: the statement holds no report`);
  return { report: reportIn(path, JSON.stringify(report)), signature };
}
