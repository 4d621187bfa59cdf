import { connect } from 'node:net';
import { connect as connectSafely } from 'node:tls';
import { QUEUE } from './batch.ts';

/** Milliseconds until a server that does not answer is reported. */
const TIMEOUT = 10_000;
/** Milliseconds for which a server is waited for at the end. */
export const PATIENCE = 500;

/** What a client of Redis is given. */
export interface RedisConnection {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  readonly tls?: Record<string, never>;
  /** A client waits for a server that restarts, however long that takes. */
  readonly maxRetriesPerRequest: null;
  /** Milliseconds for which an end of the connection waits for that of the server. */
  readonly disconnectTimeout: number;
}

/** @throws Error when the text is no address of Redis */
export function connectionOf(text: string): RedisConnection {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'redis:' && url?.protocol !== 'rediss:') {
    throw new Error(`--queue ${text}: give redis://host:port or rediss://host:port`);
  }
  return {
    host: url.hostname || '127.0.0.1',
    port: Number(url.port || 6379),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    ...(url.pathname.length > 1 && { db: Number(url.pathname.slice(1)) }),
    ...(url.protocol === 'rediss:' && { tls: {} }),
    maxRetriesPerRequest: null,
    disconnectTimeout: PATIENCE,
  };
}

/** What a queue needs to be allowed: scripts over its keys, and the version of the server. */
const NEEDED = [['PING'], ['EVAL', 'return 0', '1', `bull:${QUEUE}:meta`], ['INFO', 'server']];

/**
 * Asks the server once, without a client: a client tries for ever, and a person who mistyped an address or a password,
 * or whose account may not do what a queue needs, wants to know.
 *
 * @throws Error when nobody answers there, the password or a command is refused, or the signal ends it
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
export async function assertReachable(url: string, signal: AbortSignal): Promise<void> {
  const { host, port, username, password, tls } = connectionOf(url);
  const place = { host, port };
  const socket = tls ? connectSafely(place) : connect(place);
  const end = () => socket.destroy(new Error('interrupted'));
  signal.addEventListener('abort', end);
  const commands = [...(password ? [['AUTH', ...(username ? [username] : []), password]] : []), ...NEEDED];
  const timer = setTimeout(() => socket.destroy(new Error('no answer')), TIMEOUT);
  try {
    await new Promise<void>((resolve, reject) => {
      let received = '';
      socket.once('error', reject);
      socket.once('end', () => reject(new Error('it ended the connection')));
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
        // The last answer has a text, of which the first line is enough.
        const answers = received.split('\r\n').slice(0, -1).slice(0, commands.length);
        const refusal = answers.find((answer) => !/^[+:$]/u.test(answer));
        if (refusal !== undefined) reject(new Refusal(refusal.slice(1, 200)));
        else if (answers.length === commands.length) resolve();
        else if (received.length > 1000) reject(new Error('it does not answer as Redis does'));
      });
      socket.write(commands.map(encodeCommand).join(''));
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = error instanceof Refusal ? 'refused' : 'cannot be reached';
    throw new Error(`--queue ${withoutPassword(url)}: ${what}: ${code ?? message}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    socket.destroy();
  }
}

/** The server is there, and does not want what it is asked for. */
class Refusal extends Error {}

/** A command as it goes over the wire: a list of texts, each behind its length. */
function encodeCommand(words: readonly string[]): string {
  const texts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${texts.join('')}`;
}

/** The address as it may stand in a message. */
export function withoutPassword(text: string): string {
  const url = new URL(text);
  url.password = '';
  return url.href;
}

/** What has connections to the server. */
interface Connected {
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

/** Closes what is connected, and cuts it off from a server that does not answer: else the process would never end. */
export async function closeAll(all: readonly Connected[]): Promise<void> {
  await within(
    PATIENCE,
    all.map((each) => each.close()),
  );
  await within(
    PATIENCE,
    all.map((each) => each.disconnect()),
  );
}

/** Waits for work, whatever comes of it, and no longer than so many milliseconds. */
export async function within(milliseconds: number, work: readonly Promise<unknown>[]): Promise<void> {
  const over = new Promise((end) => setTimeout(end, milliseconds).unref());
  await Promise.race([Promise.allSettled(work), over]);
}

/** A client that lost its server says so again and again: the same words are reported once. */
export function once(report: (error: Error) => void): (error: Error) => void {
  let last = '';
  return (error) => {
    if (error.message === last) return;
    last = error.message;
    report(error);
  };
}
