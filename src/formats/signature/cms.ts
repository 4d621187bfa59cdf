import { type BerElement, berChildren, berElements } from './ber.ts';
import { type Certificate, certificateOf } from './certificate.ts';

/** Signed data as CMS (PKCS #7) holds it: what was signed, by whom. Nothing of it is verified here. */
export interface SignedData {
  /** The object identifier of what was signed, `1.2.840.113549.1.7.1`. */
  readonly contentType: string;
  /** What was signed, where it is enclosed: the whole element and the bytes inside it. */
  readonly content: { readonly element: Uint8Array; readonly inside: Uint8Array } | undefined;
  readonly certificates: readonly Certificate[];
  readonly signers: readonly SignerInfo[];
}

/** One signature of signed data. */
export interface SignerInfo {
  /** The enclosed certificate that the signature names; undefined when it is not enclosed. */
  readonly certificate: Certificate | undefined;
  /** Object identifiers. */
  readonly digestAlgorithm: string;
  readonly signatureAlgorithm: string;
  /** The encoded set of signed attributes, as it was signed. */
  readonly signedAttributes: Uint8Array | undefined;
  /** The digest of the content, from the signed attributes. */
  readonly messageDigest: Uint8Array | undefined;
  readonly signature: Uint8Array;
  /** Signatures inside this one, as a second one by Authenticode: each is CMS again. */
  readonly nested: readonly Uint8Array[];
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const NESTED_SIGNATURE = '1.3.6.1.4.1.311.2.4.1';
const SEQUENCE = 0x30;
const SET = 0x31;
const FIRST = 0xa0;
const SECOND = 0xa1;
const KEY_IDENTIFIER = 0x80;
/** Real signatures hold up to a dozen. */
const MAX_CERTIFICATES = 64;
const MAX_SIGNERS = 16;

/**
 * Signed data in BER.
 *
 * @throws SyntaxError with the byte offset for a broken encoding, for what is not signed data, and beyond the limits of
 * certificates and signers
 * @see https://www.rfc-editor.org/rfc/rfc5652#section-5
 */
export function signedData(cms: Uint8Array): SignedData {
  const [contentInfo] = berElements(cms, 0, cms.length);
  const [type, content] = berChildren(cms, contentInfo);
  if (type === undefined || oid(cms, type) !== SIGNED_DATA) throw new SyntaxError('not CMS signed data');
  const [body] = berChildren(cms, content);
  const fields = berChildren(cms, body);
  const encapsulated = fields.find(({ tag }, index) => index > 0 && tag === SEQUENCE);
  const certificates = certificatesIn(
    cms,
    fields.find(({ tag }) => tag === FIRST),
  );
  const signers = berChildren(cms, fields.at(-1)?.tag === SET ? fields.at(-1) : undefined);
  if (signers.length > MAX_SIGNERS) throw new SyntaxError(`more than ${MAX_SIGNERS} signers`);
  return {
    ...contentOf(cms, encapsulated),
    certificates,
    signers: signers.map((signer) => signerInfo(cms, signer, certificates)),
  };
}

/**
 * Who made a signature: the certificate that its first signer names, else, of those enclosed, the one that signed no
 * other. Undefined when none is enclosed, as in an ad-hoc signature.
 *
 * @throws SyntaxError like {@link signedData}
 */
export function signerOf(cms: Uint8Array): Certificate | undefined {
  const { signers, certificates } = signedData(cms);
  const named = signers.find(({ certificate }) => certificate !== undefined)?.certificate;
  if (named) return named;
  const issuers = new Set(certificates.filter((it) => it.issuer !== it.subject).map((it) => it.issuer));
  return certificates.find((it) => !issuers.has(it.subject));
}

function certificatesIn(cms: Uint8Array, enclosed: BerElement | undefined): Certificate[] {
  const elements = berChildren(cms, enclosed);
  if (elements.length > MAX_CERTIFICATES) throw new SyntaxError(`more than ${MAX_CERTIFICATES} certificates`);
  return elements.flatMap((element) => certificateOf(cms, element) ?? []);
}

function contentOf(
  cms: Uint8Array,
  encapsulated: BerElement | undefined,
): Pick<SignedData, 'contentType' | 'content'> {
  const [type, wrapper] = berChildren(cms, encapsulated);
  const [element] = berChildren(cms, wrapper);
  const content = element && {
    element: cms.subarray(wrapper?.start ?? 0, element.next),
    inside: cms.subarray(element.start, element.end),
  };
  return { contentType: type ? oid(cms, type) : '', content };
}

function signerInfo(cms: Uint8Array, signer: BerElement, certificates: readonly Certificate[]): SignerInfo {
  const [, identifier, digest, ...rest] = berChildren(cms, signer);
  const signed = rest.find(({ tag }) => tag === FIRST);
  const unsigned = rest.find(({ tag }) => tag === SECOND);
  const [algorithm, signature] = rest.filter((element) => element !== signed && element !== unsigned);
  const [messageDigest] = attributeValues(cms, signed, MESSAGE_DIGEST);
  return {
    certificate: certificates.find((it) => isNamed(cms, identifier, it)),
    digestAlgorithm: algorithmOf(cms, digest),
    signatureAlgorithm: algorithmOf(cms, algorithm),
    signedAttributes: signed && asSet(cms, signed),
    messageDigest: messageDigest && cms.subarray(messageDigest.start, messageDigest.end),
    signature: signature ? cms.subarray(signature.start, signature.end) : new Uint8Array(),
    nested: attributeValues(cms, unsigned, NESTED_SIGNATURE).map((element) =>
      cms.subarray(element.at, element.next),
    ),
  };
}

/** A signer is named by issuer and serial number, or by the identifier of its key. */
function isNamed(cms: Uint8Array, identifier: BerElement | undefined, certificate: Certificate): boolean {
  if (identifier?.tag === KEY_IDENTIFIER)
    return certificate.keyIdentifier !== undefined && hex(cms, identifier) === certificate.keyIdentifier;
  const [issuer, serial] = berChildren(cms, identifier);
  if (issuer === undefined || serial === undefined) return false;
  return hex(cms, issuer) === certificate.issuer && hex(cms, serial) === certificate.serial;
}

/** Signed attributes are signed as a set, and stored under another tag. */
function asSet(cms: Uint8Array, attributes: BerElement): Uint8Array {
  const bytes = Uint8Array.from(cms.subarray(attributes.at, attributes.next));
  bytes[0] = SET;
  return bytes;
}

function attributeValues(cms: Uint8Array, attributes: BerElement | undefined, type: string): BerElement[] {
  return berChildren(cms, attributes).flatMap((attribute) => {
    const [name, values] = berChildren(cms, attribute);
    return name !== undefined && oid(cms, name) === type ? berChildren(cms, values) : [];
  });
}

function algorithmOf(cms: Uint8Array, element: BerElement | undefined): string {
  const [name] = berChildren(cms, element);
  return name ? oid(cms, name) : '';
}

/** An object identifier in numbers; empty when the element is none. */
export function oid(bytes: Uint8Array, { tag, start, end }: BerElement): string {
  if (tag !== 6 || end <= start) return '';
  const numbers: number[] = [];
  let value = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (numbers.length === 0) {
      const first = Math.min(2, Math.floor(value / 40));
      numbers.push(first, value - first * 40);
    } else numbers.push(value);
    value = 0;
  }
  return numbers.join('.');
}

function hex(bytes: Uint8Array, { start, end }: BerElement): string {
  return Buffer.from(bytes.subarray(start, end)).toString('hex');
}
