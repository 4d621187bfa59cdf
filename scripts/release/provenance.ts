// What lies beside a release: checksums of all its files, and a statement of what they were made from.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INJECTOR, NODE, type Origin, runtimeOf, TARGETS } from './runtimes.ts';

const SUMS = 'SHA256SUMS';

interface Subject {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

/** Whether a file in the folder of a release is a part of one. */
export function isOfRelease(file: string): boolean {
  return file === SUMS || /^interdict[-_]\d/u.test(file);
}

/**
 * Writes `SHA256SUMS` and a statement of in-toto with provenance as SLSA has it. It is not signed: a forge that builds
 * a release signs one of its own. It names no time, so that the same source gives the same bytes.
 *
 * @param out the folder of the release
 */
export function seal(out: string): void {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const statement = `interdict-${version}.intoto.json`;
  const made = readdirSync(out)
    .filter((file) => isOfRelease(file) && file !== statement && file !== SUMS)
    .sort();
  const subject = made.map((file) => ({ name: file, digest: { sha256: digestOf(join(out, file)) } }));
  writeFileSync(join(out, statement), `${JSON.stringify(statementOf(subject, version), null, 2)}\n`);
  const sums = [...made, statement].map((file) => `${digestOf(join(out, file))}  ${file}\n`);
  writeFileSync(join(out, SUMS), sums.join(''));
}

function statementOf(subject: readonly Subject[], version: string): unknown {
  const targets = Object.keys(TARGETS).filter((target) =>
    subject.some(({ name }) => name.startsWith(`interdict-${version}-${target}`)),
  );
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: `pkg:npm/interdict@${version}#scripts/release/release.ts`,
        externalParameters: { targets },
        resolvedDependencies: [
          ...source(),
          { name: 'package-lock.json', digest: { sha256: digestOf('package-lock.json') } },
          ...targets.map((target) => packageOf(runtimeOf(target))),
          packageOf(INJECTOR),
        ],
      },
      runDetails: { builder: { id: builder() } },
    },
  };
}

/** The commit, and whether the tree was that of the commit. */
function source(): unknown[] {
  const git = (...args: string[]) => spawnSync('git', args, { encoding: 'utf8' }).stdout?.trim() ?? '';
  const commit = git('rev-parse', 'HEAD');
  if (commit === '') return [];
  const isChanged = git('status', '--porcelain') !== '';
  return [
    {
      name: 'source',
      digest: { gitCommit: commit },
      ...(isChanged ? { annotations: { changed: true } } : {}),
    },
  ];
}

function packageOf({ pack, version = NODE, integrity }: Origin): unknown {
  const sha512 = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
  return { uri: `pkg:npm/${pack}@${version}`, digest: { sha512 } };
}

/** Who builds: a workflow of a forge shows its name, anybody else is nobody in particular. */
function builder(): string {
  const { GITHUB_SERVER_URL: server, GITHUB_WORKFLOW_REF: workflow } = process.env;
  return server && workflow ? `${server}/${workflow}` : 'about:local';
}

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
