import { limits } from '../../limits.ts';
import { gunzipped, isGzip } from './gzip.ts';
import { isZstd, unzstd } from './zstd.ts';

/** What compressed data is packed with. */
export type Compression = 'gzip' | 'zstd';

/** How these bytes are packed, as their first bytes show; undefined when they are not, or otherwise. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  if (isGzip(head)) return 'gzip';
  return isZstd(head) ? 'zstd' : undefined;
}

/** Below this no ratio is suspicious: a file of zeros is packed a thousandfold. */
const UNSUSPICIOUS = 64 * 1024 * 1024;

/**
 * Unpacks what `compression` names, within the limits for unpacked bytes and for their ratio to the packed
 * ones.
 *
 * @throws SyntaxError when the data is damaged or truncated, or beyond a limit, which the message names
 */
export async function* unpacked(
  compression: Compression,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let given = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      packed += chunk.length;
      yield chunk;
    }
  }
  for await (const chunk of compression === 'gzip' ? gunzipped(counted()) : unzstd(counted())) {
    given += chunk.length;
    checkUnpacked(packed, given);
    yield chunk;
  }
}

/** @throws SyntaxError that names the limit which is passed */
export function checkUnpacked(packed: number, given: number): void {
  if (given > limits.unpacked) {
    throw new SyntaxError(`unpacks to more than ${limits.unpacked} bytes (limit: unpacked)`);
  }
  if (given > UNSUSPICIOUS && given > packed * limits.ratio) {
    throw new SyntaxError(`unpacks to more than ${limits.ratio} times its size (limit: ratio)`);
  }
}
