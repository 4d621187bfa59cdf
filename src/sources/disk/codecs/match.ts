/**
 * Copies what stands `distance` bytes before `to`, also where the copy runs into itself.
 *
 * @returns the place after the copy
 * @throws SyntaxError when it begins before the first byte or ends after the last
 */
export function copyMatch(out: Uint8Array, to: number, distance: number, length: number): number {
  if (distance <= 0 || distance > to)
    throw new SyntaxError(`the compressed data is damaged: it repeats bytes ${distance} before byte ${to}`);
  const end = to + length;
  if (end > out.length)
    throw new SyntaxError(`the compressed data is damaged: it has more than ${out.length} bytes`);
  if (distance >= length && length > 32) out.copyWithin(to, to - distance, end - distance);
  else for (let place = to; place < end; place++) out[place] = out[place - distance] as number;
  return end;
}
