/** A sweep through a real Redis server, with workers that are killed while they work. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue, UnrecoverableError, Worker } from 'bullmq';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordOf, unknownHost } from '../../src/sweep/record.ts';
import { iterations } from '../support/iterations.ts';
import { freePort, pause, until } from '../support/wait.ts';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
const isBuilt = existsSync('dist/sweep-worker.js');
if (!hasRedis) console.log('skipped: there is no redis-server');
if (!isBuilt) console.log('skipped: dist is not built, so there is no command to queue with');

const HOSTS = 3000;
const KILLS = iterations({ quick: 2, full: 12 });
const RESTARTS = iterations({ quick: 2, full: 6 });
let folder: string;
let hosts: string;
let queue: string;
let redis: ChildProcess;

describe.skipIf(!hasRedis || !isBuilt)('a queued sweep', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'interdict-'));
    hosts = join(folder, 'hosts');
    mkdirSync(hosts);
    for (let at = 0; at < HOSTS; at++) {
      const name = at % 97 === 0 ? 'kesl' : `tool-${at % 5}`;
      writeFileSync(join(hosts, `host-${String(at).padStart(4, '0')}.status`), stanza(name));
    }
    const port = await freePort();
    queue = `redis://127.0.0.1:${port}`;
    const quiet = ['--save', '', '--appendonly', 'no', '--dir', folder, '--bind', '127.0.0.1'];
    redis = spawn('redis-server', ['--port', String(port), ...quiet], { stdio: 'ignore' });
  });
  afterAll(async () => {
    redis.kill();
    await once(redis, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });

  test('loses and doubles nothing while a worker is killed every second', async () => {
    const whole = spawnSync(process.execPath, command('sweep', hosts, '-o', 'ndjson'), {
      encoding: 'utf8',
      timeout: 200_000,
    });
    const report = join(folder, 'queued.ndjson');
    const sweep = start(command('sweep', hosts, '--queue', queue, '-o', `ndjson=${report}`, '-o', 'text'));
    const over = once(sweep, 'exit');
    let kills = 0;
    let worker = newWorker();
    while (sweep.exitCode === null) {
      // The first is killed before a fast machine can be done.
      await Promise.race([over, pause(kills === 0 ? 300 : 1000)]);
      if (sweep.exitCode !== null) break;
      // At last one is left to work, whatever the machine.
      if (kills < KILLS) {
        worker.kill('SIGKILL');
        kills++;
        worker = newWorker();
      }
    }
    worker.kill('SIGTERM');
    await once(worker, 'exit');
    console.log(`workers killed: ${kills}`);
    expect(kills).toBeGreaterThan(0);
    expect(sweep.exitCode).toBe(whole.status);
    expect(readFileSync(report, 'utf8')).toBe(whole.stdout);
  });

  test('names the hosts that no worker could do, because its rules are others', async () => {
    const few = join(folder, 'few');
    mkdirSync(few);
    writeFileSync(join(few, 'a.status'), stanza('bash'));
    writeFileSync(join(folder, 'interdict.yaml'), 'device-class: mobile\n');
    const sweep = start(
      command('sweep', few, '--queue', queue, '-o', `ndjson=${join(folder, 'few.ndjson')}`, '-o', 'text'),
    );
    const worker = start([join(process.cwd(), 'bin/interdict.js'), 'worker', '--queue', queue], folder);
    await once(sweep, 'exit');
    worker.kill('SIGTERM');
    expect(sweep.exitCode).toBe(3);
    expect(readFileSync(join(folder, 'few.ndjson'), 'utf8')).toContain('are not those of the sweep');
  });

  test('ends within seconds though its server does not answer any more', async () => {
    const report = join(folder, 'silent.ndjson');
    const asked = new Queue('interdict', { connection: { url: queue } });
    const few = join(folder, 'silent');
    mkdirSync(few);
    writeFileSync(join(few, 'a.status'), stanza('bash'));
    const sweep = start(command('sweep', few, '--queue', queue, '-o', `ndjson=${report}`, '-o', 'text'));
    await until(async () => (await asked.getWaitingCount()) > 0);
    await asked.close();
    redis.kill('SIGSTOP');
    sweep.kill('SIGTERM');
    const began = Date.now();
    await once(sweep, 'exit');
    redis.kill('SIGCONT');
    expect(sweep.exitCode).toBe(75);
    // It waits for two seconds at most; a busy machine adds some.
    expect(Date.now() - began).toBeLessThan(15_000);
  });

  test('its workers end within seconds, too', async () => {
    const asked = new Queue('interdict', { connection: { url: queue } });
    const workers = [[], ['--until-empty']].map((options) =>
      start(command('worker', '--queue', queue, ...options)),
    );
    const over = Promise.all(workers.map((worker) => once(worker, 'exit')));
    // Without a batch in the queue the second would be done.
    await asked.add('hosts', { run: '', assignment: {}, hosts: [] }, { delay: 100_000 });
    await until(async () => (await asked.getWorkersCount()) > 1);
    redis.kill('SIGSTOP');
    for (const worker of workers) worker.kill('SIGTERM');
    const began = Date.now();
    await over;
    redis.kill('SIGCONT');
    await asked.obliterate({ force: true });
    await asked.close();
    expect(workers.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    // The second waited for an answer for ever.
    expect(Date.now() - began).toBeLessThan(15_000);
  });

  test('ends at an interrupt though no worker is there', async () => {
    const asked = new Queue('interdict', { connection: { url: queue } });
    const sweep = start(
      command('sweep', hosts, '--queue', queue, '-o', `ndjson=${join(folder, 'ended.ndjson')}`, '-o', 'text'),
    );
    // Before it has put a batch there, an interrupt is one of Node's start, which ends it by the signal.
    await until(async () => (await asked.getWaitingCount()) > 0);
    await asked.close();
    sweep.kill('SIGINT');
    await once(sweep, 'exit');
    expect(sweep.exitCode).toBe(75);
    // It takes back what no worker has begun, so a worker that ends when nothing is left ends.
    const left = new Queue('interdict', { connection: { url: queue } });
    expect(await left.getJobCounts('waiting', 'active', 'completed')).toMatchObject({
      waiting: 0,
      active: 0,
      completed: 0,
    });
    await left.close();
    const worker = start(command('worker', '--queue', queue, '--until-empty'));
    await once(worker, 'exit');
    expect(worker.exitCode).toBe(0);
  });

  test('says within ten seconds that no worker is there, and gives the same answer when one comes', async () => {
    const few = join(folder, 'lonely');
    mkdirSync(few);
    for (const name of ['a', 'b', 'c']) writeFileSync(join(few, `${name}.status`), stanza('bash'));
    const sweep = spawn(process.execPath, command('sweep', few, '--queue', queue, '-o', 'ndjson'), {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = gathered(sweep.stdout);
    const said = performance.now();
    const [message] = (await once(sweep.stderr, 'data')) as [Buffer];
    expect(String(message)).toContain("start one with 'interdict worker --queue redis://127.0.0.1:");
    expect(performance.now() - said).toBeLessThan(20_000);
    const worker = newWorker();
    await once(sweep, 'exit');
    worker.kill('SIGTERM');
    expect([sweep.exitCode, (await output).match(/"verdict":"clean"/gu)?.length]).toEqual([0, 4]);
  });

  test('asks again for what a server forgot that was restarted', async () => {
    const port = await freePort();
    const start = () => spawn('redis-server', serverArguments(port), { stdio: 'ignore' });
    const url = `redis://127.0.0.1:${port}`;
    let server = start();
    await until(async () => isListening(port));
    const whole = spawnSync(process.execPath, command('sweep', hosts, '-o', 'ndjson'), { encoding: 'utf8' });
    const report = join(folder, 'restarted.ndjson');
    const sweep = spawn(process.execPath, command('sweep', hosts, '--queue', url, '-o', `ndjson=${report}`), {
      stdio: 'ignore',
    });
    const over = once(sweep, 'exit');
    const asked = new Queue('interdict', { connection: { url } });
    asked.on('error', () => undefined);
    await until(async () => (await asked.getWaitingCount()) > 0);
    for (let kills = 0; kills < RESTARTS; kills++) {
      server.kill('SIGKILL');
      await once(server, 'exit');
      server = start();
      await until(async () => isListening(port));
      await pause(200);
    }
    const worker = spawn(process.execPath, command('worker', '--queue', url, '--jobs', '2'), {
      stdio: 'ignore',
    });
    await over;
    worker.kill('SIGKILL');
    await asked.close();
    server.kill();
    await once(server, 'exit');
    expect(sweep.exitCode).toBe(whole.status);
    expect(readFileSync(report, 'utf8')).toBe(whole.stdout);
  });

  test('has the results of all hosts but the one that brings down whoever takes it', async () => {
    const few = join(folder, 'poisoned');
    mkdirSync(few);
    for (const name of ['a', 'poison', 'z']) writeFileSync(join(few, `${name}.status`), stanza('bash'));
    const report = join(folder, 'poisoned.ndjson');
    const sweep = start(command('sweep', few, '--queue', queue, '-o', `ndjson=${report}`, '-o', 'text'));
    // What a queue says of a batch whose workers ended, without waiting for ten of them.
    const worker = new Worker<{ readonly hosts: readonly { readonly name: string }[] }>(
      'interdict',
      async ({ data: { hosts: batch } }) => {
        if (batch.some(({ name }) => name === 'poison'))
          throw new UnrecoverableError('job stalled more than allowable limit');
        return batch.map(({ name }) => recordOf(unknownHost(name, 'it was taken alone')));
      },
      { connection: { url: queue } },
    );
    await once(sweep, 'exit');
    await worker.close();
    const lines = readFileSync(report, 'utf8').split('\n');
    const reasons = lines.slice(0, 3).map((line) => JSON.parse(line).unread[0].reason);
    const alone = 'it was taken alone';
    expect(reasons).toEqual([alone, '10 workers ended while they read it', alone]);
  });

  test('shows that a server wants another password', async () => {
    const port = await freePort();
    const quiet = ['--save', '', '--dir', folder, '--bind', '127.0.0.1', '--requirepass', 'alder'];
    const narrow = ['--user', 'narrow', 'on', '>alder', '~other:*', '+@all'];
    const few = ['--user', 'few', 'on', '>alder', '~*', '+@all', '-info'];
    const server = spawn('redis-server', ['--port', String(port), ...quiet, ...narrow, ...few], {
      stdio: 'ignore',
    });
    const call = (password: string) =>
      spawnSync(
        process.execPath,
        command('worker', '--queue', `redis://${password}127.0.0.1:${port}`, '--until-empty'),
        { encoding: 'utf8', timeout: 100_000, killSignal: 'SIGKILL' },
      );
    await until(async () => call(':alder@').status === 0);
    expect(call('')).toMatchObject({ status: 2, stderr: expect.stringContaining('NOAUTH') });
    const wrong = call(':birch@');
    expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('WRONGPASS') });
    expect(wrong.stderr).not.toContain('birch');
    // A client would try for ever what its account may not do.
    expect(call('narrow:alder@')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('refused: NOPERM'),
    });
    expect(call('few:alder@')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("'info' command"),
    });
    server.kill();
    await once(server, 'exit');
  });

  test('shows that there is no server', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      command('sweep', hosts, '--queue', 'redis://127.0.0.1:1'),
      {
        encoding: 'utf8',
        timeout: 200_000,
      },
    );
    expect([status, stderr]).toEqual([2, expect.stringContaining('redis://127.0.0.1:1')]);
  });
});

function command(...args: readonly string[]): string[] {
  return ['bin/interdict.js', ...args];
}

function newWorker(): ChildProcess {
  return start(command('worker', '--queue', queue, '--takeover', '1', '--jobs', '1'));
}

function start(args: readonly string[], cwd = '.'): ChildProcess {
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'], cwd });
}

function serverArguments(port: number): string[] {
  return ['--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder, '--bind', '127.0.0.1'];
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.end(() => resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

async function gathered(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}

function stanza(name: string): string {
  return `Package: ${name}\nStatus: install ok installed\nArchitecture: all\nVersion: 1.0-1\nDescription: example\n\n`;
}
