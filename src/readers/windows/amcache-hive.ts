import { isBaseBlock } from '../../formats/registry/hive-base.ts';

/** Hives carry their own path, which survives a copy under another name. */
export function isAmcache(head: Uint8Array, name: string): boolean {
  if (!isBaseBlock(head) || (head.length >= 32 && head[28] !== 0)) return false;
  const own = new TextDecoder('utf-16le').decode(head.subarray(48, 112)).replace(/\0.*$/su, '');
  return /amcache\.hve$/iu.test(own) || /^amcache\.hve$/iu.test(name);
}
