/** Programs of Linux that compilers, linkers, rpmbuild and Go made, against what their own tools read in them. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { elfFile } from '../../src/formats/executable/elf.ts';
import { rangesOf } from '../../src/formats/executable/window.ts';
import { programsOfFile } from '../../src/readers/programs/describe.ts';
import type { Program } from '../../src/types.ts';
import { missingTools, run, scratch } from '../support/binary-harness.ts';

const place = scratch();
afterAll(() => place.clear());
const SOURCE = place.path('guard.c');
writeFileSync(
  SOURCE,
  'int guard(void) { return 7; }\nvoid _start(void) { for (;;) guard(); }\nint main(void) { return guard(); }\n',
);
const NOTE = '{"type":"rpm","os":"fedora","name":"example-guard","version":"2.0-1","architecture":"x86_64"}';
const METADATA = ['-Xlinker', `--package-metadata=${NOTE}`];

function programIn(path: string): Program | undefined {
  const bytes = readFileSync(path);
  return [...programsOfFile('opt/x', bytes.length, rangesOf(bytes))][0];
}

/** What readelf prints of the notes. */
function notesOf(path: string): { buildId: string | undefined; packageNote: string | undefined } {
  const reported = run('readelf', ['-nW', path]);
  return {
    buildId: /Build ID: (?<id>[0-9a-f]+)/u.exec(reported)?.groups?.['id'],
    packageNote: /Packaging Metadata: (?<note>.*)/u.exec(reported)?.groups?.['note'],
  };
}

function ownNotesOf(path: string): ReturnType<typeof notesOf> {
  const { buildId, packageNote } = elfFile(rangesOf(readFileSync(path))) ?? {};
  return { buildId, packageNote };
}

const withoutGcc = missingTools('gcc', 'readelf', 'objcopy', 'strip');
if (withoutGcc.length > 0) console.log(`skipped: no ${withoutGcc.join(', ')}`);

describe.skipIf(withoutGcc.length > 0)('a program that GNU linked', () => {
  const linked = (name: string, ...flags: readonly string[]): string => {
    run('gcc', ['-g', ...flags, ...METADATA, '-o', place.path(name), SOURCE]);
    return place.path(name);
  };

  test.each([
    ['at a fixed address', ['-nostdlib', '-static', '-Wl,--build-id=sha1']],
    ['at any address', ['-nostdlib', '-pie', '-Wl,--build-id=md5']],
    ['as a library', ['-nostdlib', '-shared', '-Wl,--build-id=uuid']],
    ['as a library with its own code apart', ['-nostdlib', '-shared', '-Wl,-z,separate-code']],
    ['without a build ID', ['-nostdlib', '-static', '-Wl,--build-id=none']],
    ['with a build ID of its maker', ['-nostdlib', '-static', '-Wl,--build-id=0x00c0ffee']],
    ['with packed debug information', ['-nostdlib', '-static', '-gz=zlib']],
    ['with properties, in sections of other alignment', ['-nostdlib', '-static', '-fcf-protection=full']],
    ['for 32-bit addresses', ['-nostdlib', '-static', '-mx32']],
    ['for 32-bit processors', ['-nostdlib', '-static', '-m32']],
  ])('%s says what readelf says', (name, flags) => {
    const path = linked(name.replaceAll(' ', '-'), '-Wl,--build-id=sha1', ...flags);
    const wanted = notesOf(path);
    expect(wanted.packageNote).toBe(NOTE);
    expect(ownNotesOf(path)).toEqual(wanted);
    expect(programIn(path)).toMatchObject({
      name: 'example-guard',
      version: '2.0-1',
      ids: ['rpm:example-guard'],
    });
  });

  test.each([
    ['stripped', ['strip']],
    ['stripped of what is not loaded', ['strip', '--strip-unneeded']],
    ['of which the debug information is left', ['objcopy', '--only-keep-debug']],
  ])('%s says the same', (name, [tool = '', ...flags]) => {
    const path = linked(name.replaceAll(' ', '-'), '-nostdlib', '-static', '-Wl,--build-id=sha1');
    const before = notesOf(path);
    run(tool, [...flags, path]);
    expect(ownNotesOf(path)).toEqual(before);
  });
});

const withoutLld = missingTools('clang', 'ld.lld', 'llvm-readobj');
if (withoutLld.length > 0) console.log(`skipped: no ${withoutLld.join(', ')}`);

describe.skipIf(withoutLld.length > 0)('a program that LLVM linked', () => {
  const QUOTED = NOTE.replaceAll('"', '\\"');
  /** A note as the specification has it, for linkers that write none. */
  const ASSEMBLER = `.section .note.package,"a",%note
.balign 4
.long 4, 2f - 1f, 0xcafe1a7e
.asciz "FDO"
1: .asciz "${QUOTED}"
2: .balign 4
`;

  test.each([
    ['i386', 'i386'],
    ['x86_64', 'amd64'],
    ['armv7', 'arm'],
    ['aarch64', 'arm64'],
    ['powerpc', 'powerpc'],
    ['powerpc64', 'ppc64'],
    ['powerpc64le', 'ppc64'],
    ['mips', 'mips'],
    ['riscv64', 'riscv'],
  ])('for %s says what llvm-readobj says', (target, arch) => {
    const path = place.path(`lld-${target}`);
    writeFileSync(place.path('note.s'), ASSEMBLER);
    const flags = [
      '-target',
      `${target}-linux-gnu`,
      '-ffreestanding',
      '-nostdlib',
      '-static',
      '-fuse-ld=lld',
    ];
    run('clang', [...flags, '-Wl,--build-id=sha1', '-o', path, SOURCE, place.path('note.s')]);
    const reported = run('llvm-readobj', ['--notes', '--string-dump=.note.package', path]);
    expect(reported).toContain(NOTE);
    expect(ownNotesOf(path)).toEqual({
      buildId: /Build ID: (?<id>[0-9a-f]+)/u.exec(reported)?.groups?.['id'],
      packageNote: NOTE,
    });
    expect(programIn(path)).toMatchObject({ arch, ids: ['rpm:example-guard'] });
  });
});

