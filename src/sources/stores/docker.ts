import { type IncomingMessage, request } from 'node:http';
import type { Source } from '../../types.ts';
import { openArchive } from '../archive.ts';
import type { ImageOptions } from '../image.ts';

const SOCKET = '/var/run/docker.sock';
const PIPE = '//./pipe/docker_engine';
/** A daemon that says nothing for so long, in milliseconds, says nothing any more. */
const SILENCE = 60_000;
const MAX_MESSAGE = 64 * 1024;

/**
 * An image that the daemon of Docker has, by its socket on this machine.
 *
 * @param where the socket; default: that of `DOCKER_HOST`, or the usual one
 * @throws Error when the daemon cannot be reached, is on another machine, or has no such image
 * @see https://docs.docker.com/reference/api/engine/
 */
export async function openDocker(
  reference: string,
  name: string,
  options: ImageOptions,
  where: string = socketOf(process.env['DOCKER_HOST']),
): Promise<Source> {
  const answer = await exported(where, reference);
  if (answer.statusCode !== 200) throw new Error(`${name}: ${await messageOf(answer)}`);
  const source = await openArchive(answer, name, options);
  if (!source) throw new Error(`${name}: the daemon gave no image`);
  return source;
}

function socketOf(host: string | undefined): string {
  if (host === undefined || host === '') return process.platform === 'win32' ? PIPE : SOCKET;
  const local = /^(?:unix|npipe):\/\/(?<path>.+)$/u.exec(host)?.groups?.['path'];
  if (local === undefined)
    throw new Error(`DOCKER_HOST=${host} is on another machine: save the image there, and scan the file`);
  return local;
}

function exported(socketPath: string, reference: string): Promise<IncomingMessage> {
  const path = `/images/${reference.split('/').map(encodeURIComponent).join('/')}/get`;
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path, headers: { Host: 'localhost' }, timeout: SILENCE }, resolve);
    call.on('timeout', () => call.destroy(new Error('the daemon does not answer')));
    call.on('error', (error: NodeJS.ErrnoException) => {
      reject(new Error(`${socketPath}: ${reasonOf(error)}`, { cause: error }));
    });
    call.end();
  });
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'no daemon of Docker here';
  if (code === 'ECONNREFUSED') return 'the daemon of Docker does not run';
  return code === 'EACCES' ? 'permission denied' : message;
}

/** What the daemon says of an error, which is JSON. */
async function messageOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    parts.push(chunk);
    length += chunk.length;
    if (length > MAX_MESSAGE) break;
  }
  const text = Buffer.concat(parts).toString('utf8');
  const said = /"message"\s*:\s*"(?<message>(?:[^"\\]|\\.)*)"/u.exec(text)?.groups?.['message'];
  return said ?? `the daemon answers ${answer.statusCode}`;
}
