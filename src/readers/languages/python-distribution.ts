import { quoted } from '../../formats/source-position.ts';
import { text } from '../../formats/text/decode.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';
import { belowHomes, oneOf } from '../home-globs.ts';
import { licenceText } from '../licence-text.ts';

/** Folders of environments of an account, each with a Python of its own. */
const HOME_ENVIRONMENTS = [
  '.local',
  '.local/share/pipx/venvs/*',
  '.local/pipx/venvs/*',
  'pipx/venvs/*',
  '.local/share/uv/tools/*',
  '.local/share/uv/python/*',
  '.pyenv/versions/*',
  '.asdf/installs/python/*',
  '.local/share/mise/installs/python/*',
  '.local/share/rtx/installs/python/*',
  '.virtualenvs/*',
  '.local/share/virtualenvs/*',
  '.venv',
  'venv',
  'Library/Application Support/pipx/venvs/*',
  '.pyenv/versions/*/envs/*',
  '.local/share/mise/installs/pipx-*/*/*',
  '.local/share/pypoetry/venv',
  '.rye/tools/*',
  // Of conda those that pip put beside its own packages.
  ...[
    'miniconda3',
    'anaconda3',
    'miniforge3',
    'mambaforge',
    'micromamba',
    '.local/share/mamba',
    'opt/miniconda3',
    'opt/anaconda3',
  ].flatMap((name) => [name, `${name}/envs/*`]),
  '.conda/envs/*',
  '.pixi/envs/*',
];
const ENVIRONMENTS = [
  'usr/local',
  'opt/*',
  'opt/pipx/venvs/*',
  'usr/local/pipx/venvs/*',
  'opt/uv/tools/*',
  'opt/*/venv',
  'opt/*/.venv',
  'opt/conda/envs/*',
  'opt/homebrew',
  'home/linuxbrew/.linuxbrew',
  'app',
  'app/.venv',
  'venv',
  '.venv',
  'Library/Frameworks/Python.framework/Versions/*',
];
/** Folders of libraries that are none of an environment with `lib`. */
const HOME_LIBRARIES = [
  'Library/Python/*/lib/python/site-packages',
  'AppData/Roaming/Python/*/site-packages',
  'AppData/Local/Programs/Python/*/Lib/site-packages',
  'AppData/Local/Packages/PythonSoftwareFoundation.*/LocalCache/local-packages/*/site-packages',
  'AppData/Local/pipx/pipx/venvs/*/Lib/site-packages',
  'AppData/Roaming/uv/tools/*/Lib/site-packages',
  'AppData/Roaming/uv/python/*/Lib/site-packages',
  'pipx/venvs/*/Lib/site-packages',
  '.local/pipx/venvs/*/Lib/site-packages',
  '.pyenv/pyenv-win/versions/*/Lib/site-packages',
  'scoop/apps/python/*/Lib/site-packages',
  ...['miniconda3', 'anaconda3', 'miniforge3'].flatMap((name) => [
    `${name}/Lib/site-packages`,
    `${name}/envs/*/Lib/site-packages`,
  ]),
];
const SHARED_LIBRARIES = [
  'Python*/Lib/site-packages',
  'Program Files/Python*/Lib/site-packages',
  'Program Files (x86)/Python*/Lib/site-packages',
  'ProgramData/Miniconda3/Lib/site-packages',
  'ProgramData/Anaconda3/Lib/site-packages',
  'ProgramData/miniforge3/Lib/site-packages',
  'Library/Python/*/site-packages',
];

const LIBRARY = '/{lib,lib64}/python*/{site-packages,dist-packages}';
const ENDS = '/{*.dist-info/METADATA,*.egg-info/PKG-INFO,*.egg-info,*.egg/EGG-INFO/PKG-INFO}';

/**
 * The system's own distributions are packages of its package manager, which lists them. Which of them somebody else
 * put there, the file shows that installers leave: Debian's packages have none.
 */
const OF_SYSTEM = `usr${LIBRARY}/*.dist-info`;
const PERSONS = /^(?:pip|uv|pipx|poetry|pdm|flit|hatch)\b/u;

