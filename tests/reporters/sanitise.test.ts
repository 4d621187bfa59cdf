/**
 * A scan opens no connection, starts no process and writes nothing but what it was asked to: watched from
 * outside, by the system calls of the built command and by the runtime's own permissions.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { dockerSave, tar } from '../support/tar-writer.ts';

const room = mkdtempSync(join(tmpdir(), 'interdict-harmless-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));
const BANNED = 'fixtures/machines/birch';
const BIN = resolve('bin/interdict.js');
const IMAGE = join(room, 'image.tar');
const STATUS = 'Package: kesl\nStatus: install ok installed\nVersion: 12.0-1\n\n';
writeFileSync(IMAGE, dockerSave([tar([{ name: 'var/lib/dpkg/status', content: STATUS }])]));

const hasStrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
if (!hasStrace)
  console.log('skipped: strace is not installed or may not trace, so system calls are not watched');

/** Calls: scans of every kind of source, and the commands that only show. */
const CALLS: readonly (readonly [string, readonly string[], number])[] = [
  ['a folder', [BANNED], 1],
  ['an image', [IMAGE], 1],
  ['an inventory', ['inventory', BANNED, '-o', 'cyclonedx'], 0],
  ['a sweep', ['sweep', 'fixtures/machines', '--jobs', '1'], 1],
  ['bans', ['bans'], 0],
];

describe.skipIf(!hasStrace)('by system calls', () => {
  test.each(CALLS)('%s opens no connection and starts no process', (_, args, expected) => {
    const { status, calls } = traced(args);
    expect(status).toBe(expected);
    expect(calls.length, 'the trace saw the process begin').toBeGreaterThan(0);
    const sockets = calls.filter((call) => /^(?:socket|connect|bind|sendto|listen)\(/u.test(call));
    expect(sockets.filter((call) => !/AF_UNIX|AF_NETLINK/u.test(call))).toEqual([]);
    expect(calls.filter((call) => /^execve(?:at)?\(/u.test(call)).slice(1)).toEqual([]);
  });

  test.each(CALLS.filter(([name]) => name !== 'a sweep'))('%s writes nothing', (_, args) => {
    expect(traced(args).written).toEqual([]);
  });

  test('a sweep keeps what it has in a private folder of its own, and takes it away', () => {
    const { written } = traced(['sweep', 'fixtures/machines', '--jobs', '1']);
    const folder = join(tmpdir(), 'interdict-');
    expect(written.filter((path) => !path.startsWith(folder))).toEqual([]);
    for (const path of written) expect(existsSync(dirname(path))).toBe(false);
  });

  test('a report is written beside its place, and nothing else is', () => {
    const out = mkdtempSync(join(room, 'out-'));
    const { written } = traced([BANNED, '-o', `json=${join(out, 'report.json')}`]);
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/\/out-\w+\/\.report\.json\.[\w-]+$/u);
    expect(readdirSync(out)).toEqual(['report.json']);
  });
});

/** The runtime's own fence: files to read, and one folder to write. */
const FENCE = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';
const hasFence = process.allowedNodeEnvironmentFlags.has(FENCE) || fenced([], ['-e', '0']).status === 0;
if (!hasFence) console.log('skipped: this runtime has no permissions');

describe.skipIf(!hasFence)("behind the runtime's permissions", () => {
  test.each(CALLS.filter(([name]) => name !== 'an image'))(
    '%s needs no leave to write, to start processes or threads',
    (name, args, expected) => {
      const leave = name === 'a sweep' ? [`--allow-fs-write=${tmpdir()}/*`] : [];
      const { status, stderr } = fenced(leave, [BIN, ...args]);
      expect(stderr.replace(/^\(node.*\n|^\(Use.*\n/gmu, '')).toBe('');
      expect(status).toBe(expected);
    },
  );

  test('the fence holds: a report outside of it is refused', () => {
    const { status, stderr } = fenced([], [BIN, BANNED, '-o', `json=${join(room, 'no.json')}`]);
    expect(status).toBe(2);
    expect(stderr).toContain('cannot be written');
  });
});

function fenced(leave: readonly string[], args: readonly string[]) {
  return spawnSync(process.execPath, [FENCE, '--allow-fs-read=*', ...leave, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined },
  });
}

interface Trace {
  readonly status: number | null;
  readonly calls: readonly string[];
  /** Files that were opened for writing or made, beside devices and what is gone from its name at once. */
  readonly written: readonly string[];
}

function traced(args: readonly string[]): Trace {
  const file = join(room, 'trace');
  const watch = 'trace=execve,execveat,socket,connect,bind,listen,sendto,openat,open,creat,mkdir,mkdirat';
  const { status } = spawnSync(
    'strace',
    ['-f', '-qq', '-o', file, '-e', watch, process.execPath, BIN, ...args],
    {
      encoding: 'utf8',
      env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined },
    },
  );
  const calls = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.replace(/^\d+\s+/u, ''));
  const written = calls.flatMap(
    (call) =>
      /^(?:openat|open|creat|mkdir|mkdirat)\([^"]*"(?<path>[^"]+)".*(?:O_WRONLY|O_RDWR|O_CREAT)/u.exec(
        call,
      )?.[1] ?? [],
  );
  return {
    status,
    calls,
    written: written.filter((path) => !path.startsWith('/dev/') && !path.startsWith('/proc/')),
  };
}
