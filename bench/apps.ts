/**
 * A Mac with 500 applications, half of them with binary property lists, each with an executable of 4 MiB that
 * is signed at its end, beside the start of the same command over an empty root.
 * The bar: half a second over the start.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryPlistOf, signedExecutable, xmlPlistOf } from '../tests/support/mac-harness.ts';
import { inTurn, report } from './measure.ts';

const ROUNDS = 7;
const APPLICATIONS = 500;
const folder = mkdtempSync(join(tmpdir(), 'interdict-bench-'));
const inventory = (path: string) => [
  process.execPath,
  'bin/interdict.js',
  'inventory',
  '--allow-empty',
  '-o',
  `json=${join(folder, 'out.json')}`,
  path,
];

try {
  const empty = join(folder, 'empty');
  const full = join(folder, 'full');
  mkdirSync(join(empty, 'Applications'), { recursive: true });
  for (let number = 0; number < APPLICATIONS; number++) application(full, number);
  const [ours, start] = inTurn(inventory(full), inventory(empty), ROUNDS);
  report(`inventory of ${APPLICATIONS} applications, median`, `${ours.median.toFixed(0)} ms`);
  report('the same over an empty root', `${start.median.toFixed(0)} ms`);
  report('over the start', `${(ours.median - start.median).toFixed(0)} ms (bar: 500 ms)`);
  report('peak memory', `${ours.peak.toFixed(0)} MB`);
} finally {
  rmSync(folder, { recursive: true });
}

function application(root: string, number: number): void {
  const contents = join(
    root,
    'Applications',
    number % 5 === 0 ? `Suite ${number}` : '.',
    `Alder ${number}.app`,
    'Contents',
  );
  mkdirSync(join(contents, 'MacOS'), { recursive: true });
  const identifier = `com.example.alder${number}`;
  const info = {
    CFBundleExecutable: 'alder',
    CFBundleIdentifier: identifier,
    CFBundleName: `Alder ${number}`,
    CFBundlePackageType: 'APPL',
    CFBundleShortVersionString: `1.${number}`,
    NSHumanReadableCopyright: 'Copyright Example AV GmbH. All rights reserved.',
  };
  writeFileSync(join(contents, 'Info.plist'), number % 2 === 0 ? xmlPlistOf(info) : binaryPlistOf(info));
  writeFileSync(
    join(contents, 'MacOS', 'alder'),
    signedExecutable({ identifier, team: 'A1B2C3D4E5', code: 4 << 20 }),
  );
}
