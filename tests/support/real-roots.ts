/** Roots that package managers make, for tests: what makes them is the real tool. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildRpms, installRpms, missingTools, run } from './rpm-harness.ts';
import { zip } from './zip-writer.ts';

/** A system, made by its own tools. */
export interface Rig {
  readonly tools: readonly string[];
  /** `ID` of the release file; undefined when the tools write one. */
  readonly id?: string;
  /** The file or folder that lists the packages. */
  readonly database: string;
  /** Makes a root with packages that nobody bans. */
  make(root: string): void;
  /** Adds a package that is banned. */
  ban(root: string): void;
  /** The variable with which it is made, if it takes minutes: with all proofs, or only when it is asked for. */
  readonly only?: 'INTERDICT_THOROUGH' | 'INTERDICT_LARGE_ROOTS';
}

/**
 * Every system that a tool of Debian makes.
 *
 * @param work a folder for what is built
 */
export function realRoots(work: string): Readonly<Record<string, Rig>> {
  return {
    dpkg: {
      tools: ['dpkg', 'dpkg-deb'],
      id: 'debian',
      database: 'var/lib/dpkg/status',
      make: (root) => installDebs(work, root, 'alder', 'beech'),
      ban: (root) => installDebs(work, root, 'kesl'),
    },
    'dpkg beside pip, npm and gem': {
      tools: ['dpkg', 'dpkg-deb', 'python3', 'npm'],
      id: 'debian',
      database: 'var/lib/dpkg/status',
      make: (root) => {
        installDebs(work, root, 'alder');
        pipInstall(work, root, 'elm-tools');
        npmInstall(work, root, 'fir-tools');
        gemInstall(work, root);
      },
      ban: (root) => pipInstall(work, root, 'tccli'),
    },
    npm: {
      tools: ['dpkg', 'dpkg-deb', 'npm'],
      id: 'debian',
      database: 'var/lib/dpkg/status',
      make: (root) => installDebs(work, root, 'alder'),
      ban: (root) => npmInstall(work, root, '@tencent-ai/codebuddy-code'),
    },
    'rpm with SQLite': {
      tools: ['rpm', 'rpmbuild'],
      id: 'fedora',
      database: 'var/lib/rpm/rpmdb.sqlite',
      make: (root) => rpmInstall(work, root, 'alder-tools', 'beech'),
      ban: (root) => rpmInstall(work, root, 'kesl'),
    },
    pacman: {
      tools: ['pacman', 'tar'],
      id: 'arch',
      database: 'var/lib/pacman/local',
      make: (root) => pacmanInstall(work, root, 'alder', 'beech'),
      ban: (root) => pacmanInstall(work, root, 'yandex-browser'),
    },
    'flatpak on dpkg': {
      tools: ['flatpak', 'dpkg', 'dpkg-deb'],
      id: 'debian',
      database: 'var/lib/dpkg/status',
      make: (root) => {
        installDebs(work, root, 'alder');
        flatpakInstall(work, root, 'org.example.Viewer');
      },
      ban: (root) => flatpakInstall(work, root, 'com.tencent.WeChat'),
    },
    Nix: {
      tools: ['nix-store', 'nix-env'],
      id: 'nixos',
      database: 'nix/var/nix',
      make: (root) => nixInstall(work, root, 'hello-2.12'),
      ban: (root) => nixInstall(work, root, 'yandex-browser-24.1'),
    },
    mmdebstrap: {
      tools: ['mmdebstrap', 'dpkg-deb'],
      database: 'var/lib/dpkg/status',
      only: 'INTERDICT_THOROUGH',
      make: (root) => debootstrap(root),
      ban: (root) => installDebs(work, root, 'kesl'),
    },
    'mmdebstrap with package managers of other systems, each begun': {
      tools: ['mmdebstrap', 'dpkg-deb', 'chroot'],
      database: 'var/lib/dpkg/status',
      only: 'INTERDICT_LARGE_ROOTS',
      make: (root) => {
        debootstrap(root, 'rpm,dnf,zypper,pacman-package-manager,nix-bin,flatpak,snapd,ruby,python3-pip');
        const begin =
          'rpm --initdb; pacman -Dk; nix-env -q; flatpak list; gem list; pip list; dnf list installed';
        // Some of them complain that they have nothing to say.
        run('chroot', [root, 'sh', '-c', `(${begin}) >/dev/null 2>&1 || true`]);
      },
      ban: (root) => installDebs(work, root, 'kesl'),
    },
  };
}

