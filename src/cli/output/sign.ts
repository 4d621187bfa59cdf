import { readFileSync, statSync } from 'node:fs';
import type { Run } from '../../report/run.ts';
import { warn } from '../../report/warn.ts';
import {
  isExposed,
  privateKeyIn,
  type SigningKey,
  signaturesOf,
  signedStatement,
} from '../../report-files/signing/index.ts';
import { testResult } from '../../reporters/in-toto.ts';
import type { Io } from '../../types.ts';
import type { OutputTarget, ReportSigner } from './target.ts';
import { writeOutput } from './write.ts';

/**
 * Signs with the key that `--sign` names, which is read before anything is scanned.
 *
 * @throws Error when it cannot be used, or no report is written that could be signed
 */
export function signerOf(path: string, plans: readonly OutputTarget[], io: Io): ReportSigner {
  if (!plans.some(({ output, report }) => output.file !== undefined || report.id === 'in-toto'))
    throw new Error('--sign: no report goes to a file: add -o json=report.json');
  const key = privateKeyIn(path);
  if (isExposed(path)) warn(io, `${path}: other accounts can read this private key (chmod 600)`);
  return {
    envelope: ({ report }, chunks) =>
      report.id === 'in-toto' ? [signedStatement([...chunks].join(''), key)] : chunks,
    sign: (run, plan) => signReport(run, plan, key, io),
  };
}

/**
 * Signs a report that was written: beside it come an envelope and a bundle. A statement of in-toto has its envelope
 * already.
 *
 * @throws Error when the report went to a device, so that there is nothing that can be read again
 */
async function signReport(
  run: Run,
  { output, report }: OutputTarget,
  key: SigningKey,
  io: Io,
): Promise<void> {
  const { file } = output;
  if (file === undefined || report.id === 'in-toto') return;
  if (!statSync(file).isFile())
    throw new Error(`--sign: ${file} is not a regular file, so it cannot be signed`);
  for (const [ending, text] of Object.entries(signaturesOf(file, readFileSync(file), testResult(run), key))) {
    await writeOutput({ format: report.id, file: file + ending }, [text], io);
  }
}
