/**
 * Keys in the forms of OpenSSH, as keys that node:crypto takes: it reads neither of them itself.
 *
 * @see https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
 * @see https://www.rfc-editor.org/rfc/rfc4253#section-6.6
 * @see https://www.rfc-editor.org/rfc/rfc5656#section-3.1
 */

import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

const MAGIC = 'openssh-key-v1\0';
const ARMOUR =
  /^-----BEGIN OPENSSH PRIVATE KEY-----\r?\n(?<body>[A-Za-z0-9+/=\r\n]+)-----END OPENSSH PRIVATE KEY-----\s*$/u;
const P256 = { type: 'ecdsa-sha2-nistp256', curve: 'nistp256', size: 32 };

/** A cursor over the strings and numbers of an SSH message. */
interface Reading {
  readonly bytes: Buffer;
  at: number;
}

/**
 * A private key of OpenSSH.
 *
 * @throws Error when it is encrypted, of another kind than Ed25519 and ECDSA P-256, or damaged
 */
export function opensshPrivateKey(text: string): KeyObject {
  const body = ARMOUR.exec(text.trim())?.groups?.['body'];
  if (body === undefined) throw new Error('a damaged OpenSSH key');
  const outer = { bytes: Buffer.from(body.replace(/\s/gu, ''), 'base64'), at: 0 };
  if (take(outer, MAGIC.length).toString('latin1') !== MAGIC) throw new Error('a damaged OpenSSH key');
  const cipher = string(outer).toString('latin1');
  const kdf = string(outer).toString('latin1');
  string(outer);
  if (cipher !== 'none' || kdf !== 'none') {
    throw new Error(
      `an encrypted OpenSSH key (${cipher}): interdict asks for no passphrase; use a key without one`,
    );
  }
  if (number(outer) !== 1) throw new Error('an OpenSSH file with several keys');
  const stated = string(outer);
  const inner = { bytes: string(outer), at: 0 };
  if (number(inner) !== number(inner)) throw new Error('a damaged OpenSSH key');
  const key = createPrivateKey({ key: privateJwk(inner), format: 'jwk' });
  // What is signed is verified by the public key, which a damaged file may not belong to.
  if (!createPublicKey(key).equals(publicKeyOf(stated))) throw new Error('an OpenSSH key of two halves');
  return key;
}

/**
 * A public key of OpenSSH: `ssh-ed25519 AAAA… comment`.
 *
 * @throws Error when it is of another kind than Ed25519 and ECDSA P-256, or damaged
 */
export function opensshPublicKey(line: string): KeyObject {
  const [type = '', blob = ''] = line.trim().split(/\s+/u);
  const bytes = Buffer.from(blob, 'base64');
  if (bytes.toString('base64') !== blob) throw new Error('a damaged OpenSSH key');
  if (string({ bytes, at: 0 }).toString('latin1') !== type) throw new Error('a damaged OpenSSH key');
  return publicKeyOf(bytes);
}

function publicKeyOf(blob: Buffer): KeyObject {
  const reading = { bytes: blob, at: 0 };
  const type = string(reading).toString('latin1');
  const jwk = publicJwk(type, reading);
  if (reading.at !== blob.length) throw new Error('a damaged OpenSSH key');
  return createPublicKey({ key: jwk, format: 'jwk' });
}

function publicJwk(type: string, reading: Reading): JsonWebKey {
  if (type === 'ssh-ed25519') return { kty: 'OKP', crv: 'Ed25519', x: url(string(reading)) };
  if (type !== P256.type)
    throw new Error(`an OpenSSH key of kind ${shown(type)}: use Ed25519 or ECDSA P-256`);
  if (string(reading).toString('latin1') !== P256.curve) throw new Error('a damaged OpenSSH key');
  const point = string(reading);
  if (point.length !== 1 + 2 * P256.size || point[0] !== 4) throw new Error('a damaged OpenSSH key');
  return { kty: 'EC', crv: 'P-256', x: url(point.subarray(1, 33)), y: url(point.subarray(33)) };
}

function privateJwk(reading: Reading): JsonWebKey {
  const type = string(reading).toString('latin1');
  const jwk = publicJwk(type, reading);
  const secret = string(reading);
  if (type === 'ssh-ed25519') return { ...jwk, d: url(secret.subarray(0, 32)) };
  // A large integer has a zero in front where its first bit is set, and none where it is short.
  const trimmed = secret.subarray(Math.max(0, secret.length - P256.size));
  return { ...jwk, d: url(Buffer.concat([Buffer.alloc(P256.size - trimmed.length), trimmed])) };
}

function string(reading: Reading): Buffer {
  return take(reading, number(reading));
}

function number(reading: Reading): number {
  return take(reading, 4).readUInt32BE(0);
}

function take(reading: Reading, length: number): Buffer {
  const end = reading.at + length;
  if (end > reading.bytes.length) throw new Error('a truncated OpenSSH key');
  const part = reading.bytes.subarray(reading.at, end);
  reading.at = end;
  return part;
}

function url(bytes: Buffer): string {
  return bytes.toString('base64url');
}

function shown(type: string): string {
  return /^[\w@.-]{1,60}$/u.test(type) ? type : 'unknown';
}
