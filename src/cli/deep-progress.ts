import type { DeepCoverage } from '../open-files.ts';
import { warn } from '../report/warn.ts';
import type { ScanOptions } from '../scan/index.ts';
import type { Io } from '../types.ts';

/** Milliseconds between two lines of progress. */
const PAUSE = 5000;

/** The options of a scan that have to do with program files, and progress on standard error for a search that takes long. */
export function deepScan(
  { deep = false, quiet = false }: { readonly deep?: boolean; readonly quiet?: boolean },
  { fileDigests }: { readonly fileDigests: boolean },
  io: Io,
): Pick<ScanOptions, 'deep' | 'fileDigests' | 'onProgress'> {
  if (!deep) return { fileDigests };
  let reported = performance.now();
  const onProgress = ({ files, opened, programs }: DeepCoverage) => {
    const now = performance.now();
    if (quiet || now - reported < PAUSE) return;
    reported = now;
    warn(io, `--deep: ${files} files seen, ${opened} opened, ${programs} program files`);
  };
  return { deep, fileDigests, onProgress };
}
