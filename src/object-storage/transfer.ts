import { setMaxListeners } from 'node:events';
import { createReadStream, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { removeOnSignal } from '../own-process/signals.ts';
import type { ObjectAddress } from './address.ts';
import { type Connection, connect, type S3Answer } from './client.ts';

/** An object as a list has it. */
export interface StoredObject {
  readonly key: string;
  /** Changes with the content. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/** Lists, reads and writes objects of one bucket. Each call is tried again while that may help. */
export interface Bucket {
  /** Every object below a prefix, sorted by key: a truncated list is an error, and never fewer objects. */
  list(prefix: string): Promise<StoredObject[]>;
  /** Puts the content of an object into a new file, complete or not at all. */
  download(object: StoredObject, path: string): Promise<void>;
  upload(path: string, key: string): Promise<void>;
}

/** How often a call is tried, and how long it may be silent. */
export interface RetryPolicy {
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubles with each. */
  readonly pause: number;
  /** Milliseconds without an answer or a part of it. */
  readonly silence: number;
}

/** Why a call has no answer after the user or the scheduler ended it. */
export const INTERRUPTED = 'not read: the call was interrupted';

const RETRIES: RetryPolicy = { attempts: 5, pause: 200, silence: 30_000 };

/**
 * Opens a bucket. Nothing is sent yet.
 *
 * @param ending ends every call, and lets none begin
 */
export function openBucket(
  { bucket }: Pick<ObjectAddress, 'bucket'>,
  { attempts, pause, silence }: RetryPolicy = RETRIES,
  ending?: AbortSignal,
): Bucket {
  const { client, commands } = connect();
  // Each call hears it, and several are under way.
  if (ending) setMaxListeners(0, ending);
  const place = (key: string) => `s3://${bucket}/${key}`;
  const tried = async <Result>(what: string, call: (watch: Watch) => Promise<Result>): Promise<Result> => {
    for (let attempt = 1; ; attempt++) {
      if (ending?.aborted) throw new Error(`${what}: ${INTERRUPTED}`);
      const watch = watchFor(silence, ending);
      try {
        return await call(watch);
      } catch (error) {
        if (ending?.aborted) throw new Error(`${what}: ${INTERRUPTED}`, { cause: error });
        const reason = watch.isSilent() ? `no answer in ${silence / 1000} seconds` : reasonOf(error);
        if (attempt >= attempts || !(watch.isSilent() || isPassing(error)))
          throw new Error(`${what}: ${reason}`, { cause: error });
        // Several that were refused together should not come back together.
        await delay(pause * 2 ** (attempt - 1) * (0.5 + Math.random()));
      } finally {
        watch.end();
      }
    }
  };
  return {
    async list(prefix) {
      const found = new Map<string, StoredObject>();
      let token: string | undefined;
      for (;;) {
        const input = {
          Bucket: bucket,
          Prefix: prefix,
          ...(token !== undefined && { ContinuationToken: token }),
        };
        const page = await tried(place(prefix), ({ signal }) =>
          client.send(new commands.ListObjectsV2Command(input), { abortSignal: signal }),
        );
        // A page of a proxy that wants a password is not an empty list.
        if (page.IsTruncated === undefined)
          throw new Error(`${place(prefix)}: the answer is not a list of S3`);
        // A page may begin with what came since the last one, and so with keys of it.
        for (const object of objectsIn(page)) found.set(object.key, object);
        if (!page.IsTruncated) return [...found.values()];
        const next = page.NextContinuationToken;
        if (next === undefined || next === token)
          throw new Error(`${place(prefix)}: the list is truncated: it does not say how it goes on`);
        token = next;
      }
    },
    download: (object, path) =>
      tried(place(object.key), (watch) => downloaded({ client, commands }, bucket, object, path, watch)),
    upload: (path, key) =>
      tried(place(key), async (watch) => {
        const input = { Bucket: bucket, Key: key, ContentLength: statSync(path).size };
        const Body = createReadStream(path).on('data', watch.heard);
        await client.send(new commands.PutObjectCommand({ ...input, Body }), { abortSignal: watch.signal });
      }),
  };
}

function objectsIn({ Contents = [] }: S3Answer): StoredObject[] {
  return Contents.map(({ Key = '', ETag = '', Size = 0 }) => ({ key: Key, etag: ETag, size: Size }));
}

/** A body can be cut after an answer that promised all of it, so its bytes are counted. */
async function downloaded(
  { client, commands }: Connection,
  bucket: string,
  { key, etag, size }: StoredObject,
  path: string,
  watch: Watch,
): Promise<void> {
  const input = { Bucket: bucket, Key: key, ...(etag !== '' && { IfMatch: etag }) };
  const answer = await client.send(new commands.GetObjectCommand(input), { abortSignal: watch.signal });
  const { Body, ETag } = answer;
  // Not every server knows the condition.
  if (ETag !== undefined && etag !== '' && bare(ETag) !== bare(etag)) {
    Body?.destroy();
    throw new Error(CHANGED);
  }
  if (Body === undefined) throw new Truncated('the answer has no content');
  // Opened here and not by a stream: one that is ended early may still make its file afterwards.
  const file = await open(path, 'wx');
  const remove = () => rmSync(path, { force: true });
  const forget = removeOnSignal(remove);
  let bytes = 0;
  try {
    for await (const chunk of addAbortSignal(watch.signal, Body)) {
      watch.heard();
      await file.writeFile(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
    if (bytes !== size) throw new Truncated(`truncated: ${bytes} of ${size} bytes came`);
  } catch (error) {
    remove();
    throw error;
  } finally {
    forget();
    await file.close();
  }
}

const CHANGED = 'changed while it was read';

/** Some servers say in one place only that it is weak, or leave out the quotes. */
function bare(etag: string): string {
  return etag.replace(/^W\//u, '').replaceAll('"', '');
}

/** Less came than was promised. */
class Truncated extends Error {}

/** Ends a call that is silent for too long. */
interface Watch {
  readonly signal: AbortSignal;
  heard(): void;
  isSilent(): boolean;
  end(): void;
}

function watchFor(silence: number, ending: AbortSignal | undefined): Watch {
  const controller = new AbortController();
  const end = () => controller.abort();
  ending?.addEventListener('abort', end);
  const timer = setTimeout(() => controller.abort(), silence);
  return {
    signal: controller.signal,
    heard: () => void timer.refresh(),
    isSilent: () => controller.signal.aborted,
    end() {
      clearTimeout(timer);
      ending?.removeEventListener('abort', end);
    },
  };
}

/** What the client adds to an error of a server. */
interface ServiceError extends NodeJS.ErrnoException {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Whether another attempt may help: not where the server has decided, nor where a disk of ours is the reason. */
function isPassing(error: unknown): boolean {
  if (error instanceof Truncated) return true;
  const { $metadata, code = '', name, syscall } = error as ServiceError;
  const status = $metadata?.httpStatusCode;
  if (status !== undefined && status >= 300) return status >= 500 || status === 429 || status === 408;
  if (syscall === 'open' || syscall === 'write') return false;
  return name === 'TimeoutError' || code !== '' || status !== undefined;
}

function reasonOf(error: unknown): string {
  const { $metadata, name, message, code } = error as ServiceError;
  const status = $metadata?.httpStatusCode;
  if (status === 412) return CHANGED;
  if (status !== undefined && status >= 400) return `${status} ${name}`;
  if (status !== undefined && status >= 300)
    return `${status} ${name}: the bucket is elsewhere (AWS_REGION, AWS_ENDPOINT_URL)`;
  // The client adds how to find the answer in a debugger.
  const [first = ''] = message.split('\n');
  return first === 'aborted' ? 'the answer was cut' : first || (code ?? name);
}