const withoutRpm = missingTools('rpmbuild', 'rpm', 'rpm2archive', 'gcc', 'tar');
if (withoutRpm.length > 0) console.log(`skipped: no ${withoutRpm.join(', ')}`);

describe.skipIf(withoutRpm.length > 0)('a program that rpmbuild packed', () => {
  const SPEC = `Name: example-guard
Version: 2.0
Release: 1
Summary: x
License: MIT
%description
x
%build
gcc -g -nostdlib -static -Xlinker '--package-metadata={"type":"rpm","os":"fedora","name":"%{name}","version":"%{version}-%{release}","architecture":"%{_arch}"}' -o guard %{source}
%install
install -D -m 755 guard %{buildroot}/usr/lib/guard/guard
%files
/usr/lib/guard/guard
`;

  test('says which package it is of', () => {
    const top = place.path('top');
    mkdirSync(join(top, 'BUILD'), { recursive: true });
    writeFileSync(place.path('guard.spec'), SPEC);
    const defines = [`_topdir ${top}`, `source ${SOURCE}`, '_rpmdir %{_topdir}', '_rpmfilename guard.rpm'];
    run('rpmbuild', [
      '--quiet',
      ...defines.flatMap((one) => ['--define', one]),
      '-bb',
      place.path('guard.spec'),
    ]);
    run('rpm2archive', [join(top, 'guard.rpm')]);
    run('tar', ['-xzf', join(top, 'guard.rpm.tgz'), '-C', top]);
    const reported = run('rpm', [
      '-qp',
      '--qf',
      'rpm:%{NAME} %{NAME} %{VERSION}-%{RELEASE}',
      join(top, 'guard.rpm'),
    ]);
    const { ids = [], name, version } = programIn(join(top, 'usr/lib/guard/guard')) ?? {};
    expect([...ids, name, version].join(' ')).toBe(reported);
    expect(ownNotesOf(join(top, 'usr/lib/guard/guard'))).toEqual(notesOf(join(top, 'usr/lib/guard/guard')));
  });
});

const withoutGo = missingTools('go');
if (withoutGo.length > 0) console.log('skipped: no go');
/** Programs of other packages that are written in Go, and come with their build information. */
const ofGo = missingTools('skopeo', 'umoci', 'buildah').length === 0 ? ['skopeo', 'umoci', 'buildah'] : [];
if (ofGo.length === 0) console.log('skipped: no skopeo, umoci or buildah, which are written in Go');

describe.skipIf(withoutGo.length > 0)('a program of Go', () => {
  /** The lines of `go version -m` that name the module. */
  function toldOf(path: string): { ids: string[]; version: string | undefined } {
    const lines = run('go', ['version', '-m', path])
      .split('\n')
      .map((line) => line.trim().split('\t'));
    const of = (word: string) => lines.find(([first]) => first === word) ?? [];
    const [, module, version] = of('mod');
    const ids = [module, of('path')[1]].flatMap((it) => (it ? [`golang:${it}`] : []));
    return { ids: [...new Set(ids)], version: version === '(devel)' ? undefined : version };
  }

  function built(system: string, arch: string, ...flags: string[]): string {
    const folder = place.path('module');
    mkdirSync(join(folder, 'cmd/scan'), { recursive: true });
    writeFileSync(join(folder, 'go.mod'), 'module example.org/guard\n');
    writeFileSync(join(folder, 'cmd/scan/main.go'), 'package main\n\nfunc main() { println("x") }\n');
    const path = place.path(`go-${system}-${arch}`);
    const settings = [
      `GOOS=${system}`,
      `GOARCH=${arch}`,
      'CGO_ENABLED=0',
      'GOPROXY=off',
      `GOCACHE=${place.path('cache')}`,
    ];
    run('env', [...settings, 'go', 'build', ...flags, '-o', path, './cmd/scan'], folder);
    return path;
  }

  test.each([
    ['linux', 'amd64', []],
    ['linux', 'amd64', ['-ldflags=-s -w']],
    // Of other processors and systems the library of Go is compiled first.
    ['linux', 'mips', []],
    ['windows', 'amd64', []],
    ['darwin', 'arm64', ['-ldflags=-s -w']],
  ])('for %s on %s, built with %j, says what go version says', (system, arch, flags) => {
    const path = built(system, arch, ...flags);
    const { ids, version } = toldOf(path);
    expect(ids).toEqual(['golang:example.org/guard', 'golang:example.org/guard/cmd/scan']);
    const own = programIn(path);
    expect(own).toMatchObject({ name: 'scan', ids });
    expect(own?.version).toBe(version);
  });

  test.skipIf(ofGo.length === 0).each(ofGo)('%s says what go version says', (name) => {
    const path = place.path(name);
    copyFileSync(run('which', [name]).trim(), path);
    const { ids, version } = toldOf(path);
    expect(ids.length).toBeGreaterThan(0);
    const own = programIn(path);
    expect({ ids: own?.ids, version: own?.version }).toEqual({ ids, version });
  });
});
