import { DIGESTS } from './authenticode.ts';
import type { SignedData, SignerInfo } from './cms.ts';
import { hashOf } from './digest.ts';

/** The RSA encryption that names no digest: the signer's own digest is meant. */
const PLAIN = new Set(['1.2.840.113549.1.1.1', '1.2.840.10045.2.1']);
const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'md5',
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};

/**
 * Whether a signature was made over this content by the key in the enclosed certificate. Undefined when that cannot be
 * said: an algorithm that is not known, or a certificate that is not enclosed. Who owns the certificate is not checked.
 *
 * @param content what was signed
 */
export function isSignedBy(signer: SignerInfo, content: Uint8Array): boolean | undefined {
  const { certificate, digestAlgorithm, signatureAlgorithm, signedAttributes, messageDigest } = signer;
  const digest = DIGESTS[digestAlgorithm];
  const algorithm = SIGNATURES[signatureAlgorithm] ?? (PLAIN.has(signatureAlgorithm) ? digest : undefined);
  if (digest === undefined || algorithm === undefined || certificate === undefined) return undefined;
  if (signedAttributes !== undefined) {
    const own = hashOf(digest).update(content).digest();
    if (messageDigest === undefined || !own.equals(messageDigest)) return false;
  }
  const { verify, X509Certificate } = process.getBuiltinModule('node:crypto');
  try {
    const key = new X509Certificate(certificate.bytes).publicKey;
    return verify(algorithm, signedAttributes ?? content, key, signer.signature);
  } catch {
    // A certificate that OpenSSL cannot use proves nothing either way.
    return undefined;
  }
}

/** The same for the content that is enclosed; false when none is. */
export function isSignedInside({ content }: SignedData, signer: SignerInfo): boolean | undefined {
  return content === undefined ? false : isSignedBy(signer, content.inside);
}