function debootstrap(root: string, packages?: string): void {
  // A mirror whose release files have expired still has packages.
  const options = ['--mode=root', '--variant=essential', '--aptopt=Acquire::Check-Valid-Until "false"'];
  run('mmdebstrap', [
    ...options,
    ...(packages === undefined ? [] : [`--include=${packages}`]),
    'stable',
    root,
  ]);
  // Devices are not copied where nobody may make them.
  rmSync(join(root, 'dev'), { recursive: true });
}

/** Writes a file, and the folders that it lies in. */
export function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function installDebs(work: string, root: string, ...names: string[]): void {
  for (const folder of ['updates', 'info', 'triggers'])
    mkdirSync(join(root, 'var/lib/dpkg', folder), { recursive: true });
  if (!existsSync(join(root, 'var/lib/dpkg/status'))) write(join(root, 'var/lib/dpkg/status'), '');
  const debs = names.map((name) => {
    const place = join(work, `deb-${name}`);
    const fields = [
      'Version: 12.1.0-4',
      'Architecture: all',
      'Maintainer: x <x@example.org>',
      'Description: a tree',
    ];
    write(join(place, 'DEBIAN/control'), `Package: ${name}\n${fields.join('\n')}\n`);
    write(join(place, `usr/share/doc/${name}/copyright`), 'x\n');
    run('dpkg-deb', ['--build', '--root-owner-group', place, `${place}.deb`]);
    return `${place}.deb`;
  });
  const forced = ['--force-not-root', '--force-bad-path', '--force-script-chrootless'];
  run('dpkg', [`--root=${root}`, ...forced, '--log=/dev/null', '-i', ...debs]);
}

function rpmInstall(work: string, root: string, ...names: string[]): void {
  const folder = join(work, `rpm-${names.join('-')}`);
  installRpms(
    root,
    buildRpms(
      folder,
      'Example',
      names.map((name) => ({ name, version: '12.1' })),
    ),
  );
}

function pacmanInstall(work: string, root: string, ...names: string[]): void {
  mkdirSync(join(root, 'var/lib/pacman'), { recursive: true });
  const packages = names.map((name) => {
    const place = join(work, `pacman-${name}`);
    write(
      join(place, '.PKGINFO'),
      `pkgname = ${name}\npkgver = 24.1-1\npkgdesc = test\narch = any\nsize = 1\n`,
    );
    write(join(place, `opt/${name}/file`), 'x\n');
    run('tar', ['-czf', `${place}.pkg.tar.gz`, '-C', place, '.PKGINFO', 'opt']);
    return `${place}.pkg.tar.gz`;
  });
  run('pacman', ['--root', root, '--dbpath', join(root, 'var/lib/pacman'), '--noconfirm', '-U', ...packages]);
}

function flatpakInstall(work: string, root: string, app: string): void {
  const place = join(work, `flatpak-${app}`);
  const common = 'runtime=org.example.Platform/x86_64/23.08\nsdk=org.example.Sdk/x86_64/23.08\n';
  write(join(place, 'app/metadata'), `[Application]\nname=${app}\n${common}command=viewer\n`);
  mkdirSync(join(place, 'app/files'), { recursive: true });
  mkdirSync(join(place, 'app/export'), { recursive: true });
  write(join(place, 'runtime/metadata'), `[Runtime]\nname=org.example.Platform\n${common}`);
  mkdirSync(join(place, 'runtime/files'), { recursive: true });
  const repo = join(place, 'repo');
  run('flatpak', ['build-export', '--disable-sandbox', repo, join(place, 'app'), 'stable']);
  run('flatpak', ['build-export', '--runtime', '--files=files', repo, join(place, 'runtime'), '23.08']);
  process.env['FLATPAK_USER_DIR'] = join(root, 'var/lib/flatpak');
  try {
    const remote = `rig-${app.toLowerCase().replace(/\W/gu, '-')}`;
    run('flatpak', ['--user', 'remote-add', '--no-gpg-verify', remote, repo]);
    // A root that has an application has its platform.
    const platform = existsSync(join(root, 'var/lib/flatpak/runtime')) ? [] : ['org.example.Platform//23.08'];
    run('flatpak', ['--user', 'install', '-y', '--noninteractive', remote, ...platform, app]);
  } finally {
    delete process.env['FLATPAK_USER_DIR'];
  }
}

