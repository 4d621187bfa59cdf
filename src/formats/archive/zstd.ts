import type { Decompress } from 'fzstd';
import { type ZstdWatch, zstdWatch } from './zstd-frames.ts';

/** Whether these bytes begin a zstd file; a frame to skip (of `pzstd` and the like) may come first. */
export function isZstd(head: Uint8Array): boolean {
  if (head[1] === 0xb5) return head[0] === 0x28 && head[2] === 0x2f && head[3] === 0xfd;
  return ((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
}

/**
 * Unpacks zstd, frame after frame. Checksums inside frames are not compared: whoever knows the digest of the
 * packed bytes compares that. What was unpacked before a fault is given first.
 *
 * @throws SyntaxError when the data is damaged, is truncated or wants a window beyond the limit, and what
 * `chunks` throws
 * @see https://www.rfc-editor.org/rfc/rfc8878
 */
export async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // The platform's own decoder stops after the first frame in Node 22 and 24, and Node 20 has none.
  const { Decompress } = await import('fzstd');
  const watch = zstdWatch();
  const ready: Uint8Array[] = [];
  const decoder = new Decompress((part) => ready.push(part));
  for await (const chunk of chunks) {
    const pieces = watch.pieces(chunk);
    for (let step = attempt(() => push(pieces, decoder)); ; step = attempt(() => push(pieces, decoder))) {
      yield* given(ready, watch);
      if (step.fault) throw damaged(step.fault);
      if (!step.more) break;
    }
  }
  const last = attempt(() => finish(decoder, watch));
  yield* given(ready, watch);
  if (last.fault) throw damaged(last.fault);
}

/** Gives the decoder the next piece and shows whether there was one. */
function push(pieces: Iterator<Uint8Array>, decoder: Decompress): boolean {
  const piece = pieces.next();
  if (piece.done) return false;
  decoder.push(piece.value);
  return true;
}

function finish(decoder: Decompress, watch: ZstdWatch): boolean {
  watch.end();
  decoder.push(new Uint8Array(), true);
  return false;
}

function* given(ready: Uint8Array[], watch: ZstdWatch): Generator<Uint8Array> {
  for (const part of ready.splice(0)) {
    watch.gave(part.length);
    if (part.length > 0) yield part;
  }
}

interface Step {
  readonly more: boolean;
  readonly fault?: unknown;
}

function attempt(step: () => boolean): Step {
  try {
    return { more: step() };
  } catch (fault) {
    return { more: false, fault };
  }
}

/** What a decoder threw, as a fault of the data: of damage that it does not look for, its own arrays show. */
export function damaged(error: unknown): SyntaxError {
  if (error instanceof SyntaxError) return error;
  const isTold = error instanceof Error && error.name === 'Error';
  return new SyntaxError(`the compressed data is damaged${isTold ? `: ${error.message}` : ''}`);
}
