/** What languages, editors and tools for models install for a machine or an account, found in every place they use. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeAged } from '../support/aged-file.ts';
import { statusByAllBans } from '../support/all-bans.ts';
import { removeFolders } from '../support/remove-folders.ts';
import { run } from '../support/rpm-harness.ts';
import { zip } from '../support/zip-writer.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Something of one kind: where it lies, and what is there for a name. */
interface Kind {
  readonly banned: string;
  /** Begins or ends like the banned one, and is another's. */
  readonly other: string;
  readonly places: readonly string[];
  files(place: string, name: string): Files;
}

const HOMES = ['home/u', 'root', 'Users/u'];
const below = (homes: readonly string[], ...places: readonly string[]) =>
  homes.flatMap((home) => places.map((place) => `${home}/${place}`));

const kinds: Readonly<Record<string, Kind>> = {
  'a package of npm': {
    banned: '@tencent-ai/codebuddy-code',
    other: '@tencent-ai-kit/codebuddy-code',
    places: [
      'usr/lib',
      'usr/local/lib',
      'opt/homebrew/lib',
      'Program Files/nodejs',
      'Users/u/AppData/Roaming/npm',
      ...below(
        HOMES,
        '.npm-global/lib',
        '.nvm/versions/node/v22.1.0/lib',
        '.volta/tools/image/packages/x/lib',
        '.local/share/fnm/node-versions/v22/installation/lib',
        '.asdf/installs/nodejs/22.1.0/lib',
        '.local/share/pnpm/global/5',
        '.local/share/nvm/v22.1.0/lib',
        '.proto/tools/node/22.1.0/lib',
        '.nvs/node/22.1.0/x64/lib',
      ),
    ],
    files: (place, name) => ({
      [`${place}/node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0' }),
    }),
  },
  'a package of Bun or Yarn': {
    banned: '@tencent-ai/codebuddy-code',
    other: '@tencent-ai-kit/codebuddy-code',
    places: below(HOMES, '.bun/install/global', '.cache/.bun/install/global', '.config/yarn/global'),
    files: (place, name) => ({
      [`${place}/package.json`]: JSON.stringify({ dependencies: { [name]: '^1' } }),
    }),
  },
  'a distribution of Python': {
    banned: 'tencentcloud-cli',
    other: 'tencentcloud-client',
    places: [
      'usr/local/lib/python3.11/dist-packages',
      'usr/local/lib64/python3.13/site-packages',
      'opt/venv/lib/python3.12/site-packages',
      'Program Files/Python312/Lib/site-packages',
      'Users/u/AppData/Local/Programs/Python/Python312/Lib/site-packages',
      'Users/u/Library/Python/3.9/lib/python/site-packages',
      ...below(
        HOMES,
        '.local/lib/python3.12/site-packages',
        '.local/share/pipx/venvs/x/lib/python3.12/site-packages',
        '.local/share/uv/tools/x/lib/python3.12/site-packages',
        '.pyenv/versions/3.12.1/lib/python3.12/site-packages',
        'miniconda3/envs/x/lib/python3.12/site-packages',
        '.local/share/mamba/envs/x/lib/python3.12/site-packages',
        '.local/share/mise/installs/pipx-x/1.0/x/lib/python3.12/site-packages',
        '.rye/tools/x/lib/python3.12/site-packages',
      ),
    ],
    files: (place, name) => ({
      [`${place}/${name.replaceAll('-', '_')}-1.0.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n\n`,
    }),
  },
  'an extension of an editor': {
    banned: 'qwenlm',
    other: 'qwenlmx',
    places: below(
      HOMES,
      '.vscode',
      '.vscode-insiders',
      '.vscode-oss',
      '.cursor',
      '.windsurf',
      '.vscode-server',
      '.local/share/code-server',
    ),
    files: (place, publisher) => ({
      [`${place}/extensions/${publisher}.x-1.0.0/package.json`]: JSON.stringify({
        publisher,
        name: 'x',
        version: '1.0.0',
        engines: { vscode: '^1.80.0' },
      }),
    }),
  },
  'a plug-in of an IDE': {
    banned: 'com.alibabacloud.intellij.cosy',
    other: 'com.alibabacloudy.intellij.cosy',
    places: [
      'home/u/.local/share/JetBrains/IntelliJIdea2025.3',
      'Users/u/AppData/Roaming/JetBrains/PyCharm2025.3/plugins',
      'Users/u/Library/Application Support/Google/AndroidStudio2025.1/plugins',
    ],
    files: (place, id) => ({
      [`${place}/x/lib/x.jar`]: zip([
        { name: 'META-INF/plugin.xml', content: `<idea-plugin><id>${id}</id><name>X</name></idea-plugin>` },
      ]),
    }),
  },
  'a model of Ollama': {
    banned: 'deepseek-r1',
    other: 'llama3',
    places: ['usr/share/ollama/.ollama', 'var/lib/ollama', ...below(HOMES, '.ollama')],
    files: (place, name) => ({
      [`${place}/models/manifests/registry.ollama.ai/library/${name}/7b`]: '{"schemaVersion":2}',
    }),
  },
  'a model of the Hugging Face Hub': {
    banned: 'deepseek-ai--DeepSeek-R1',
    other: 'deepseek-aid--DeepSink-R1',
    places: below(HOMES, '.cache/huggingface/hub'),
    files: (place, name) => ({ [`${place}/models--${name}/snapshots/00ff/config.json`]: '{}' }),
  },
  'a model of LM Studio': {
    banned: 'deepseek-ai',
    other: 'meta-llama',
    places: below(HOMES, '.lmstudio/models', '.cache/lm-studio/models'),
    files: (place, name) => ({ [`${place}/${name}/X-1B/x.gguf`]: 'GGUF' }),
  },
};

const healthy: Files = {
  'etc/os-release': 'ID=debian\n',
  'var/lib/dpkg/status': 'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5\n\n',
};

const made: string[] = [];
afterAll(() => removeFolders(made));

describe.each(Object.entries(kinds))('%s', (_, { banned, other, places, files }) => {
  test.each(places)('in %s', async (place) => {
    expect(await verdictOf({ ...healthy, ...files(place, banned) })).toBe(1);
    expect(await verdictOf({ ...healthy, ...files(place, other) })).toBe(0);
  });

  test('in an archive', async () => {
    const root = folderOf({ ...healthy, ...files(places.at(-1) ?? '', banned) });
    run('tar', ['-cf', `${root}.tar`, '-C', root, '.']);
    made.push(`${root}.tar`);
    expect(await statusByAllBans(`${root}.tar`)).toBe(1);
  });
});

test('what a package of npm brings along for itself is a part of it', async () => {
  const outer = 'usr/local/lib/node_modules/alder';
  const files = {
    [`${outer}/package.json`]: '{"name":"alder","version":"1"}',
    [`${outer}/node_modules/@tencent-ai/codebuddy-code/package.json`]:
      '{"name":"@tencent-ai/codebuddy-code","version":"1"}',
  };
  expect(await verdictOf({ ...healthy, ...files })).toBe(0);
});

test('such programs never stand for the packages of the system', async () => {
  const lost = { 'etc/os-release': 'ID=debian\n' };
  for (const { files, places, other } of Object.values(kinds))
    expect(await verdictOf({ ...lost, ...files(places[0] ?? '', other) })).toBe(3);
});

async function verdictOf(files: Files): Promise<number> {
  return statusByAllBans(folderOf(files));
}

function folderOf(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'interdict-'));
  made.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeAged(join(root, path), content);
  }
  return root;
}
