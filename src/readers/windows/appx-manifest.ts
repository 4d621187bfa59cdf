import { childOf, childText, type XmlElement, xmlRoot } from '../../formats/markup/xml.ts';
import { idsOf, present } from '../../formats/omit-undefined.ts';
import { memoiseHead } from '../../formats/text/memoise-head.ts';
import type { Program, Reader } from '../../types.ts';
import { publisherHash } from './publisher-hash.ts';

/**
 * The manifest of a packaged app (AppX, MSIX), which lies in the folder of its package. Its family name follows
 * from what it says of its publisher.
 *
 * @see https://learn.microsoft.com/uwp/schemas/appxpackage/uapmanifestschema/schema-root
 */
export const appxManifest: Reader = {
  id: 'appx-manifest',
  title: 'Manifests of packaged Windows apps',
  paths: [
    'Program Files/WindowsApps/*/AppxManifest.xml',
    'Windows/SystemApps/*/AppxManifest.xml',
    'Files/Program Files/WindowsApps/*/AppxManifest.xml',
    'Files/Windows/SystemApps/*/AppxManifest.xml',
  ],
  supplementary: true,
  recognises: (head, name) => isNamed.test(name) && root.test(memoiseHead(head)),
  *read(bytes) {
    for (const manifest of xmlRoot(bytes)) yield* packageOf(manifest);
  },
};

function* packageOf(manifest: XmlElement): Generator<Program> {
  const identity = childOf(manifest, 'Identity');
  const name = identity?.attributes.get('Name');
  const publisher = identity?.attributes.get('Publisher');
  if (manifest.name !== 'Package' || name === undefined) {
    throw new SyntaxError(`no manifest of a package: ${JSON.stringify(manifest.name.slice(0, 40))}`);
  }
  const properties = childOf(manifest, 'Properties');
  // A resource package holds languages or pictures of the app itself.
  if (childText(properties, 'ResourcePackage') === 'true') return;
  yield present<Program>({
    name: shown(childText(properties, 'DisplayName')) ?? name,
    version: identity?.attributes.get('Version'),
    publisher: shown(childText(properties, 'PublisherDisplayName')) ?? organisationOf(publisher),
    arch: identity?.attributes.get('ProcessorArchitecture'),
    ids: idsOf(['appx', publisher === undefined ? name : `${name}_${publisherHash(publisher)}`]),
  });
}

const isNamed = /^(?:AppxManifest\.xml|Package\.appxmanifest)$/iu;
const root = /<(?:\w+:)?Package\b[^>]{0,4000}schemas\.microsoft\.com\/appx\//u;
/** Texts that stand in a resource file of the package are none here. */
function shown(text: string | undefined): string | undefined {
  return text === undefined || /^(?:ms-resource:|@)/iu.test(text) ? undefined : text;
}

function organisationOf(subject: string | undefined): string | undefined {
  const parts = /(?:^|,\s*)O=(?:"(?<quoted>[^"]+)"|(?<plain>[^,]+))/iu.exec(subject ?? '')?.groups;
  return parts?.['quoted'] ?? parts?.['plain']?.trim();
}
