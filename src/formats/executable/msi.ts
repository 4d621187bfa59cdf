import type { Certificate } from '../signature/certificate.ts';
import { signerOf } from '../signature/cms.ts';
import { type CompoundStream, compoundStreams } from './compound-file.ts';
import { propertyTable } from './msi-properties.ts';
import { summaryInformation } from './summary-information.ts';
import type { ReadRange } from './window.ts';

/** What an installer package of Windows says of itself. */
export interface MsiFile {
  /** Rows of its table Property: `ProductName`, `Manufacturer`, `ProductCode`, … */
  readonly properties: ReadonlyMap<string, string>;
  /** Title, subject and author of its summary. */
  readonly summary: ReadonlyMap<string, string>;
  readonly signer: Certificate | undefined;
}

const SUMMARY = '\u0005SummaryInformation';
const SIGNATURE = '\u0005DigitalSignature';

/**
 * The properties, the summary and the signer of a Windows Installer package. Undefined when the compound file is
 * something else, as a document.
 *
 * @throws SyntaxError for a damaged file; see {@link compoundStreams}
 * @see https://learn.microsoft.com/windows/win32/msi/property-table
 */
export function msiFile(read: ReadRange): MsiFile | undefined {
  const streams = new Map<string, CompoundStream>();
  for (const stream of compoundStreams(read)) streams.set(tableName(stream.name), stream);
  const table = (name: string) => streams.get(`!${name}`)?.bytes();
  const [pool, data] = [table('_StringPool'), table('_StringData')];
  if (pool === undefined || data === undefined) return undefined;
  const summary = streams.get(SUMMARY);
  const signature = streams.get(SIGNATURE);
  return {
    properties: propertyTable(pool, data, table('Property') ?? new Uint8Array()),
    summary: summary ? summaryInformation(summary.bytes()) : new Map(),
    signer: signature && signerOf(signature.bytes()),
  };
}

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._!';
const ONE = 0x4800;
const TWO = 0x3800;
const TABLE = 0x4840;

/** Names of tables are packed, two letters in a character; the names of other streams are as they are. */
function tableName(name: string): string {
  let text = '';
  for (const character of name) {
    const code = character.charCodeAt(0);
    if (code === TABLE) text += '!';
    else if (code >= ONE && code < TABLE) text += LETTERS[code - ONE] ?? '';
    else if (code >= TWO && code < ONE)
      text += (LETTERS[(code - TWO) & 63] ?? '') + (LETTERS[(code - TWO) >> 6] ?? '');
    else text += character;
  }
  return text;
}
