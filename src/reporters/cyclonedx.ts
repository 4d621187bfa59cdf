import { Enums, Models, Serialize, Spec, Types } from '@cyclonedx/cyclonedx-library';
import { jsonEntries } from '../report/json-list.ts';
import type { Reporter, Run } from '../report/run.ts';
import { safeJson } from '../report/sanitise.ts';
import type { Sighting, SourceResult } from '../types.ts';
import { cpeOf, instantOf, type Listed, listed, purlOf, vendorNameOf } from './sbom/names.ts';

/**
 * A CycloneDX 1.6 bill of materials. One source is what the document describes; of several, each is a component
 * with its programs inside it. It has no graph of dependencies: in one, a component without any would be said to need
 * none, and nobody knows that here.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export const cyclonedx: Reporter = {
  id: 'cyclonedx',
  title: 'CycloneDX 1.6 bill of materials (JSON)',
  listsPrograms: true,
  *render(run) {
    const only = onlySourceOf(run);
    yield `${opened(headOf(run, only))},"components": [`;
    if (only) yield* jsonEntries(componentsOf(only, '0'), 2);
    else yield* sources(run);
    yield ']}\n';
  },
};

const KINDS: Readonly<Record<SourceResult['kind'], Enums.ComponentType>> = {
  host: Enums.ComponentType.Device,
  folder: Enums.ComponentType.Device,
  archive: Enums.ComponentType.Device,
  image: Enums.ComponentType.Container,
  disk: Enums.ComponentType.Device,
  file: Enums.ComponentType.File,
};

const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
const normalizer = factory.makeForComponent();

/** The document without its components, which may be too many for a tree of objects. */
function headOf(run: Run, only: Listed | undefined): object {
  const { name, version } = run.tool;
  const metadata = new Models.Metadata({
    timestamp: new Date(instantOf(run)),
    tools: new Models.Tools({
      components: new Models.ComponentRepository([
        new Models.Component(Enums.ComponentType.Application, name, { version, bomRef: 'tool' }),
      ]),
    }),
    ...(only && { component: sourceOf(only, '0') }),
  });
  const bom = new Models.Bom({ version: 1, metadata });
  return { ...factory.makeForBom().normalize(bom, {}), components: undefined, dependencies: undefined };
}

/** The source that the document describes, where there is only one. */
function onlySourceOf(run: Run): Listed | undefined {
  let only: Listed | undefined;
  for (const source of listed(run)) {
    if (only !== undefined) return undefined;
    only = source;
  }
  return only;
}

function* sources(run: Run): Iterable<string> {
  let at = 0;
  for (const source of listed(run)) {
    const head = normalizer.normalize(sourceOf(source, String(at)), {});
    yield `${at === 0 ? '' : ','}\n  ${opened({ ...head })},"components": [`;
    yield* jsonEntries(componentsOf(source, String(at)), 4);
    yield ']}';
    at++;
  }
  if (at > 0) yield '\n';
}

/** An object whose last member is still to come. */
function opened(value: object): string {
  return safeJson(value).slice(0, -1);
}

function sourceOf({ outcome: result }: Listed, ref: string): Models.Component {
  const component = new Models.Component(KINDS[result.kind], result.name, { bomRef: `source-${ref}` });
  const { os, gaps } = result;
  if (os) note(component, { 'interdict:os': [os.id, os.version].filter(Boolean).join(' ') });
  if (gaps.length > 0) note(component, { 'interdict:unread': String(gaps.length) });
  return component;
}

function* componentsOf({ outcome: result, programs }: Listed, ref: string): Iterable<unknown> {
  for (const [at, program] of programs.entries())
    yield normalizer.normalize(componentOf(program, result, `${ref}-${at}`), {});
}

function componentOf(program: Sighting, result: SourceResult, bomRef: string): Models.Component {
  const maker = vendorNameOf(program);
  const purl = purlOf(program, result);
  const cpe = cpeOf(program);
  const component = new Models.Component(Enums.ComponentType.Application, program.name, {
    bomRef,
    ...(program.version === undefined ? {} : { version: program.version }),
    ...(maker === undefined
      ? {}
      : { publisher: maker, supplier: new Models.OrganizationalEntity({ name: maker }) }),
    ...(purl === undefined ? {} : { purl }),
    ...(cpe !== undefined && Types.isCPE(cpe) ? { cpe } : {}),
  });
  note(component, {
    'interdict:reader': program.reader,
    'interdict:path': program.path,
    'interdict:state': program.state,
    'interdict:kind': program.kind,
    'interdict:user': program.user,
    'interdict:maintainer': program.maintainer,
  });
  for (const id of program.ids ?? []) component.properties.add(new Models.Property('interdict:id', id));
  return component;
}

function note(component: Models.Component, values: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) component.properties.add(new Models.Property(name, value));
  }
}
