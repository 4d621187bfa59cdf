import { hostKey } from '../matching/host-key.ts';

/** Between a source and a computer in it. */
const WITHIN = ' > ';

/** The keys by which a source may be known: its own, and that of the computer in it. */
export function sourceKeys(source: string): string[] {
  const at = source.lastIndexOf(WITHIN);
  const first = source.indexOf(WITHIN);
  const keys = [source, ...(at < 0 ? [] : [source.slice(at + WITHIN.length), source.slice(0, first)])];
  return keys.map(hostKey);
}
