import { hostsOf } from '../hosts.ts';
import { createHostScanner, type ScanHosts } from '../scan-host.ts';
import { parseShard } from '../shard.ts';
import type { Reply, Request } from './messages.ts';

/** Hosts of a list in one message: one of a million would be a text of a hundred megabytes. */
const AT_ONCE = 5000;

/** Answers requests of the sweep that started this process, until that ends. */
export function serve(): void {
  let config: string | undefined;
  let scanHosts: Promise<ScanHosts> | undefined;
  const scannerFor = (request: Request & { readonly kind: 'scan' }) => {
    const wanted = JSON.stringify(request.config);
    if (wanted !== config) {
      config = wanted;
      scanHosts = createHostScanner(request.config);
    }
    return scanHosts as Promise<ScanHosts>;
  };
  const answer = async (request: Request) => {
    if (request.kind === 'list') {
      await send({ kind: 'begun' });
      const { hosts, notices } = await hostsOf(
        request.args,
        request.shard === undefined ? undefined : parseShard(request.shard),
      );
      for (let first = 0; first < hosts.length; first += AT_ONCE) {
        const places = { length: Math.min(AT_ONCE, hosts.length - first) };
        await send({ kind: 'hosts', hosts: Array.from(places, (_, at) => hosts.at(first + at)) });
      }
      await send({ kind: 'listed', notices });
      return;
    }
    const scan = await scannerFor(request);
    await send({ kind: 'begun' });
    for (const host of request.hosts) {
      const [record] = await scan([host]);
      if (record) await send({ kind: 'record', record });
    }
  };
  // The sweep decides when this process ends; an interrupt of the terminal reaches both.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit());
  process.on('message', (request: Request) => {
    answer(request).catch((error: unknown) =>
      send({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    );
  });
}

function send(answer: Reply): Promise<void> {
  return new Promise((resolve) => process.send?.(answer, undefined, undefined, () => resolve()));
}
