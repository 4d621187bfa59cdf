import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { openRange, type Range } from './bytes.ts';

/** A range whose digest is wanted. */
export interface Asked {
  readonly range: Range;
  readonly algorithm: 'sha256' | 'sha512';
}

/** Less than this is done before another thread would have started. */
const WORTH_A_THREAD = 16 * 1024 * 1024;
const PIECE = 1024 * 1024;

/**
 * The digests of ranges, in hexadecimal and in order. Many bytes are digested on another thread, beside the
 * reading of the names in them, which takes as long.
 */
export async function digestsOf(asked: readonly Asked[]): Promise<string[]> {
  const size = asked.reduce((total, { range }) => total + range.size, 0);
  return size < WORTH_A_THREAD ? asked.map(digestOf) : onAnotherThread(asked);
}

function digestOf({ range, algorithm }: Asked): string {
  const hash = createHash(algorithm);
  const open = openRange(range);
  try {
    for (let at = 0; at < range.size; ) {
      const part = open.glance(at, PIECE);
      if (part.length === 0) break;
      hash.update(part);
      at += part.length;
    }
  } finally {
    open.close();
  }
  return hash.digest('hex');
}

/** The same as {@link digestOf}, as text: a thread begins with a script, and a bundle has no other file for it. */
const SCRIPT = `
const { createHash } = require('node:crypto');
const { closeSync, openSync, readSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
const buffer = Buffer.allocUnsafeSlow(${PIECE});
parentPort.postMessage(workerData.map(({ range, algorithm }) => {
  const hash = createHash(algorithm);
  const file = openSync(range.file, 'r');
  for (let at = 0; at < range.size; ) {
    const got = readSync(file, buffer, 0, Math.min(buffer.length, range.size - at), range.start + at);
    if (got === 0) break;
    hash.update(got === buffer.length ? buffer : buffer.subarray(0, got));
    at += got;
  }
  closeSync(file);
  return hash.digest('hex');
}));
`;

function onAnotherThread(asked: readonly Asked[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(SCRIPT, { eval: true, workerData: asked, execArgv: [] });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
