import { createHash } from 'node:crypto';
import { compressionOf } from '../../formats/compression.ts';
import { quoted } from '../../formats/place.ts';
import { isTar, isZero } from '../../formats/tar-header.ts';
import { headOf, plainBytes, rangeBytes } from './bytes.ts';
import { type Target, takeTar } from './layer.ts';
import type { Members } from './members.ts';
import type { ImagePlan, LayerPlan } from './plan.ts';

/**
 * Takes in the layers of an image, from the lowest. What is wrong with one is told, and what it gave counts.
 *
 * @param check whether digests are compared: of what is read several times, once
 */
export async function takeLayers(
  image: ImagePlan,
  members: Members,
  targets: readonly Target[],
  check: boolean,
): Promise<void> {
  for (const [level, layer] of image.layers.entries()) {
    const fault = (reason: string) => targets[0]?.fault(layer.name, reason);
    try {
      await takeLayer(layer, members, targets, level, check ? fault : undefined);
    } catch (error) {
      fault(error instanceof Error ? error.message : String(error));
    }
  }
}

/** @param mismatch is told when a digest is not that of the bytes; undefined where nobody wants to know */
async function takeLayer(
  layer: LayerPlan,
  members: Members,
  targets: readonly Target[],
  level: number,
  mismatch: ((reason: string) => void) | undefined,
): Promise<void> {
  const range = members.find(layer.name);
  if (!range) {
    const where = layer.url ? `; it is to be fetched from ${quoted(layer.url)}` : '';
    throw new Error(`the layer is not in the archive${where}`);
  }
  const stored = rangeBytes(range);
  const head = await headOf(stored, 1024);
  const isPacked = compressionOf(head) !== undefined;
  if (!isPacked && !isTar(head) && (head.length < 1024 || !isZero(head))) {
    const start = Buffer.from(head.subarray(0, 41)).toString('latin1');
    throw new SyntaxError(`the layer begins with ${quoted(start)}, which is no tar archive`);
  }
  // Tools leave the end out; where a digest stands for all the bytes, that hides no cut.
  const options = { openEnd: layer.digest !== undefined || layer.diffId !== undefined };
  if (!mismatch) return takeTar(plainBytes(stored, head), targets, level, options);
  const digest = watchOf(layer.digest ?? (isPacked ? undefined : layer.diffId));
  const diffId = watchOf(layer.digest ? undefined : layer.diffId);
  if (isPacked) {
    const plain = plainBytes({ chunks: () => digest.watched(stored.chunks()) }, head);
    await takeTar({ chunks: () => diffId.watched(plain.chunks()) }, targets, level, options);
    tell([digest.fault(), diffId.fault()], mismatch);
  } else {
    await takeTar(stored, targets, level, options);
    for await (const _ of digest.watched(stored.chunks()));
    tell([digest.fault()], mismatch);
  }
}

function tell(faults: readonly (string | undefined)[], mismatch: (reason: string) => void): void {
  for (const fault of faults) if (fault !== undefined) mismatch(fault);
}

interface Watch {
  /** The same bytes, looked at on the way. */
  watched(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** Once all went by: how they differ from what the digest stands for. */
  fault(): string | undefined;
}

function watchOf(digest: string | undefined): Watch {
  if (digest === undefined) return { watched: (chunks) => chunks, fault: () => undefined };
  const [algorithm = '', wanted] = digest.split(':');
  if (algorithm !== 'sha256' && algorithm !== 'sha512') {
    return { watched: (chunks) => chunks, fault: () => `its digest cannot be checked: ${quoted(digest)}` };
  }
  const hash = createHash(algorithm);
  return {
    async *watched(chunks) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    fault() {
      const found = hash.digest('hex');
      return found === wanted ? undefined : `its digest is ${algorithm}:${found} and not ${digest}`;
    },
  };
}
