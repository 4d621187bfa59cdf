/** Certificates and signatures for tests: structure and names are real, nothing vouches for them. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** An element of DER. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const set = (...parts: readonly Uint8Array[]) => der(0x31, ...parts);
const number = (value: number) => der(0x02, Buffer.from([value]));

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}

const SHA256 = sequence(oid('2.16.840.1.101.3.4.2.1'), der(0x05));
const RSA_SHA256 = sequence(oid('1.2.840.113549.1.1.11'), der(0x05));
const NAMES = { commonName: '2.5.4.3', country: '2.5.4.6', organisation: '2.5.4.10', team: '2.5.4.11' };

/** Who a certificate names. */
export type Subject = Partial<Record<keyof typeof NAMES, string>>;

function nameOf(subject: Subject): Buffer {
  return sequence(
    ...Object.entries(subject).map(([key, value]) =>
      set(sequence(oid(NAMES[key as keyof typeof NAMES]), der(0x0c, Buffer.from(value)))),
    ),
  );
}

let keys: ReturnType<typeof newKeys> | undefined;
const newKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

function certificateOf(subject: Subject): Buffer {
  keys ??= newKeys();
  const time = (value: string) => der(0x17, Buffer.from(value));
  const body = sequence(
    der(0xa0, number(2)),
    number(7),
    RSA_SHA256,
    nameOf({ commonName: 'Example Issuer' }),
    sequence(time('250101000000Z'), time('300101000000Z')),
    nameOf(subject),
    keys.publicKey.export({ type: 'spki', format: 'der' }),
  );
  return sequence(body, RSA_SHA256, der(0x03, Buffer.from([0]), sign('sha256', body, keys.privateKey)));
}

/** `SignedData` of one signer over some content. */
export function signedBy(subject: Subject, contentType: string, content?: Uint8Array): Buffer {
  const certificate = certificateOf(subject);
  const signature = sign('sha256', content ?? Buffer.alloc(0), (keys ??= newKeys()).privateKey);
  const signer = sequence(
    number(1),
    sequence(nameOf({ commonName: 'Example Issuer' }), number(7)),
    SHA256,
    RSA_SHA256,
    der(0x04, signature),
  );
  const enclosed = content === undefined ? [] : [der(0xa0, content)];
  const data = sequence(
    number(1),
    set(SHA256),
    sequence(oid(contentType), ...enclosed),
    der(0xa0, certificate),
    set(signer),
  );
  return sequence(oid('1.2.840.113549.1.7.2'), der(0xa0, data));
}

/** What a signature of a program of Windows is over. */
export function indirectData(digest: Uint8Array = createHash('sha256').digest()): Buffer {
  return sequence(sequence(oid('1.3.6.1.4.1.311.2.1.15'), der(0x05)), sequence(SHA256, der(0x04, digest)));
}
