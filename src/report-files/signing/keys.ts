/** Keys that sign and verify reports: Ed25519 and ECDSA P-256, as PEM or as OpenSSH writes them. */

import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { readSmallFile } from '../../rules/open-text.ts';
import { opensshPrivateKey, opensshPublicKey } from './openssh-key.ts';

/** A key that can be used. */
export interface SigningKey {
  readonly key: KeyObject;
  /** `null` for Ed25519, which hashes by itself. */
  readonly hash: 'sha256' | null;
  /** SHA-256 of the public key in DER, hex. */
  readonly id: string;
}

/**
 * A private key.
 *
 * @throws Error that names the file, never its content, when it is encrypted or cannot be used
 */
export function privateKeyIn(path: string): SigningKey {
  return keyIn(path, (text) => {
    if (/^-----BEGIN (?:OPENSSH )?PUBLIC KEY-----|^(?:ssh|ecdsa)-\S+ /u.test(text))
      throw new Error('a public key: sign with the private one');
    if (/-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/u.test(text))
      throw new Error('an encrypted key: interdict asks for no passphrase; use a key without one');
    if (text.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----')) return opensshPrivateKey(text);
    if (!text.includes('PRIVATE KEY-----')) throw new Error('no private key in PEM or of OpenSSH');
    return attempt(() => createPrivateKey(text));
  });
}

/**
 * A public key.
 *
 * @throws Error that names the file when it is private, or cannot be used
 */
export function publicKeyIn(path: string): SigningKey {
  return keyIn(path, (text) => {
    if (text.includes('PRIVATE KEY-----')) throw new Error('a private key: verify with the public one');
    if (/^(?:ssh|ecdsa|sk)-\S+ /u.test(text)) return opensshPublicKey(text);
    if (!text.startsWith('-----BEGIN PUBLIC KEY-----')) throw new Error('no public key in PEM or of OpenSSH');
    return attempt(() => createPublicKey(text));
  });
}

/** Whether others than its owner may read a private key. */
export function isExposed(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
}

function keyIn(path: string, parse: (text: string) => KeyObject): SigningKey {
  try {
    return usable(parse(Buffer.from(readSmallFile(path)).toString('latin1').trim()));
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

function usable(key: KeyObject): SigningKey {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details } = key;
  const curve = details?.namedCurve;
  if (type !== 'ed25519' && !(type === 'ec' && curve === 'prime256v1')) {
    const kind = curve === undefined ? type : `${type} ${curve}`;
    throw new Error(`a key of kind ${kind}: use Ed25519 or ECDSA P-256`);
  }
  const half = key.type === 'private' ? createPublicKey(key) : key;
  const id = createHash('sha256')
    .update(half.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  return { key, hash: type === 'ed25519' ? null : 'sha256', id };
}

/** What OpenSSL says of a key is of no use to people, and may quote it. */
function attempt(make: () => KeyObject): KeyObject {
  try {
    return make();
  } catch {
    throw new Error('a damaged or unknown key');
  }
}
