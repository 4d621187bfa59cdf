import { Worker } from 'node:worker_threads';
import { PluginError } from '../readers/plugin-error.ts';

/** Milliseconds that the file of a plugin may take to load. */
const TIMEOUT = 10_000;

/** What the thread runs: it loads the file and says how that went. */
const CODE = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData).then(
  () => parentPort.postMessage({}),
  (error) => parentPort.postMessage({ fault: { message: String(error?.message ?? error), stack: String(error?.stack ?? '') } }),
);`;

/** What went wrong in the thread. */
export interface LoadError {
  readonly message: string;
  readonly stack: string;
}

/**
 * Loads a file in a thread of its own first, since nothing else can end a file that hangs when it is loaded, or that
 * ends the process.
 *
 * @param file as it was named, for messages
 * @throws PluginError that names the file, and the line where it is known
 */
export async function tryPlugin(file: string, url: string, timeout: number = TIMEOUT): Promise<void> {
  const worker = new Worker(CODE, { eval: true, workerData: url, stdout: true, stderr: true, execArgv: [] });
  try {
    const reported = await new Promise<{ fault?: LoadError }>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new PluginError(`${file}: it takes more than ${timeout / 1000} seconds to load`)),
        timeout,
      );
      worker.once('message', resolve);
      worker.once('error', (error) => resolve({ fault: errorOf(error) }));
      worker.once('exit', () =>
        reject(new PluginError(`${file}: it ends the process when it is loaded, or never finishes to load`)),
      );
      for (const event of ['message', 'error', 'exit']) worker.once(event, () => clearTimeout(late));
    });
    if (reported.fault) throw new PluginError(errorText(file, reported.fault));
  } finally {
    await worker.terminate();
  }
}

function errorOf(error: unknown): LoadError {
  if (error instanceof Error) return { message: error.message, stack: error.stack ?? '' };
  return { message: String(error), stack: '' };
}

/** `./reader.js:3: message`, with the line where the stack or the report of a syntax error has it. */
function errorText(file: string, { message, stack }: LoadError): string {
  const { line } = /\.[cm]?[jt]s:(?<line>\d+)/u.exec(stack)?.groups ?? {};
  const [first = ''] = message.split('\n');
  const where =
    stack.startsWith('SyntaxError') && line === undefined ? ` (node --check ${file} shows where)` : '';
  return `${file}${line === undefined ? '' : `:${line}`}: ${first}${where}`;
}
