/** inject <injector> <executable> <blob> [segment]: a process of its own, since it takes most of a gigabyte. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

interface Injector {
  inject(file: string, name: string, content: Buffer, options: Record<string, string>): Promise<void>;
}

const [, , injector = '', executable = '', blob = '', segment] = process.argv;
const { inject } = createRequire(import.meta.url)(resolve(injector)) as Injector;
// It shows on standard error that it does not know the names of some sections, which it leaves as they are.
await inject(executable, 'NODE_SEA_BLOB', readFileSync(blob), {
  sentinelFuse: 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
  ...(segment ? { machoSegmentName: segment } : {}),
});
