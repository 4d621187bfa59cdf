/** Program files made by independent tools: mingw-w64 and windres, osslsigncode and OpenSSL, gcc and objcopy. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The tools that are missing, for the printed reason of a skipped test. */
export function missingTools(...tools: string[]): string[] {
  return tools.filter((tool) => spawnSync('which', [tool]).status !== 0);
}

/** A folder that is removed at the end. */
export function scratch(): { folder: string; path(name: string): string; clear(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'interdict-binaries-'));
  return {
    folder,
    path: (name) => join(folder, name),
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs a tool and gives what it prints. */
export function run(tool: string, args: readonly string[], cwd?: string): string {
  return execFileSync(tool, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd ? { cwd } : {}),
  });
}

/** Strings of one language of a version resource. */
export interface Language {
  /** `040904b0` */
  readonly code: string;
  readonly strings: Readonly<Record<string, string>>;
}

/** The source of a version resource for windres, in UTF-8. */
function versionSource(languages: readonly Language[], numbers = '12,3,0,456'): string {
  const blocks = languages.map(
    ({ code, strings }) => `BLOCK "${code}" BEGIN
${Object.entries(strings)
  .map(([name, value]) => `VALUE "${name}", "${value}\\0"`)
  .join('\n')}
END`,
  );
  const pairs = languages.map(({ code }) => `0x${code.slice(0, 4)}, 0x${code.slice(4)}`).join(', ');
  return `1 VERSIONINFO
FILEVERSION ${numbers}
PRODUCTVERSION ${numbers}
FILEOS 0x40004
FILETYPE 0x1
BEGIN
BLOCK "StringFileInfo" BEGIN
${blocks.join('\n')}
END
BLOCK "VarFileInfo" BEGIN VALUE "Translation", ${pairs} END
END
`;
}

/** A small program of Windows with a version resource. */
export function windowsProgram(
  folder: string,
  name: string,
  languages: readonly Language[],
  compiler = 'x86_64-w64-mingw32',
): string {
  const [source, resource, object, output] = ['.c', '.rc', '.res.o', '.exe'].map((end) =>
    join(folder, name + end),
  );
  writeFileSync(source as string, 'int start(void) { return 0; }\n');
  writeFileSync(resource as string, versionSource(languages));
  run(`${compiler}-windres`, ['-c', '65001', resource as string, object as string]);
  const entry = compiler.startsWith('i686') ? '_start' : 'start';
  run(`${compiler}-gcc`, [
    '-s',
    '-nostdlib',
    `-Wl,-e,${entry}`,
    '-o',
    output as string,
    source as string,
    object as string,
  ]);
  return output as string;
}

/** A certificate with its key that signs code, made by OpenSSL and signed by an authority of its own. */
export function codeSigner(folder: string, subject: string): { certificate: string; key: string } {
  const path = (name: string) => join(folder, name);
  if (!existsSync(path('ca.pem'))) {
    run('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '30',
      '-subj',
      '/CN=Example Root/O=Example Authority',
      '-keyout',
      path('ca.key'),
      '-out',
      path('ca.pem'),
    ]);
  }
  const stem = `s${Buffer.from(subject).toString('hex').slice(0, 40)}`;
  run('openssl', [
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-utf8',
    '-subj',
    subject,
    '-keyout',
    path(`${stem}.key`),
    '-out',
    path(`${stem}.csr`),
  ]);
  writeFileSync(path('signing.cnf'), 'extendedKeyUsage=codeSigning\n');
  run('openssl', [
    'x509',
    '-req',
    '-days',
    '30',
    '-CA',
    path('ca.pem'),
    '-CAkey',
    path('ca.key'),
    '-CAcreateserial',
    '-extfile',
    path('signing.cnf'),
    '-in',
    path(`${stem}.csr`),
    '-out',
    path(`${stem}.pem`),
  ]);
  const chain = readFileSync(path(`${stem}.pem`), 'utf8') + readFileSync(path('ca.pem'), 'utf8');
  writeFileSync(path(`${stem}.chain.pem`), chain);
  return { certificate: path(`${stem}.chain.pem`), key: path(`${stem}.key`) };
}

/** Signs a program or an installer package as Authenticode does. */
export function signed(
  input: string,
  output: string,
  { certificate, key }: { certificate: string; key: string },
  ...more: readonly string[]
): string {
  run('osslsigncode', ['sign', '-certs', certificate, '-key', key, ...more, '-in', input, '-out', output]);
  return output;
}
