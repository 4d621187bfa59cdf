import { expect, test } from 'vitest';
import { stopwatch } from '../../fuzz/stopwatch.ts';
import { openingsIn } from '../../src/formats/text/openings.ts';

const STORE = '/nix/store/0123456789abcdfghijklmnpqrsvwxyz';

test.each([
  `${STORE}-alder-1.0`,
  `alder-1.0       ${STORE}-alder-1.0`,
  `alder-1.0  out=${STORE}-alder-1.0;man=${STORE}-alder-1.0-man`,
  `0 flake:nixpkgs#alder github:example/packages#alder ${STORE}-alder-1.0`,
  `alder\t1.0\tout\t${STORE.replace('nix', 'gnu')}-alder-1.0`,
])('a row of a list of Nix or Guix begins a list: %s', (row) => {
  expect([...openingsIn(`License: MIT\n${row}\n`)]).toEqual([
    expect.objectContaining({ shape: 'store path', line: 2 }),
  ]);
});

test.each([
  '==> Formulae',
  '==> Casks',
  'Installed Packages',
  'Total: 2 apps',
  'CFBundleIdentifier, CFBundleShortVersionString, CFBundleDisplayName',
  '(manifest (version 4) (packages (',
])('%s is the heading of a list', (line) => {
  expect([...openingsIn(`COMPRESSED SIZE\n${line}\nalder\n`)]).toEqual([
    expect.objectContaining({ shape: 'heading', line: 2 }),
  ]);
});

test.each([
  ['ref', 'runtime/org.example.Platform/x86_64/23.08'],
  ['receipt', 'com.apple.pkg.Core'],
  ['atom', '[IP-] [  ] app-antivirus/example-av-12.2.0-r1:0'],
  ['heading', '#Path: Fileset:Level:PTF Id:State:Type:Description:EFIX Locked'],
  ['plug-in', 'example.elm-tools@4.2.1'],
  ['heading', '%NAME%'],
  ['heading', '[Application]'],
  ['field', 'name: alder'],
  ['prompt', 'alder@birch ~ % brew list'],
  ['store', 'XP0000EXAMPLE4|Elm|Elm Soft|Elm Viewer|2.0|Elm Soft|Elm'],
  ['prompt', '[alder@birch ~]$ rpm -qa'],
])('a %s begins a list: %s', (shape, line) => {
  expect([...openingsIn(`COMPRESSED SIZE\n${line}\nbirch\n`)]).toEqual([
    expect.objectContaining({ shape, line: 2 }),
  ]);
});

test.each(['ii  a ', 'a-1 ', 'a-1-1', 'a (v:', 'a', 'a/x ', 'P:', '-1-1.', '|'])(
  'no line that goes on after %j is so long that it takes long',
  (start) => {
    for (const part of [' ', '1', '|', '1:1', '-1', 'a1 ', '=']) {
      const took = stopwatch();
      expect([...openingsIn(`${start}${part.repeat(100_000 / part.length)}x\n`)].length).toBeLessThan(2);
      expect(took(), part).toBeLessThan(1000);
    }
  },
);
