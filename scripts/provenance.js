// What lies beside a release: checksums of all its files, and a statement of what they were made from.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INJECTOR, NODE, TARGETS } from './runtimes.js';

const SUMS = 'SHA256SUMS';

/** Whether a file in the folder of a release is a part of one. */
export function isOfRelease(file) {
  return file === SUMS || /^interdict[-_]\d/u.test(file);
}

/**
 * Writes `SHA256SUMS` and a statement of in-toto with provenance as SLSA has it. It is not signed: a forge that builds
 * a release signs one of its own. It names no time, so that the same source gives the same bytes.
 *
 * @param {string} out the folder of the release
 */
export function seal(out) {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const statement = `interdict-${version}.intoto.json`;
  const made = readdirSync(out)
    .filter((file) => isOfRelease(file) && file !== statement && file !== SUMS)
    .sort();
  const subject = made.map((file) => ({ name: file, digest: { sha256: digestOf(join(out, file)) } }));
  writeFileSync(join(out, statement), `${JSON.stringify(statementOf(subject, version), null, 2)}\n`);
  const sums = [...made, statement].map((file) => `${digestOf(join(out, file))}  ${file}\n`);
  writeFileSync(join(out, SUMS), sums.join(''));
}

function statementOf(subject, version) {
  const targets = Object.keys(TARGETS).filter((target) =>
    subject.some(({ name }) => name.startsWith(`interdict-${version}-${target}`)),
  );
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: `pkg:npm/interdict@${version}#scripts/release.js`,
        externalParameters: { targets },
        resolvedDependencies: [
          ...source(),
          { name: 'package-lock.json', digest: { sha256: digestOf('package-lock.json') } },
          ...targets.map((target) => packageOf(TARGETS[target])),
          packageOf(INJECTOR),
        ],
      },
      runDetails: { builder: { id: builder() } },
    },
  };
}

/** The commit, and whether the tree was that of the commit. */
function source() {
  const git = (...args) => spawnSync('git', args, { encoding: 'utf8' }).stdout?.trim() ?? '';
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

function packageOf({ pack, version = NODE, integrity }) {
  const sha512 = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
  return { uri: `pkg:npm/${pack}@${version}`, digest: { sha512 } };
}

/** Who builds: a workflow of a forge tells its name, anybody else is nobody in particular. */
function builder() {
  const { GITHUB_SERVER_URL: server, GITHUB_WORKFLOW_REF: workflow } = process.env;
  return server && workflow ? `${server}/${workflow}` : 'about:local';
}

function digestOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
