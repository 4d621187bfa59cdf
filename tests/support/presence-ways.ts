/** Each way in which a machine says what it starts, with the program there and gone. */
import { expect, test } from 'vitest';
import { judgedMachine, type MachineFiles } from './judged-machine.ts';

/** What it is, the files that say so, and the path of the program. */
export type Way = [string, MachineFiles, string];

/** Installed while the program is there, and residue when it is gone. */
export function bothWays(ways: readonly Way[], base: MachineFiles, program: string | Uint8Array): void {
  test.each(ways)('%s is installed while its program is there', async (_, files, path) => {
    expect(await judgedMachine({ ...base, ...files, [path]: program })).toMatchObject({ verdict: 'banned' });
  });
  test.each(ways)('%s is residue when its program is gone', async (_, files) => {
    const { verdict, findings, told: reported } = await judgedMachine({ ...base, ...files });
    expect([verdict, reported]).toEqual(['clean', []]);
    expect(new Set(findings.map(({ program: { state } }) => state))).toEqual(new Set(['residue']));
  });
}
