import { Readable, Writable } from 'node:stream';
import { main } from '../../src/cli/main.ts';

/** What a call of the command gave. */
export interface Call {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls the command in this process. */
export async function interdict(args: readonly string[], input: Uint8Array | string = ''): Promise<Call> {
  const stdout = new Gathered();
  const stderr = new Gathered();
  const stdin = Readable.from(input.length > 0 ? [Buffer.from(input)] : []);
  const status = await main(['node', 'interdict', ...args], { stdin, stdout, stderr, env: {} });
  return { status, stdout: stdout.text, stderr: stderr.text };
}

class Gathered extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
