/** Programs that a record of Windows shows: with their file and without it, and where a ban asks for the day. */
import { afterAll, describe, expect, test } from 'vitest';
import { createEvaluator, exitCodeOf } from '../../src/evaluate/index.ts';
import { statusOf } from '../../src/report/status.ts';
import type { Ban } from '../../src/schema/index.ts';
import { builtInCatalogue } from '../support/built-in.ts';
import { judgedMachine, type MachineFiles, tidyMachines } from '../support/judged-machine.ts';
import { windowsFile } from '../support/program-writer.ts';
import { filetime } from '../support/windows-records.ts';

afterAll(tidyMachines);

const EXE = windowsFile({ strings: {} });

/** A volume on which an account ran a program last on a day. */
function machine(path: string, day: string): MachineFiles {
  const time = Buffer.alloc(24);
  time.writeBigUInt64LE(filetime(`${day}T09:00:00Z`), 0);
  return {
    'Windows/System32/config/SOFTWARE': {
      'Microsoft\\Windows\\CurrentVersion\\Uninstall\\7-Zip': {
        DisplayName: '7-Zip',
        Publisher: 'Igor Pavlov',
      },
    },
    'Windows/System32/config/SYSTEM': {
      Select: { Current: 1 },
      'ControlSet001\\Services\\bam\\State\\UserSettings\\S-1-5-21-1-2-3-1001': {
        [`\\Device\\HarddiskVolume3\\${path}`]: time,
      },
      'ControlSet001\\Services\\bam': { Type: 1, Start: 1 },
    },
    'KL/readme.txt': 'x',
    'Users/ash/NTUSER.DAT': { 'Software\\Example': { Name: 'x' } },
    'Windows/System32/drivers/bam.sys': EXE,
  };
}

describe('a program that was run on a day', () => {
  const AVP = machine('KL\\avpui.exe', '2026-11-20');

  test('and is gone is residue, and the finding has the day', async () => {
    const { verdict, findings, told: reported } = await judgedMachine(AVP);
    expect([verdict, reported]).toEqual(['clean', []]);
    expect(findings[0]?.program).toMatchObject({ state: 'residue', lastSeen: '2026-11-20' });
    expect(findings[0]?.reasons.join('; ')).toContain(
      'a record of 2026-11-20 shows it, and its program file /kl/avpui.exe is not there',
    );
  });

  test('is undecided while a file is in its place that does not say whose it is', async () => {
    const { verdict, told: reported } = await judgedMachine({ ...AVP, 'KL/avpui.exe': EXE });
    expect(verdict).toBe('incomplete');
    expect(reported[0]).toContain('a record of 2026-11-20 shows it, and a program file is at /kl/avpui.exe');
  });

  test('is residue while it lies in the recycle bin', async () => {
    const { verdict, findings } = await judgedMachine({
      ...machine('$Recycle.Bin\\S-1-5-21-1-2-3-1001\\avpui.exe', '2026-11-20'),
      '$Recycle.Bin/S-1-5-21-1-2-3-1001/avpui.exe': EXE,
    });
    expect([verdict, findings[0]?.program.state]).toEqual(['clean', 'residue']);
  });

  test.each<[string, Ban['match'], number, string | undefined]>([
    ['in the last month', { vendor: 'kaspersky', 'last-seen': { within: '30d' } }, 1, 'banned'],
    ['in the last three days', { vendor: 'kaspersky', 'last-seen': { within: '3d' } }, 0, undefined],
    ['at all', { vendor: 'kaspersky' }, 0, 'residue'],
    [
      'in the last month or is there',
      { any: [{ vendor: 'kaspersky', 'last-seen': { within: '30d' } }, { vendor: 'kaspersky' }] },
      0,
      'residue',
    ],
  ])('counts for a ban on what was run %s', async (_, match, status, standing) => {
    const ban: Ban = { id: 'own', title: 'Own', why: 'A test.', severity: 'ban', match };
    const evaluator = await createEvaluator(builtInCatalogue('2026-11-24'), [ban]);
    const { sightings } = await judgedMachine(AVP);
    const { findings, gaps } = evaluator.evaluate({ name: 'host' }, sightings);
    expect(exitCodeOf([{ findings, gaps }])).toBe(status);
    expect(findings.map(statusOf)[0]).toBe(standing);
  });
});
