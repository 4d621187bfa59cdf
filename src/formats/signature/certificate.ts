import { type BerElement, berChildren, berElements } from './ber.ts';

/** Who a certificate was made for. */
export interface Subject {
  readonly commonName?: string;
  readonly organisation?: string;
  /** On certificates that Apple gives to developers: the team. */
  readonly unit?: string;
}

/**
 * The subject of the certificate that made a CMS signature: of those enclosed, the one that signed no other.
 * Undefined when none is enclosed, as in an ad-hoc signature. Nothing is verified: it is what the file says.
 *
 * @throws SyntaxError with the byte offset for a broken encoding
 * @see https://www.rfc-editor.org/rfc/rfc5652
 */
export function signerOf(cms: Uint8Array): Subject | undefined {
  const [contentInfo] = berElements(cms, 0, cms.length);
  const [, content] = berChildren(cms, contentInfo);
  const [signedData] = berChildren(cms, content);
  const enclosed = berChildren(cms, signedData).find((element) => element.tag === CERTIFICATES);
  const certificates = berChildren(cms, enclosed).flatMap((element) => partsOf(cms, element) ?? []);
  const issuers = new Set(certificates.filter((one) => one.issuer !== one.subject).map((one) => one.issuer));
  const leaf = certificates.find((one) => !issuers.has(one.subject));
  return leaf && subjectOf(cms, leaf.name);
}

const CERTIFICATES = 0xa0;
const VERSION = 0xa0;
const SEQUENCE = 0x30;

interface Parts {
  readonly issuer: string;
  readonly subject: string;
  readonly name: BerElement;
}

/** Version (optional), serial number, algorithm, issuer, validity, subject. */
function partsOf(bytes: Uint8Array, certificate: BerElement): Parts | undefined {
  if (certificate.tag !== SEQUENCE) return undefined;
  const [signed] = berChildren(bytes, certificate);
  const fields = berChildren(bytes, signed).filter((element, at) => at > 0 || element.tag !== VERSION);
  const [, , issuer, , name] = fields;
  if (issuer === undefined || name === undefined) return undefined;
  return { issuer: contentOf(bytes, issuer), subject: contentOf(bytes, name), name };
}

function contentOf(bytes: Uint8Array, element: BerElement): string {
  return Buffer.from(bytes.subarray(element.start, element.end)).toString('latin1');
}

function subjectOf(bytes: Uint8Array, name: BerElement): Subject {
  const found = new Map<string, string>();
  for (const set of berChildren(bytes, name)) {
    for (const pair of berChildren(bytes, set)) {
      const [type, value] = berChildren(bytes, pair);
      if (type && value) found.set(contentOf(bytes, type), stringOf(bytes, value));
    }
  }
  const commonName = found.get('\x55\x04\x03');
  const organisation = found.get('\x55\x04\x0a');
  const unit = found.get('\x55\x04\x0b');
  return {
    ...(commonName ? { commonName } : {}),
    ...(organisation ? { organisation } : {}),
    ...(unit ? { unit } : {}),
  };
}

function stringOf(bytes: Uint8Array, element: BerElement): string {
  const content = bytes.subarray(element.start, element.end);
  if (element.tag === 0x1e) return new TextDecoder('utf-16be').decode(content);
  return new TextDecoder(element.tag === 0x14 ? 'latin1' : 'utf-8').decode(content);
}
