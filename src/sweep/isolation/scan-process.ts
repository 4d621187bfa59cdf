import { hostsOf } from '../hosts.ts';
import { createHostScanner, type ScanHosts } from '../scan-host.ts';
import { parseShard } from '../shard.ts';
import type { Reply, Request } from './messages.ts';

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
      const { hosts, notices } = await hostsOf(
        request.args,
        request.shard === undefined ? undefined : parseShard(request.shard),
      );
      await send({ kind: 'listed', hosts, notices });
      return;
    }
    const scan = await scannerFor(request);
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
