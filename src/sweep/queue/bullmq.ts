import { createRequire } from 'node:module';
import type * as BullMq from 'bullmq';

/**
 * Loads the queue. The operator installs it, and the newest is not the one that is meant: 6 brings no client of Redis.
 *
 * @throws Error when BullMQ 5 is not installed
 */
export async function loadBullmq(): Promise<typeof BullMq> {
  const version = installedVersion();
  if (!version.startsWith('5.'))
    throw new Error(`a queue needs bullmq 5, and bullmq ${version} is installed: npm install bullmq@5`);
  return import('bullmq');
}

function installedVersion(): string {
  try {
    const manifest = createRequire(import.meta.url)('bullmq/package.json') as { version: string };
    return manifest.version;
  } catch (error) {
    throw new Error('a queue needs the package bullmq next to interdict: npm install bullmq@5', {
      cause: error,
    });
  }
}
