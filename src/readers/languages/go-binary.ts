import { rangesOf } from '../../formats/executable/window.ts';
import type { FileResolver, Reader } from '../../types.ts';
import { belowHomes, oneOf } from '../home-globs.ts';
import { programsOfFile } from '../programs/describe.ts';

const FOLDERS = [
  ...belowHomes(['go/bin', 'gopath/bin', '.go/bin', '.local/share/go/bin'], '/*'),
  `${oneOf(['go/bin', 'usr/local/gopath/bin', 'opt/go/bin', 'opt/gopath/bin'])}/*`,
];
/** What comes with the compiler. */
const OWN = /\/(?:go|gofmt)(?:\.exe)?$/u;

/**
 * Programs that `go install` built, by the module that the compiler wrote into them.
 *
 * @see https://pkg.go.dev/debug/buildinfo
 */
export const goBinary: Reader = {
  id: 'go-binary',
  title: 'Programs of go install',
  supplementary: true,
  paths: FOLDERS,
  siblings: FOLDERS,
  // The programs are large, and few parts of them are needed.
  pathOnly: true,
  *read(_, resolver) {
    const { path } = resolver;
    if (OWN.test(path)) return;
    for (const program of programsOfFile(path, Number.MAX_SAFE_INTEGER, rangesIn(resolver))) {
      const { kind: _kind, ...own } = program;
      yield own;
    }
  },
};

function rangesIn(resolver: FileResolver): (offset: number, length: number) => Uint8Array {
  const { readRange, path } = resolver;
  const place = `/${path}`;
  if (readRange)
    return (offset, length) => readRange.call(resolver, place, offset, length) ?? new Uint8Array();
  return rangesOf(resolver.read(place) ?? new Uint8Array());
}
