import { field, type Json, json, stringField } from '../markup/json.ts';
import { exactly, type ReadRange } from './window.ts';

/** What the description of an Electron program says: `package.json` inside its archive. */
export interface ElectronPackage {
  readonly name?: string;
  readonly productName?: string;
  readonly version?: string;
  readonly author?: string;
}

/** Headers list every file; those of large programs have 5 MiB. */
const MAX_HEADER = 32 << 20;
const MAX_PACKAGE = 4 << 20;

/**
 * Whether the bytes begin like an archive of Electron: the size of a number, then sizes that fit in each other. One that
 * is cut within its sizes begins so too.
 */
export function isAsar(head: Uint8Array): boolean {
  if (head.length < 17)
    return head.length >= 4 && head[0] === 4 && head[1] === 0 && head[2] === 0 && head[3] === 0;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [four, pickle, payload, text] = [0, 4, 8, 12].map((at) => view.getUint32(at, true));
  return four === 4 && payload === (pickle ?? 0) - 4 && (text ?? 0) <= (payload ?? 0) && head[16] === 0x7b;
}

/**
 * The `package.json` at the top of an Electron archive. Undefined when there is none in it: it may lie unpacked next to
 * the archive.
 *
 * @throws SyntaxError for headers and files that are truncated, not JSON, or beyond the limits
 * @see https://github.com/electron/asar#format
 */
export function asarPackage(read: ReadRange): ElectronPackage | undefined {
  const sizes = exactly(read, 0, 16, 'the header of an asar archive');
  const pickle = sizes.getUint32(4, true);
  const length = sizes.getUint32(12, true);
  if (pickle > MAX_HEADER || length > pickle)
    throw new SyntaxError(`offset 4: a header of ${pickle} bytes; the limit is ${MAX_HEADER}`);
  const text = exactly(read, 16, length, 'the header of an asar archive');
  const header = json(new Uint8Array(text.buffer, text.byteOffset, length));
  const entry = field(header, 'files', 'package.json');
  const [size, offset] = [field(entry, 'size'), field(entry, 'offset')];
  if (typeof size !== 'number' || typeof offset !== 'string' || !/^\d{1,15}$/u.test(offset)) return undefined;
  if (!(size >= 0 && size <= MAX_PACKAGE))
    throw new SyntaxError(`package.json of ${size} bytes; the limit is ${MAX_PACKAGE}`);
  const content = exactly(read, 8 + pickle + Number(offset), Math.floor(size), 'package.json');
  return packageOf(json(new Uint8Array(content.buffer, content.byteOffset, content.byteLength)));
}

/** @see https://docs.npmjs.com/cli/configuring-npm/package-json */
function packageOf(value: Json): ElectronPackage {
  const author = stringField(value, 'author') ?? stringField(value, 'author', 'name');
  const productName = stringField(value, 'productName') ?? stringField(value, 'build', 'productName');
  const name = stringField(value, 'name');
  const version = stringField(value, 'version');
  return {
    ...(name ? { name } : {}),
    ...(productName ? { productName } : {}),
    ...(version ? { version } : {}),
    ...(author ? { author: author.replace(/\s*[<(].*$/su, '') } : {}),
  };
}
