/** The folder in which the commands of a page are run, with all that the pages take for granted. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { removeFolders } from '../../tests/support/remove-folders.ts';
import { dockerSave, layout, type Member, tar } from '../../tests/support/tar-writer.ts';
import { zip } from '../../tests/support/zip-writer.ts';
import { type Block, commandsOf } from './pages.ts';

/** What a command of a page did. */
export interface Ran {
  readonly command: string;
  readonly status: number;
  /** Standard output and standard error as a terminal shows them. */
  readonly output: string;
}

/** A page's own folder. */
export interface Sandbox {
  readonly folder: string;
  /** Runs the commands of a block, or writes the file that it is. */
  take(block: Block): Ran[];
  leave(): Promise<void>;
}

/** Programs of the pages that cannot do here what they do elsewhere, and what stands in for each. */
export const STAND_INS: Readonly<Record<string, { readonly reason: string; readonly script: string }>> = {
  npm: { reason: 'asks a registry; .ci/run calls it on a clean machine', script: ':' },
  npx: {
    reason: 'looks for the project around it',
    script: 'case "$1" in interdict) shift; exec interdict "$@";; esac',
  },
  ssh: {
    reason: 'there is no host to reach',
    script: 'case "$*" in *rpm*) cat "$HOME/rpm-qa.txt";; *) cat "$HOME/root.tar";; esac',
  },
  docker: {
    reason: 'there is no daemon and no image',
    script: 'case "$1" in save) cp "$HOME/.bin/app.tar" "$4";; *) cat "$HOME/root.tar";; esac',
  },
  mount: {
    reason: 'needs the rights of an administrator',
    script: 'for last; do :; done; cp -r "$HOME/fixtures/machines/alder/." "$last"',
  },
  guestfish: { reason: 'there is no disk image', script: 'cat "$HOME/root.tar"' },
  unshare: { reason: 'needs the rights of an administrator', script: ':' },
  'ansible-playbook': {
    reason: 'there are no hosts; tests/systems/ansible.test.ts plays the play',
    script: ':',
  },
};

/** Calls that are not run at all; the options that they name are still looked up. */
export const UNRUN: readonly { readonly call: RegExp; readonly reason: string }[] = [
  { call: /--queue redis:/u, reason: 'no server answers there; tests/sweep/sweep-queue.test.ts has one' },
  { call: /s3:\/\//u, reason: 'no storage answers there; tests/object-storage has one' },
];

/** A folder with what the pages take for granted, and the built command by its name. */
export function openSandbox(): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), 'interdict-docs-'));
  furnish((path, content, mode = 0o644) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode });
  });
  for (const name of ['fixtures/machines', 'examples']) {
    cpSync(name, join(folder, name), { recursive: true });
  }
  for (const [from, to] of [
    ['alder', 'mnt/image'],
    ['alder', 'hosts/web-03'],
    ['birch', 'shared/hosts/birch'],
  ] as const) {
    cpSync(join(MACHINES, from), join(folder, to), { recursive: true });
  }
  return {
    folder,
    take: (block) => (block.notes['file'] === undefined ? run(block, folder) : written(block, folder)),
    leave: () => removeFolders([folder]),
  };
}

const MACHINES = 'fixtures/machines';

type Place = (path: string, content: string | Uint8Array, mode?: number) => void;

function furnish(place: Place): void {
  for (const [name, { script }] of Object.entries(STAND_INS)) place(`.bin/${name}`, script_(script), 0o755);
  place('.bin/interdict', script_(`exec node '${resolve('bin/interdict.js')}' "$@"`), 0o755);
  lists(place);
  archives(place);
  place('policy/bans/no-example-av.yaml', OWN_BAN);
  place('policy/waivers.yaml', OWN_WAIVER);
  place('var/log/syslog', '');
}

function script_(lines: string): string {
  return `#!/bin/sh\n${lines}\n`;
}

function lists(place: Place): void {
  const list = (reader: string, name: string) =>
    readFileSync(join('fixtures/readers', reader, 'normal', name));
  const registry = list('registry-uninstall', 'alder.reg');
  place('software.reg', registry);
  place('hosts/win-07/programs.reg', registry);
  place('dpkg.txt', list('dpkg-list', 'packages.txt'));
  place('inventories/db-01.dpkg.txt', list('dpkg-list', 'packages.txt'));
  place('rpm-qa.txt', list('rpm-list', 'rpm-qa.txt'));
  place('sboms/app.cdx.json', readFileSync('fixtures/reports/sbom-with-nothing-banned.cdx.json'));
  place('yesterday.ndjson', readFileSync('fixtures/reports/outcome.ndjson'));
  place('hosts.txt', 'web-01\ndb-01\n');
}

function archives(place: Place): void {
  const clean = membersOf('alder');
  const root = tar(clean);
  place('root.tar', root);
  place('hosts/db-01.tar', root);
  place('web-01.tar.gz', gzipSync(root));
  place('hosts.zip', zip(clean.map(({ name, content }) => ({ name: `web-02/${name}`, content }))));
  place('image.tar', dockerSave([root]));
  for (const path of ['app.tar', '.bin/app.tar']) place(path, dockerSave([tar(membersOf('birch'))]));
  const { blobs, index } = layout([{ layers: [root] }]);
  for (const [digest, content] of blobs) place(`layout/blobs/sha256/${digest}`, content);
  place('layout/index.json', index);
  place('layout/oci-layout', '{"imageLayoutVersion":"1.0.0"}');
}

/** The root file system of a machine of the fixtures, as far as it is there. */
function membersOf(machine: string): (Member & { readonly content: string })[] {
  const names = ['etc/os-release', 'var/lib/dpkg/status'];
  return names.map((name) => ({ name, content: readFileSync(join(MACHINES, machine, name), 'utf8') }));
}

const OWN_BAN = `title: Example AV
why: The house standard is another product.
severity: ban
match: { name: Example Antivirus * }
`;

const OWN_WAIVER = `- ban: no-example-av
  program: { name: Example Antivirus * }
  reason: It stands in a laboratory.
  owner: operations@example.org
  expires: 2999-03-31
`;

function written({ notes, body }: Block, folder: string): Ran[] {
  const path = join(folder, notes['file'] ?? '');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, body);
  return [];
}

/** Between the outputs of commands; no report writes it. */
const MARK = '\u001E';

function run(block: Block, folder: string): Ran[] {
  const commands = commandsOf(block);
  if (commands.length === 0) return [];
  const steps = commands.map((command) => `${here(command, folder)}\nprintf '${MARK}%d${MARK}' "$?"`);
  const { stdout } = spawnSync('sh', ['-c', ['exec 2>&1', ...steps].join('\n')], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(folder, '.bin')}:${process.env['PATH']}`,
      HOME: folder,
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    },
  });
  const reported = stdout.split(MARK);
  return commands.map((command, index) => ({
    command,
    output: reported[index * 2] ?? '',
    status: Number(reported[index * 2 + 1] ?? Number.NaN),
  }));
}

/** A command as it can be run here: absolute paths are those of the sandbox. */
function here(command: string, folder: string): string {
  if (UNRUN.some(({ call }) => call.test(command))) return ':';
  return command.replace(/(?<=[\s'"=]|^)\/(?!dev\/|[\s'"]|$)/gu, `${folder}/`);
}
