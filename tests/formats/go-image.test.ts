/** The build information of Go in small PE and Mach-O files that are made here; tools of Go are in `tests/systems`. */
import { describe, expect, test } from 'vitest';
import { rangesOf } from '../../src/formats/executable/window.ts';
import { programsOfFile } from '../../src/readers/programs/describe.ts';
import { goProgram } from '../../src/readers/programs/go-program.ts';

const MODULES = 'path\texample.org/guard/cmd/scan\nmod\texample.org/guard\tv1.4.2\th1:x=\n';
const WANTED = {
  name: 'scan',
  version: 'v1.4.2',
  ids: ['golang:example.org/guard', 'golang:example.org/guard/cmd/scan'],
};

function buildInfo(modules = MODULES): Buffer {
  const text = Buffer.concat([Buffer.alloc(16, 0xe6), Buffer.from(modules), Buffer.alloc(16, 0xf2)]);
  const head = Buffer.concat([Buffer.from('\xff Go buildinf:', 'latin1'), Buffer.from([8, 2])]);
  const compiler = Buffer.from('go1.22.1');
  const length = Buffer.from([(text.length & 0x7f) | 0x80, text.length >> 7]);
  return Buffer.concat([head, Buffer.alloc(16), Buffer.from([compiler.length]), compiler, length, text]);
}

/** A PE file for i386 whose only section is data that can be written. */
function pe(data: Buffer, linker = [3, 0]): Buffer {
  const head = Buffer.alloc(0x200);
  head.write('MZ');
  head.writeUInt32LE(64, 0x3c);
  head.write('PE\0\0', 64);
  head.writeUInt16LE(0x14c, 68);
  head.writeUInt16LE(1, 70);
  head.writeUInt16LE(224, 84);
  head.writeUInt16LE(0x10b, 88);
  head.set(linker, 90);
  head.writeUInt32LE(0x400000, 88 + 28);
  const section = 88 + 224;
  head.write('.data', section);
  for (const [index, value] of [data.length, 0x1000, data.length, head.length].entries())
    head.writeUInt32LE(value, section + 8 + index * 4);
  head.writeUInt32LE(0xc0600040, section + 36);
  return Buffer.concat([head, data]);
}

/** A Mach-O file for 64-bit addresses with one section. */
function machO(data: Buffer, count = 1): Buffer {
  const head = Buffer.alloc(32 + 72 + 80);
  for (const [index, value] of [0xfeedfacf, 0x0100000c, 0, 2, 1, 152, 0, 0, 0x19, 152].entries())
    head.writeUInt32LE(value, index * 4);
  head.write('__DATA', 32 + 8);
  head.writeUInt32LE(count, 32 + 64);
  const section = 32 + 72;
  head.write('__go_buildinfo', section);
  head.writeBigUInt64LE(BigInt(data.length), section + 40);
  head.writeUInt32LE(head.length, section + 48);
  return Buffer.concat([head, data]);
}

function programIn(bytes: Buffer) {
  return [...programsOfFile('opt/x', bytes.length, rangesOf(bytes))][0];
}

describe('a program of Go', () => {
  test.each<[string, Buffer]>([
    ['for Windows', pe(buildInfo())],
    ['for Windows, behind other data', pe(Buffer.concat([Buffer.alloc(16 * 300, 7), buildInfo()]), [2, 40])],
    [
      'for Windows, behind a text that only reads like it',
      pe(
        Buffer.concat([
          Buffer.from('12345678\xff Go buildinf:\x08\x02', 'latin1'),
          Buffer.alloc(8),
          buildInfo(),
        ]),
      ),
    ],
    ['for macOS', machO(buildInfo())],
  ])('%s is known by its module', (_, bytes) => {
    expect(programIn(bytes)).toMatchObject(WANTED);
  });

  test.each<[string, Buffer]>([
    ['that Microsoft linked', pe(buildInfo(), [14, 36])],
    ['without build information', pe(Buffer.alloc(4096))],
    ['for macOS without it', machO(Buffer.alloc(4096))],
  ])('a program %s is of another language', (_, bytes) => {
    expect(programIn(bytes)).toMatchObject({ name: 'x', ids: [] });
  });

  test.each<[string, Buffer, string]>([
    [
      'build information that is cut',
      pe(buildInfo().subarray(0, 60)),
      'the build information of Go is truncated',
    ],
    ['a cut section', machO(buildInfo().subarray(0, 60)), 'the build information of Go is truncated'],
    ['more sections than there is room for', machO(buildInfo(), 1 << 20), '1048576 sections in 152 bytes'],
  ])('%s is reported', (_, bytes, reason) => {
    const programs = programsOfFile('opt/x', bytes.length, rangesOf(bytes));
    expect(programs.next().value).toMatchObject({ name: 'x' });
    expect(() => programs.next()).toThrow(reason);
  });
});

test.each([
  ['example.org/guard/v2', { name: 'guard', ids: ['golang:example.org/guard/v2'] }],
  ['v2', { name: 'v2', ids: ['golang:v2'] }],
  ['command-line-arguments', { ids: [] }],
])('a package %s is called by its command', (path, wanted) => {
  expect(goProgram({ compiler: 'go1.22.1', path })).toEqual(wanted);
});
