import { Enums, Models, Serialize, Spec, Types } from '@cyclonedx/cyclonedx-library';
import type { Reporter, Run } from '../report/run.ts';
import { safeJson } from '../report/sanitise.ts';
import type { Sighting, SourceResult } from '../types.ts';
import { cpeOf, instantOf, type Listed, listed, purlOf, vendorNameOf } from './sbom/names.ts';

/**
 * A CycloneDX 1.6 bill of materials. One source is what the document describes; of several, each is a component
 * with its programs inside it.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export const cyclonedx: Reporter = {
  id: 'cyclonedx',
  title: 'CycloneDX 1.6 bill of materials (JSON)',
  listsPrograms: true,
  *render(run) {
    const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
    const document: unknown = JSON.parse(serializer.serialize(bomOf(run), { sortLists: false }));
    yield `${safeJson(document, 2)}\n`;
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

function bomOf(run: Run): Models.Bom {
  const sources = [...listed(run)];
  const [only] = sources;
  const { name, version } = run.tool;
  const metadata = new Models.Metadata({
    timestamp: new Date(instantOf(run)),
    tools: new Models.Tools({
      components: new Models.ComponentRepository([
        new Models.Component(Enums.ComponentType.Application, name, { version, bomRef: 'tool' }),
      ]),
    }),
  });
  const bom = new Models.Bom({ version: 1, metadata });
  if (only && sources.length === 1) {
    metadata.component = sourceOf(only, '0');
    for (const component of componentsOf(only, '0')) bom.components.add(component);
    return bom;
  }
  for (const [at, source] of sources.entries()) {
    const component = sourceOf(source, String(at));
    for (const part of componentsOf(source, String(at))) component.components.add(part);
    bom.components.add(component);
  }
  return bom;
}

function sourceOf({ outcome: result }: Listed, ref: string): Models.Component {
  const component = new Models.Component(KINDS[result.kind], result.name, { bomRef: `source-${ref}` });
  const { os, gaps } = result;
  if (os) note(component, { 'interdict:os': [os.id, os.version].filter(Boolean).join(' ') });
  if (gaps.length > 0) note(component, { 'interdict:unread': String(gaps.length) });
  return component;
}

function* componentsOf({ outcome: result, programs }: Listed, ref: string): Generator<Models.Component> {
  for (const [at, program] of programs.entries()) yield componentOf(program, result, `${ref}-${at}`);
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