/**
 * Distributions of Python that pip, pipx and uv installed for a machine, an account or a program of its own.
 *
 * @see https://packaging.python.org/en/latest/specifications/recording-installed-packages/
 */
export const pythonDistribution: Reader = {
  id: 'python-distribution',
  title: 'Distributions of Python (pip, pipx, uv)',
  supplementary: true,
  paths: [
    ...belowHomes(HOME_ENVIRONMENTS, LIBRARY + ENDS),
    ...belowHomes(HOME_LIBRARIES, ENDS),
    oneOf(ENVIRONMENTS) + LIBRARY + ENDS,
    oneOf(SHARED_LIBRARIES) + ENDS,
    `${OF_SYSTEM}/INSTALLER`,
  ],
  siblings: [`${OF_SYSTEM}/METADATA`],
  recognises: (head, name) => /^(?:METADATA|PKG-INFO)$/u.test(name) && VERSION.test(memoiseHead(head)),
  *read(bytes, resolver) {
    if (!resolver.path.endsWith('/INSTALLER')) yield* distribution(bytes);
    else if (PERSONS.test(text(bytes).trim())) yield* distribution(metadataBeside(resolver));
  },
};

const VERSION = /^Metadata-Version:[ \t]*\d/mu;

function metadataBeside(resolver: FileResolver): Uint8Array {
  const bytes = resolver.read('METADATA');
  if (bytes === undefined) throw new SyntaxError('a distribution without its METADATA');
  return bytes;
}

/** The fields stand before the first empty line; a description may follow, which is most of it. */
function* distribution(bytes: Uint8Array): Generator<Program> {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const ends = [whole.indexOf('\n\n'), whole.indexOf('\n\r\n')].filter((at) => at > 0);
  const fields = text(ends.length === 0 ? bytes : bytes.subarray(0, Math.min(...ends) + 1));
  const name = NAME_FIELD.exec(fields)?.groups?.['name'];
  if (name === undefined || !NAME.test(name))
    throw new SyntaxError(`no name of a distribution: ${quoted(name ?? fields)}`);
  const version = VERSION_FIELD.exec(fields)?.groups?.['version'];
  if (version === undefined) throw new SyntaxError(`no version of ${quoted(name)}`);
  const licence = licenceIn(fields);
  yield { name, version, ...(licence ? { licence } : {}), ids: [`pip:${name}`] };
  for (const { groups: { key = '', value = '' } = {} } of fields.matchAll(TELLING)) {
    if (value !== (key === 'Name' ? name : version))
      throw new SyntaxError(`the field ${key} stands twice, with two values: ${quoted(value)}`);
  }
}

const TELLING = /^(?<key>Name|Version):[ \t]*(?<value>\S.*?)[ \t\r]*\n/gmu;

/**
 * The expression of newer files. Older ones have a field of free words, and classifiers that leave versions open: the
 * field counts where it looks like a name.
 */
function licenceIn(fields: string): string | undefined {
  const expression = licenceText(EXPRESSION.exec(fields)?.groups?.['licence']);
  if (expression !== undefined) return expression;
  const words = licenceText(LICENCE_FIELD.exec(fields)?.groups?.['licence']);
  if (words !== undefined && LICENCE_NAME.test(words)) return words;
  return licenceText(...[...fields.matchAll(CLASSIFIER)].map(({ groups }) => groups?.['licence'])) ?? words;
}

const LICENCE_NAME = /^\S+$|^(?=.*\d).{1,40}$/u;
const NAME_FIELD = /^Name:[ \t]*(?<name>\S.*?)[ \t\r]*\n/mu;
const VERSION_FIELD = /^Version:[ \t]*(?<version>\S.*?)[ \t\r]*\n/mu;
const EXPRESSION = /^License-Expression:[ \t]*(?<licence>\S[^\r\n]*)/imu;
const LICENCE_FIELD = /^License:[ \t]*(?<licence>\S[^\r\n]*)/imu;
/** `OSI Approved` alone is a group of licences. */
const CLASSIFIER =
  /^Classifier:[ \t]*License ::(?: OSI Approved ::)? (?!OSI Approved\s*$)(?<licence>[^\r\n]+)/gimu;
const NAME = /^[A-Za-z0-9][\w.-]*$/u;
