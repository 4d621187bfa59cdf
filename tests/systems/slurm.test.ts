/** Slurm itself, all of it on this machine: an array of shards, of which one is killed and one is interrupted. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, until } from '../support/wait.ts';

const isBuilt = existsSync('dist/cli.js');
const missing = ['slurmctld', 'slurmd', 'sbatch', 'munged', 'unshare'].filter((name) => !hasTool(name));
const isRoot = process.getuid?.() === 0;
if (!isBuilt) console.log('skipped: dist is not built');
if (missing.length > 0) console.log(`skipped: Slurm is not installed: there is no ${missing.join(', ')}`);
if (!isRoot) console.log('skipped: the daemons of Slurm need root');

function hasTool(name: string): boolean {
  return spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${name}`]).status === 0;
}

const SHARDS = 3;

describe.skipIf(!isBuilt || !isRoot || missing.length > 0)('Slurm', () => {
  let folder: string;
  let rig: ChildProcess;
  let env: NodeJS.ProcessEnv;
  let isUp = false;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'interdict-slurm-'));
    for (const name of ['munge', 'state', 'spool', 'bin', 'hosts', 'out']) mkdirSync(join(folder, name));
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'slurm.conf'), configuration(folder, await freePort(), await freePort()));
    const { PATH } = process.env;
    env = { ...process.env, PATH: `${folder}/bin:${PATH}:/usr/sbin`, SLURM_CONF: `${folder}/slurm.conf` };
    // In a space of its own, where all that it started ends with it.
    rig = spawn('unshare', ['-mpf', '--kill-child', '--mount-proc', 'bash', '-c', DAEMONS, 'rig', folder], {
      env,
      stdio: 'ignore',
    });
    const deadline = Date.now() + 10_000;
    await until(() => {
      isUp = spawnSync('sinfo', ['-h', '-o', '%T'], { env, encoding: 'utf8' }).stdout?.trim() === 'idle';
      return isUp || Date.now() > deadline || rig.exitCode !== null;
    }, 100);
    if (!isUp)
      console.log(`skipped: Slurm does not start here: ${lastLine('munge/log', 'ctld.log', 'd.log')}`);
    for (let at = 0; at < 40; at++) {
      const name = at === 7 ? 'kesl' : 'bash';
      const text = `Package: ${name}\nStatus: install ok installed\nVersion: 1\nDescription: x\n\n`;
      writeFileSync(join(folder, 'hosts', `host-${at}.status`), text);
    }
    command('interdict', `exec '${process.execPath}' '${resolve('bin/interdict.js')}' "$@"`);
  });
  afterAll(() => {
    rig.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  function command(name: string, script: string): void {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }

  function lastLine(...files: readonly string[]): string {
    const texts = files.map((file) => join(folder, file)).filter((file) => existsSync(file));
    const lines = texts.flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(-1));
    return lines.join('; ');
  }

  /** Submits an array, waits for its end, and gives how each task ended. */
  async function submitted(array: string, hosts: string): Promise<string[]> {
    const call = spawnSync(
      'sbatch',
      [
        '--parsable',
        `--array=${array}`,
        `--output=${folder}/task-%a.log`,
        resolve('examples/fleet/slurm.sbatch'),
        join(folder, hosts),
        join(folder, 'out'),
      ],
      { env: { ...env, SHARDS: String(SHARDS) }, encoding: 'utf8' },
    );
    expect(call.stderr).toBe('');
    const tasks = () =>
      spawnSync('scontrol', ['show', 'job', call.stdout.trim(), '-o'], { env, encoding: 'utf8' })
        .stdout.trim()
        .split('\n');
    await until(() => tasks().every((task) => /JobState=(?:COMPLETED|FAILED)/u.test(task)), 100);
    return tasks()
      .map((task) => {
        const value = (key: string) =>
          new RegExp(` ${key}=(?<value>\\S+)`, 'u').exec(task)?.groups?.['value'];
        return ['ArrayTaskId', 'JobState', 'ExitCode', 'Restarts'].map(value).join(' ');
      })
      .sort();
  }

  test('tries again what was killed and what was interrupted, and its parts are the whole', async ({
    skip,
  }) => {
    skip(!isUp);
    // As the kernel ends what needs too much memory, and as a sweep ends that was asked to.
    const once = `[ -e '${folder}'/"$SLURM_ARRAY_TASK_ID" ] || { : >'${folder}'/"$SLURM_ARRAY_TASK_ID"`;
    const first = `case $SLURM_ARRAY_TASK_ID in 2) ${once}; kill -9 $$; } ;; 3) ${once}; exit 75; } ;; esac`;
    command('interdict', `${first}\nexec '${process.execPath}' '${resolve('bin/interdict.js')}' "$@"`);
    expect(await submitted(`1-${SHARDS}`, 'hosts')).toEqual([
      '1 COMPLETED 0:0 0',
      '2 COMPLETED 0:0 1',
      '3 COMPLETED 0:0 1',
    ]);
    const reports = Array.from({ length: SHARDS }, (_, at) => join(folder, 'out', `${at + 1}.ndjson`));
    const merged = spawnSync('interdict', ['merge', ...reports, '-o', 'json'], { env, encoding: 'utf8' });
    expect([merged.status, merged.stderr]).toEqual([1, '']);
    expect(JSON.parse(merged.stdout).summary).toMatchObject({ sources: 40, banned: 1, unread: 0 });
  });

  test('takes one part alone, and stops at an error in use', async ({ skip }) => {
    skip(!isUp);
    const both = Promise.all([submitted('2', 'hosts'), submitted('1', 'nowhere')]);
    expect(await both).toEqual([['2 COMPLETED 0:0 0'], ['1 FAILED 2:0 0']]);
  });
});

/** Keys of a cluster with one node, whose tasks may be more than its cores. */
function configuration(folder: string, ctldPort: number, port: number): string {
  const node = hostname().split('.')[0] ?? '';
  return `ClusterName=rig
SlurmctldHost=${node}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/socket,cred_expire=5
SlurmctldPort=${ctldPort}
SlurmdPort=${port}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/ctld.pid
SlurmdPidFile=${folder}/d.pid
SlurmctldLogFile=${folder}/ctld.log
SlurmdLogFile=${folder}/d.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
MpiDefault=none
SchedulerParameters=sched_interval=1,batch_sched_delay=0
SlurmdParameters=config_overrides
ReturnToService=2
NodeName=${node} NodeAddr=127.0.0.1 CPUs=8 RealMemory=8000 State=UNKNOWN
PartitionName=main Nodes=${node} Default=YES MaxTime=INFINITE State=UP
`;
}

/** The daemons, each of which leaves its shell. */
const DAEMONS = `
cd "$1" || exit
head -c 1024 /dev/urandom >munge/key
chmod 400 munge/key
munged --force --key-file="$1/munge/key" --socket="$1/munge/socket" --pid-file="$1/munge/pid" \\
  --log-file="$1/munge/log" --seed-file="$1/munge/seed" || exit
slurmctld -f "$1/slurm.conf" || exit
slurmd -f "$1/slurm.conf" || exit
sleep 600 & wait`;
