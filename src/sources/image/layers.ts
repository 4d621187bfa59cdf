import { createHash } from 'node:crypto';
import { compressionOf } from '../../formats/archive/compression.ts';
import { isTar, isZero } from '../../formats/archive/tar-header.ts';
import { quoted } from '../../formats/source-position.ts';
import { applyTar, type Target } from './apply-layer.ts';
import { headOf, plainBytes, type Range, rangeBytes } from './bytes.ts';
import { type Asked, digestsOf } from './digests.ts';
import type { ImageManifest, LayerManifest } from './image-manifest.ts';
import type { Members } from './members.ts';

type Algorithm = Asked['algorithm'];

/** A layer whose member is there. */
interface Layer {
  readonly plan: LayerManifest;
  readonly level: number;
  readonly range: Range;
  readonly head: Uint8Array;
  readonly isPacked: boolean;
}

type Report = (plan: LayerManifest, reason: string) => void;

/**
 * Takes in the layers of an image, from the lowest. What is wrong with one is reported, and what it gave counts.
 *
 * @param check whether digests are compared: of what is read several times, once
 */
export async function applyLayers(
  image: ImageManifest,
  members: Members,
  targets: readonly Target[],
  check: boolean,
): Promise<void> {
  const report: Report = (plan, reason) => targets[0]?.fault(plan.name, reason);
  const layers: Layer[] = [];
  for (const [level, plan] of image.layers.entries()) {
    const layer = await attempt(plan, report, () => layerOf(plan, level, members));
    if (layer) layers.push(layer);
  }
  // Packed bytes are digested as they go by; plain ones would otherwise not be read at all.
  const checked = check ? checkPlain(layers, report) : undefined;
  for (const layer of layers)
    await attempt(layer.plan, report, () => takeLayer(layer, targets, check, report));
  await checked;
}

async function attempt<T>(
  plan: LayerManifest,
  report: Report,
  step: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    report(plan, error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

async function layerOf(plan: LayerManifest, level: number, members: Members): Promise<Layer> {
  const range = members.find(plan.name);
  if (!range) {
    const where = plan.url ? `; it is to be fetched from ${quoted(plan.url)}` : '';
    throw new Error(`the layer is not in the archive${where}`);
  }
  const head = await headOf(rangeBytes(range), 1024);
  const isPacked = compressionOf(head) !== undefined;
  if (!isPacked && !isTar(head) && (head.length < 1024 || !isZero(head))) {
    const start = Buffer.from(head.subarray(0, 41)).toString('latin1');
    throw new SyntaxError(`the layer begins with ${quoted(start)}, which is not a tar archive`);
  }
  return { plan, level, range, head, isPacked };
}

async function takeLayer(
  layer: Layer,
  targets: readonly Target[],
  check: boolean,
  report: Report,
): Promise<void> {
  const { plan, level, range, head, isPacked } = layer;
  const stored = rangeBytes(range);
  // Tools leave the end out; where a digest stands for all the bytes, that hides no cut.
  const options = { openEnd: plan.digest !== undefined || plan.diffId !== undefined };
  if (!check || !isPacked) return applyTar(plainBytes(stored, head), targets, level, options);
  const digest = watchOf(plan.digest);
  const diffId = watchOf(plan.digest ? undefined : plan.diffId);
  const plain = plainBytes({ chunks: () => digest.watched(stored.chunks()) }, head);
  await applyTar({ chunks: () => diffId.watched(plain.chunks()) }, targets, level, options);
  for (const fault of [digest.fault(), diffId.fault()]) if (fault !== undefined) report(plan, fault);
}

/** Runs beside the reading of the layers, so it shows what goes wrong instead of throwing it. */
async function checkPlain(layers: readonly Layer[], report: Report): Promise<void> {
  const asked: (Asked & { readonly plan: LayerManifest; readonly digest: string })[] = [];
  for (const { plan, range, isPacked } of layers) {
    const digest = plan.digest ?? plan.diffId;
    if (isPacked || digest === undefined) continue;
    const algorithm = algorithmOf(digest);
    if (algorithm) asked.push({ range, algorithm, plan, digest });
    else report(plan, uncheckable(digest));
  }
  try {
    const found = await digestsOf(asked.map(({ range, algorithm }) => ({ range, algorithm })));
    for (const [at, { plan, digest, algorithm }] of asked.entries()) {
      const fault = mismatch(algorithm, found[at] ?? '', digest);
      if (fault !== undefined) report(plan, fault);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    for (const { plan } of asked) report(plan, `its digest could not be compared: ${reason}`);
  }
}

function algorithmOf(digest: string): Algorithm | undefined {
  const name = digest.slice(0, digest.indexOf(':'));
  return name === 'sha256' || name === 'sha512' ? name : undefined;
}

function uncheckable(digest: string): string {
  return `its digest cannot be checked: ${quoted(digest)}`;
}

function mismatch(algorithm: Algorithm, found: string, digest: string): string | undefined {
  const whole = `${algorithm}:${found}`;
  return whole === digest ? undefined : `its digest is ${whole} and not ${digest}`;
}

interface Watch {
  /** The same bytes, looked at on the way. */
  watched(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** Once all went by: how they differ from what the digest stands for. */
  fault(): string | undefined;
}

function watchOf(digest: string | undefined): Watch {
  if (digest === undefined) return { watched: (chunks) => chunks, fault: () => undefined };
  const algorithm = algorithmOf(digest);
  if (!algorithm) return { watched: (chunks) => chunks, fault: () => uncheckable(digest) };
  const hash = createHash(algorithm);
  return {
    async *watched(chunks) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    fault: () => mismatch(algorithm, hash.digest('hex'), digest),
  };
}