function nixInstall(work: string, root: string, name: string): void {
  const place = join(work, 'nix', name);
  write(join(place, 'bin', name.replace(/-[\d.]+$/u, '')), 'x\n');
  process.env['NIX_CONFIG'] = 'build-users-group =\nsandbox = false';
  try {
    const path = run('nix-store', ['--store', root, '--add', place]).trim();
    mkdirSync(join(root, 'nix/var/nix/profiles'), { recursive: true });
    run('nix-env', ['--store', root, '-p', join(root, 'nix/var/nix/profiles/default'), '-i', path]);
  } finally {
    delete process.env['NIX_CONFIG'];
    // What Nix stores nobody may change, the owner of a test either.
    run('chmod', ['-R', 'u+w', root]);
  }
}

/** A wheel needs no building. */
function pipInstall(work: string, root: string, name: string): void {
  const stem = `${name.replaceAll('-', '_')}-1.0`;
  const info = `${stem}.dist-info`;
  const wheel = join(work, `${stem}-py3-none-any.whl`);
  const module = `${name.replaceAll('-', '_')}.py`;
  const members = [
    { name: module, content: 'x = 1\n' },
    { name: `${info}/METADATA`, content: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n` },
    {
      name: `${info}/WHEEL`,
      content: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    },
    {
      name: `${info}/RECORD`,
      content: `${module},,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
    },
  ];
  writeFileSync(wheel, zip(members));
  const where = [
    '--root',
    root,
    '--prefix',
    '/usr/local',
    '--no-index',
    '--no-deps',
    '--no-warn-script-location',
  ];
  run('python3', ['-m', 'pip', '-q', '--disable-pip-version-check', 'install', ...where, wheel]);
}

function npmInstall(work: string, root: string, name: string): void {
  const place = join(work, 'npm', name.replace(/\W/gu, '-'));
  write(
    join(place, 'package.json'),
    JSON.stringify({ name, version: '1.0.0', bin: { [name.replace(/^.*\//u, '')]: 'a.js' } }),
  );
  write(join(place, 'a.js'), '#!/usr/bin/env node\n');
  const packed = run('npm', ['pack', '--silent', '--pack-destination', place, place]).trim();
  const flags = ['--offline', '--no-audit', '--no-fund', '--silent'];
  run('npm', ['install', '-g', ...flags, '--prefix', join(root, 'usr/local'), join(place, packed)]);
}

function gemInstall(work: string, root: string): void {
  if (missingTools('gem').length > 0) return console.log('skipped: no gem, so none is installed');
  const place = join(work, 'gem');
  write(join(place, 'hazel.gemspec'), GEMSPEC);
  write(join(place, 'hazel.rb'), 'X = 1\n');
  run('sh', ['-c', `cd "${place}" && gem build -q hazel.gemspec`]);
  const target = join(root, 'var/lib/gems/3.1.0');
  run('gem', [
    'install',
    '-q',
    '--local',
    '--no-document',
    '--install-dir',
    target,
    join(place, 'hazel-1.0.0.gem'),
  ]);
}

const GEMSPEC = `Gem::Specification.new do |s|
  s.name = 'hazel'
  s.version = '1.0.0'
  s.summary = 'a tree'
  s.authors = ['x']
  s.files = ['hazel.rb']
end
`;
