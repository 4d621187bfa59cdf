import { isObject, json, stringField } from '../../formats/markup/json.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { belowHomes, oneOf } from '../home-globs.ts';

const NAMES = [
  'miniconda3',
  'miniconda',
  'anaconda3',
  'anaconda',
  'miniforge3',
  'mambaforge',
  'micromamba',
  'conda',
];
const HOME_PREFIXES = [
  ...NAMES.flatMap((name) => [name, `${name}/envs/*`]),
  ...NAMES.flatMap((name) => [`opt/${name}`, `opt/${name}/envs/*`]),
  '.conda/envs/*',
  '.local/share/mamba',
  '.local/share/mamba/envs/*',
  '.pixi/envs/*',
  ...NAMES.slice(0, 4).flatMap((name) => [`AppData/Local/${name}`, `AppData/Local/${name}/envs/*`]),
];
const PREFIXES = [
  ...['opt', 'usr/local', 'ProgramData'].flatMap((folder) => NAMES.map((name) => `${folder}/${name}`)),
  ...NAMES,
].flatMap((prefix) => [prefix, `${prefix}/envs/*`]);

/**
 * Packages of conda, mamba and pixi, in the base and in every environment beside it.
 *
 * @see https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html
 */
export const condaPackage: Reader = {
  id: 'conda-package',
  title: 'Packages of conda',
  supplementary: true,
  paths: [
    ...belowHomes(HOME_PREFIXES, '/conda-meta/*.json'),
    `${oneOf([...PREFIXES, 'opt/homebrew/Caskroom/*/base'])}/conda-meta/*.json`,
  ],
  recognises(head) {
    const start = memoiseHead(head);
    return (
      /"(?:build|build_number)"\s*:/u.test(start) && /"(?:channel|extracted_package_dir)"\s*:/u.test(start)
    );
  },
  telltales: [
    {
      format: 'a package record of conda',
      keys: ['build', 'build_number', 'channel', 'extracted_package_dir'],
    },
  ],
  *read(bytes, { path }) {
    const record = json(bytes);
    if (!isObject(record)) throw new SyntaxError('not a record of conda: expected an object');
    // Beside the records lie settings of newer versions.
    const name = stringField(record, 'name');
    const version = stringField(record, 'version');
    if (name === undefined && !RECORD.test(path)) return;
    if (name === undefined || version === undefined)
      throw new SyntaxError('no name and version of a package');
    yield present<Program>({
      name,
      version,
      licence: stringField(record, 'license'),
      arch: stringField(record, 'arch'),
      ids: idsOf(['purl', `pkg:conda/${name}`]),
    });
  },
};

/** `openssl-3.3.1-h4bc722e_0.json` */
const RECORD = /\/[^/]+-[^/-]+-[^/-]+\.json$/u;
