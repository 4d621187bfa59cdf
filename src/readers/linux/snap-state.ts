import { type ErrorCollector, errorCollector } from '../../formats/errors.ts';
import { flatYaml } from '../../formats/markup/flat-yaml.ts';
import type { Json } from '../../formats/markup/json.ts';
import { field, isObject, jsonPart, stringField } from '../../formats/markup/json.ts';
import { quoted } from '../../formats/source-position.ts';
import type { FileResolver, Program, Reader } from '../../types.ts';

/**
 * What snapd knows of the snaps of this machine: which are installed, in which revision, and whether they
 * are switched off. Versions stand in the snaps themselves and are known where these are mounted.
 *
 * @see https://snapcraft.io/docs
 */
export const snapState: Reader = {
  id: 'snap-state',
  title: 'State of snapd',
  supplementary: true,
  paths: ['var/lib/snapd/state.json'],
  siblings: ['snap/*/*/meta/snap.yaml', 'var/lib/snapd/snap/*/*/meta/snap.yaml'],
  *read(bytes, resolver) {
    const { value, fault } = jsonPart(bytes);
    const faults = errorCollector();
    const snaps = field(value, 'data', 'snaps');
    if (isObject(snaps))
      for (const [name, snap] of Object.entries(snaps)) yield programOf(name, snap, resolver, faults);
    if (fault !== undefined) throw fault;
    faults.throwIfAny();
    if (field(value, 'data') === undefined) throw new SyntaxError('not a snapd state: no data');
  },
};

function programOf(instance: string, snap: Json, resolver: FileResolver, faults: ErrorCollector): Program {
  const revision = stringField(snap, 'current');
  if (!INSTANCE.test(instance)) throw new SyntaxError(`no name of a snap: ${quoted(instance)}`);
  const isSet = revision !== undefined && revision !== 'unset';
  const version = isSet ? versionOf(instance, revision, resolver, faults) : undefined;
  return {
    name: instance,
    ...(version === undefined ? {} : { version }),
    // Several instances of one snap have a key after its name.
    ids: [`snap:${instance.split('_')[0]}`],
    ...(isSet ? {} : { state: 'partial' as const }),
    ...(field(snap, 'active') === false ? { marks: ['disabled'] as const } : {}),
    entry: isSet ? `${instance} revision ${revision}` : instance,
  };
}

const INSTANCE = /^[a-z0-9][a-z0-9-]*(?:_[a-z0-9]+)?$/u;
const REVISION = /^x?\d+$/u;

function versionOf(
  instance: string,
  revision: string,
  resolver: FileResolver,
  faults: ErrorCollector,
): string | undefined {
  if (!REVISION.test(revision)) throw new SyntaxError(`no revision of ${instance}: ${quoted(revision)}`);
  for (const place of ['/snap', '/var/lib/snapd/snap']) {
    const bytes = resolver.read(`${place}/${instance}/${revision}/meta/snap.yaml`);
    if (bytes !== undefined) return flatYaml(bytes, faults).get('version');
  }
  return undefined;
}
