import { type BerElement, berChildren } from './ber.ts';

/** Who a certificate was made for. */
export interface Subject {
  readonly commonName?: string;
  readonly organisation?: string;
  /** On certificates that Apple gives to developers: the team. */
  readonly unit?: string;
  /** Two letters. */
  readonly country?: string;
  /** Of an EV certificate: the number of the company in the register of its country. */
  readonly registration?: string;
  /** The country of that register. */
  readonly jurisdiction?: string;
}

/** A certificate, as far as it says who signed. Nothing is verified: it is what the file says. */
export interface Certificate {
  readonly name: Subject;
  /** Encoded names and number in hexadecimal, to be compared. */
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly keyIdentifier: string | undefined;
  /** The whole certificate in DER. */
  readonly bytes: Uint8Array;
}

const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const SEQUENCE = 0x30;
const KEY_IDENTIFIER = '551d0e';

/**
 * The certificate in an element: version (optional), serial number, algorithm, issuer, validity, subject, key,
 * extensions. Undefined when it is something else.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function certificateOf(bytes: Uint8Array, element: BerElement): Certificate | undefined {
  if (element.tag !== SEQUENCE) return undefined;
  const [signed] = berChildren(bytes, element);
  const fields = berChildren(bytes, signed).filter(({ tag }, index) => index > 0 || tag !== VERSION);
  const [serial, , issuer, , name, , ...rest] = fields;
  if (serial === undefined || issuer === undefined || name === undefined) return undefined;
  return {
    name: subjectOf(bytes, name),
    subject: hex(bytes, name),
    issuer: hex(bytes, issuer),
    serial: hex(bytes, serial),
    keyIdentifier: keyIdentifierOf(
      bytes,
      rest.find(({ tag }) => tag === EXTENSIONS),
    ),
    bytes: bytes.subarray(element.at, element.next),
  };
}

function keyIdentifierOf(bytes: Uint8Array, extensions: BerElement | undefined): string | undefined {
  const [list] = berChildren(bytes, extensions);
  for (const extension of berChildren(bytes, list)) {
    const [type, ...values] = berChildren(bytes, extension);
    const [value] = type && hex(bytes, type) === KEY_IDENTIFIER ? berChildren(bytes, values.at(-1)) : [];
    if (value) return hex(bytes, value);
  }
  return undefined;
}

/** Attributes of a name, by their object identifiers in hexadecimal. */
const ATTRIBUTES: Readonly<Record<string, keyof Subject>> = {
  '550403': 'commonName',
  '55040a': 'organisation',
  '55040b': 'unit',
  '550406': 'country',
  '550405': 'registration',
  '2b0601040182373c020103': 'jurisdiction',
};

function subjectOf(bytes: Uint8Array, name: BerElement): Subject {
  const subject: { -readonly [Key in keyof Subject]: Subject[Key] } = {};
  for (const set of berChildren(bytes, name)) {
    for (const pair of berChildren(bytes, set)) {
      const [type, value] = berChildren(bytes, pair);
      const attribute = type && ATTRIBUTES[hex(bytes, type)];
      const text = attribute && value && stringOf(bytes, value);
      if (attribute && text) subject[attribute] = text;
    }
  }
  return subject;
}

const BMP_STRING = 0x1e;
const TELETEX_STRING = 0x14;

function stringOf(bytes: Uint8Array, element: BerElement): string {
  const content = bytes.subarray(element.start, element.end);
  if (element.tag === BMP_STRING) return new TextDecoder('utf-16be').decode(content);
  return new TextDecoder(element.tag === TELETEX_STRING ? 'latin1' : 'utf-8').decode(content);
}

function hex(bytes: Uint8Array, { start, end }: BerElement): string {
  return Buffer.from(bytes.subarray(start, end)).toString('hex');
}
