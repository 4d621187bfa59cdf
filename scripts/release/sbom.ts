// The bill of materials of a release: what is inside the executable, as the bundler saw it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly description?: string;
}

interface Component {
  readonly 'bom-ref': string;
  readonly [key: string]: unknown;
}

/**
 * A CycloneDX 1.6 document. The same release gives the same bytes: its serial number is made of its content.
 *
 * @param inputs of esbuild's metafile: the path of every file that went in
 * @param node the version of the runtime
 */
export function sbomOf(inputs: Readonly<Record<string, unknown>>, own: Package, node: string): unknown {
  const root = { ...componentOf(own), type: 'application' };
  const runtime = {
    type: 'platform',
    'bom-ref': `pkg:generic/node@${node}`,
    name: 'node',
    version: node,
    licenses: [{ license: { id: 'MIT' } }],
    purl: `pkg:generic/node@${node}`,
  };
  const components = [...foldersIn(inputs).map(componentOf), runtime];
  const content = { metadata: { component: root }, components };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialOf(JSON.stringify(content)),
    version: 1,
    ...content,
    dependencies: [{ ref: root['bom-ref'], dependsOn: components.map((each) => each['bom-ref']) }],
  };
}

/**
 * The packages that files are of, by name.
 */
export function foldersIn(inputs: Readonly<Record<string, unknown>>): (Package & { folder: string })[] {
  const folders = new Set(
    Object.keys(inputs).flatMap(
      (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(path)?.[0] ?? [],
    ),
  );
  return [...folders]
    .map((folder) => ({
      ...(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package),
      folder,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function componentOf({ name, version, license, description }: Package): Component {
  const [scope, rest = name] = name.startsWith('@') ? name.split('/') : [undefined, name];
  const purl = `pkg:npm/${scope ? `${encodeURIComponent(scope)}/` : ''}${rest}@${version}`;
  return {
    type: 'library',
    'bom-ref': purl,
    ...(scope ? { group: scope } : {}),
    name: rest,
    version,
    ...(description ? { description } : {}),
    ...(typeof license === 'string' ? { licenses: [licenseOf(license)] } : {}),
    purl,
  };
}

function licenseOf(license: string): unknown {
  return / (?:OR|AND|WITH) /u.test(license) ? { expression: license } : { license: { id: license } };
}

function serialOf(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}
