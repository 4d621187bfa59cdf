/** The executable for Windows, on what comes closest to Windows here. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isHindered, released, version } from '../support/release-harness.ts';

const WINE = '/usr/lib/wine/wine64';
const UNINSTALL = String.raw`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall`;

const isThere = existsSync(WINE);
if (!isThere) console.log(`skipped: the executable for Windows: there is no ${WINE}`);

describe.skipIf(isHindered('the executable for Windows') || !isThere)('the executable for Windows', () => {
  const work = mkdtempSync(join(tmpdir(), 'interdict-'));
  const out = join(work, 'out.txt');

  /** Programs of Windows cannot write to a pipe of this system, so what they print goes through a file. */
  function wine(...args: string[]): { status: number | null; stdout: string } {
    const file = openSync(out, 'w');
    const { status } = spawnSync(WINE, args, {
      stdio: ['ignore', file, file],
      env: { PATH: process.env['PATH'], WINEPREFIX: join(work, 'prefix'), WINEDEBUG: '-all', HOME: work },
    });
    closeSync(file);
    return { status, stdout: readFileSync(out, 'utf8') };
  }

  const ours = (...args: string[]) => wine(released('-win-x64.exe'), ...args);
  const planted = (name: string, ...values: [string, string][]) => {
    for (const [value, data] of values)
      expect(wine('reg', 'add', `${UNINSTALL}\\${name}`, '/v', value, '/d', data, '/f').status).toBe(0);
  };

  beforeAll(() => {
    wine('wineboot', '-i');
    // Unasked, it says that it is Windows 7, which the runtime refuses.
    wine('winecfg', '-v', 'win10');
  });
  afterAll(() => {
    spawnSync(WINE.replace('wine64', 'wineserver'), ['-k'], { env: { WINEPREFIX: join(work, 'prefix') } });
    rmSync(work, { recursive: true, force: true });
  });

  test('runs, and takes a registry that lists nothing for no answer', () => {
    expect(ours('--version').stdout).toContain(version);
    const { status, stdout } = ours();
    expect(stdout).toContain('contains no software entries');
    expect(status).toBe(3);
  });

  test('finds what is banned among what was installed, until it is gone', () => {
    planted('Alder', ['DisplayName', 'Alder Notes'], ['Publisher', 'Alder Ltd']);
    planted(
      'InstallWIX_{2F8A4A4B-1111-2222-3333-444455556666}',
      ['DisplayName', 'Kaspersky Endpoint Security for Windows'],
      ['Publisher', 'AO Kaspersky Lab'],
      ['DisplayVersion', '12.6.0.438'],
    );
    const { status, stdout } = ours('-o', 'json');
    expect(status, stdout).toBe(1);
    expect(stdout).toContain('Kaspersky Endpoint Security for Windows');
    expect(ours('inventory').stdout).toContain('Alder Notes');
    wine('reg', 'delete', `${UNINSTALL}\\InstallWIX_{2F8A4A4B-1111-2222-3333-444455556666}`, '/f');
    expect(ours().status).toBe(0);
  });

  test('sweeps by threads of its own', () => {
    for (const host of ['alder', 'birch', 'cedar'])
      writeFileSync(
        join(work, `${host}.status`),
        `Package: ${host === 'birch' ? 'kesl' : 'bash'}\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n\n`,
      );
    rmSync(out, { force: true });
    const { status, stdout } = ours(
      'sweep',
      `Z:${join(work, '*.status').replaceAll('/', '\\')}`,
      '--jobs',
      '2',
      '-o',
      'ndjson',
    );
    expect(status, stdout).toBe(1);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name?: string; verdict: string });
    expect(lines.map(({ name, verdict }) => `${name ?? 'all'}: ${verdict}`)).toEqual([
      'alder: clean',
      'birch: banned',
      'cedar: clean',
      'all: banned',
    ]);
  });
});
