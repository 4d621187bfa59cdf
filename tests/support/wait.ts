import { once } from 'node:events';
import { createServer } from 'node:net';

/** Lets some time go by, in milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Asks until it holds; the time limit of the test ends what never does. */
export async function until(holds: () => boolean | Promise<boolean>, interval = 20): Promise<void> {
  while (!(await holds())) await pause(interval);
}

/** A port of this machine on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}
