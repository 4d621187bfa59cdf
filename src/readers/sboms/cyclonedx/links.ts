import { isList, type Json, listField, stringField } from '../../../formats/markup/json.ts';
import { attempt } from '../../../formats/try.ts';
import { type Links, linksOf, takeIdentifiers } from '../links.ts';

/** A link to a document or an element of one: `urn:cdx:<serial number>/<version>#<bom-ref>`. */
const BOM_LINK = /^urn:cdx:(?<serial>[^/]+)\/[^#]*(?:#(?<ref>.*))?$/su;

/**
 * The references of a document to its own elements.
 *
 * @param serial the serial number of the document, with which a link may name it
 * @see https://cyclonedx.org/capabilities/bomlink/
 */
export function cyclonedxLinks(serial: string | undefined): Links {
  const own = serial?.replace(/^urn:uuid:/u, '');
  const links = linksOf((reference) => {
    const { serial: named, ref = '' } = BOM_LINK.exec(reference)?.groups ?? {};
    return named === undefined || named !== own ? reference : decoded(ref);
  });
  // A link without an element means the document.
  links.has('');
  return links;
}

function decoded(ref: string): string {
  return attempt(() => decodeURIComponent(ref)).value ?? ref;
}

/** The references of the JSON encoding: of dependencies, compositions, vulnerabilities and annotations. */
export function jsonLinks(bom: Json): Links {
  const links = cyclonedxLinks(stringField(bom, 'serialNumber'));
  // Tools refer to components without a reference by the names that they have.
  for (const key of ['bom-ref', 'purl', 'cpe']) takeIdentifiers(links, bom, key);
  const referAll = (value: Json | undefined, place: string): void => {
    for (const reference of isList(value) ? value : [])
      links.refer(typeof reference === 'string' ? reference : stringField(reference, 'ref'), place);
  };
  for (const [at, dependency] of listField(bom, 'dependencies').entries()) {
    const place = `dependencies[${at}]`;
    links.refer(stringField(dependency, 'ref'), place);
    for (const key of ['dependsOn', 'provides']) referAll(listField(dependency, key), place);
  }
  for (const [at, composition] of listField(bom, 'compositions').entries())
    for (const key of ['assemblies', 'dependencies', 'vulnerabilities'])
      referAll(listField(composition, key), `compositions[${at}]`);
  for (const [at, vulnerability] of listField(bom, 'vulnerabilities').entries())
    referAll(listField(vulnerability, 'affects'), `vulnerabilities[${at}]`);
  for (const [at, annotation] of listField(bom, 'annotations').entries())
    referAll(listField(annotation, 'subjects'), `annotations[${at}]`);
  return links;
}
