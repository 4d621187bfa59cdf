import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with the next requests for an object, in order; then nothing. */
export type Fault =
  | 'slow-down'
  | 'error'
  | 'reset'
  | 'cut'
  | 'silent'
  | 'forbidden'
  | 'gone'
  | 'changed'
  | 'moved'
  /** Other content of the same size, though a condition was set that it does not know. */
  | 'swapped'
  /** The page of a proxy that wants a password. */
  | 'login'
  /** A list that goes on where it began. */
  | 'endless';

/** A server of objects that speaks as much of S3 as is asked of it, and fails where it is asked to. */
export interface S3Server {
  readonly url: string;
  readonly objects: Map<string, Buffer>;
  /** By key; `list` for lists. */
  readonly faults: Map<string, Fault[]>;
  /** Methods and keys, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

/**
 * Starts it on a free port. Lists have two keys on a page.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export async function s3Server(): Promise<S3Server> {
  const state = {
    objects: new Map<string, Buffer>(),
    faults: new Map<string, Fault[]>(),
    requests: [] as string[],
  };
  const server = createServer((request, response) => void answer(state, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { ...state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

const STATUSES: Readonly<Partial<Record<Fault, number>>> = {
  'slow-down': 503,
  error: 500,
  forbidden: 403,
  gone: 404,
  changed: 412,
  moved: 301,
};

type State = Pick<S3Server, 'objects' | 'faults' | 'requests'>;

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://server');
  const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
  state.requests.push(`${request.method} ${key}`);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const fault = state.faults.get(key === '' ? 'list' : key)?.shift();
  if (fault === 'silent') return;
  if (fault === 'reset') return void response.socket?.destroy();
  const status = STATUSES[fault ?? 'cut'];
  if (status !== undefined) return failed(response, status);
  if (request.method === 'PUT') {
    state.objects.set(key, Buffer.concat(chunks));
    return void response.end();
  }
  if (fault === 'login') return void response.end('<!doctype html><title>Log in</title>');
  if (key === '') {
    if (fault === 'endless') searchParams.delete('continuation-token');
    return void response.end(listed(state, searchParams));
  }
  const found = state.objects.get(key);
  if (found === undefined) return failed(response, 404);
  const content = fault === 'swapped' ? Buffer.from(found).reverse() : found;
  response.writeHead(200, { 'content-length': content.length, etag: tagOf(content) });
  if (fault !== 'cut') return void response.end(content);
  response.write(content.subarray(0, 10), () => response.socket?.destroy());
}

function failed(response: ServerResponse, status: number): void {
  const code = {
    301: 'PermanentRedirect',
    403: 'AccessDenied',
    404: 'NoSuchKey',
    412: 'PreconditionFailed',
    503: 'SlowDown',
  }[status];
  response
    .writeHead(status)
    .end(`<Error><Code>${code ?? 'InternalError'}</Code><Message>x</Message></Error>`);
}

function listed({ objects }: State, query: URLSearchParams): string {
  const after = query.get('continuation-token') ?? '';
  const keys = [...objects.keys()]
    .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after)
    .sort();
  const page = keys.slice(0, 2);
  const isTruncated = keys.length > page.length;
  const contents = page.map((key) => {
    const content = objects.get(key) ?? Buffer.alloc(0);
    const tag = tagOf(content).replaceAll('"', '&quot;');
    return `<Contents><Key>${escaped(key)}</Key><ETag>${tag}</ETag><Size>${content.length}</Size></Contents>`;
  });
  const next = isTruncated
    ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>`
    : '';
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
}

function tagOf(content: Buffer): string {
  return `"${createHash('md5').update(content).digest('hex')}"`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
