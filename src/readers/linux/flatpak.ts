import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { type Group, keyfile, noteTwice } from '../../formats/markup/keyfile.ts';
import { quoted } from '../../formats/source-position.ts';
import { headLines } from '../../formats/text/lines.ts';
import { attempt } from '../../formats/try.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';
import { appstream, type Component } from './appstream.ts';
import { flatpakDeploy } from './flatpak-deploy.ts';

const places = ['var/lib/flatpak', 'home/*/.local/share/flatpak', 'root/.local/share/flatpak'].flatMap(
  (base) => [`${base}/app/*/*/*/active`, `${base}/runtime/*/*/*/active`],
);

/**
 * Applications and runtimes of flatpak, for all and for each user: a folder for each, called by id,
 * architecture and branch. Its `metadata` names it, `deploy` has the version that was installed, and the
 * application's own description has its vendor.
 *
 * @see https://docs.flatpak.org/en/latest/under-the-hood.html
 */
export const flatpak: Reader = {
  id: 'flatpak',
  title: 'Flatpak applications and runtimes',
  supplementary: true,
  paths: places.map((place) => `${place}/metadata`),
  siblings: places.flatMap((place) => [
    `${place}/deploy`,
    `${place}/files/share/metainfo/*.xml`,
    `${place}/files/share/appdata/*.xml`,
  ]),
  recognises(head) {
    const lines = headLines(head);
    return lines.some(
      (line, at) => GROUP.test(line) && lines.slice(at + 1, at + 4).some((key) => NAME.test(key)),
    );
  },
  *read(bytes, resolver) {
    const faults = errorCollector();
    const groups = keyfile(bytes, faults).filter(({ name }) => name === 'Application' || name === 'Runtime');
    const [group, ...others] = groups;
    const place = PLACE.exec(resolver.path)?.groups ?? {};
    const id = place['id'] ?? group?.values.get('name') ?? '';
    if (!ID.test(id)) throw new SyntaxError(`no id of an application: ${quoted(id)}`);
    for (const each of groups) noteTwice(each, ['name'], faults);
    for (const { torn } of groups)
      if (torn !== undefined) faults.add(`truncated inside the value of ${torn}`);
    const deploy = attempt(() => deployed(resolver));
    const own = attempt(() => description(id, resolver));
    yield programOf(id, place, deploy.value, own.value);
    for (const { fault } of [deploy, own]) if (fault instanceof Error) faults.add(fault.message);
    if (place['id'] !== undefined && group?.values.get('name') !== place['id']) {
      faults.add(
        `metadata in the folder of ${quoted(place['id'])} names ${quoted(group?.values.get('name') ?? '')}`,
      );
    }
    for (const other of others) yield* furtherOf(other, place, faults);
    faults.throwIfAny();
  },
};

const GROUP = /^\[(?:Application|Runtime)\]$/u;
const NAME = /^name=[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)+$/u;
const ID = /^[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+$/u;
const PLACE = /(?:^|\/)(?:app|runtime)\/(?<id>[^/]+)\/(?<arch>[^/]+)\/(?<branch>[^/]+)\/[^/]+\/metadata$/u;

/** Of another one whose metadata stands behind the first: in a folder of an application there is none. */
function* furtherOf(
  { name, line, values }: Group,
  place: Readonly<Record<string, string | undefined>>,
  faults: ErrorCollector,
): Generator<Program> {
  const id = values.get('name') ?? '';
  if (ID.test(id)) yield programOf(id, {}, undefined, undefined);
  else faults.add(`line ${line}: no id of an application: ${quoted(id)}`);
  if (place['id'] !== undefined) faults.add(`line ${line}: a second group [${name}]`);
}

function deployed(resolver: FileResolver): ReadonlyMap<string, string> | undefined {
  const bytes = resolver.read('deploy');
  return bytes && flatpakDeploy(bytes);
}

/** Where applications keep the description of themselves, under the old name of the format too. */
function description(id: string, resolver: FileResolver): Component | undefined {
  const bytes =
    resolver.read(`files/share/metainfo/${id}.metainfo.xml`) ??
    resolver.read(`files/share/metainfo/${id}.appdata.xml`) ??
    resolver.read(`files/share/appdata/${id}.appdata.xml`);
  return bytes && appstream(bytes);
}

function programOf(
  id: string,
  { arch, branch }: Record<string, string | undefined>,
  deploy: ReadonlyMap<string, string> | undefined,
  own: Component | undefined,
): Program {
  // Branches of runtimes are versions, those of applications are words like stable.
  const dated = branch !== undefined && /^\d/u.test(branch) ? branch : undefined;
  const licence = deploy?.get('appdata-license') ?? own?.licence;
  const version = deploy?.get('appdata-version') ?? own?.version ?? dated;
  return {
    name: deploy?.get('appdata-name') ?? own?.name ?? id,
    ...(version ? { version } : {}),
    ...(own?.developer ? { publisher: own.developer } : {}),
    ...(licence ? { licence } : {}),
    ...(arch ? { arch } : {}),
    ids: [`flatpak:${id}`],
  };
}
