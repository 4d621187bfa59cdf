// inject.cjs <injector> <executable> <blob> [segment]: a process of its own, since it takes most of a gigabyte.
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');

const [, , injector, executable, blob, machoSegmentName] = process.argv;
const { inject } = require(resolve(injector));
// It tells on standard error that it does not know the names of some sections, which it leaves as they are.
void inject(executable, 'NODE_SEA_BLOB', readFileSync(blob), {
  sentinelFuse: 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
  ...(machoSegmentName ? { machoSegmentName } : {}),
});
