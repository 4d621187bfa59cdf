import type { Certificate, Subject } from '../../formats/signature/certificate.ts';
import { hashOf } from '../../formats/signature/digest.ts';

/** Who signed a program file, as its certificate says, in the words of a program. */
export interface FileSigner {
  /** Undefined when the signer signs for others, or names nobody. */
  readonly publisher: string | undefined;
  readonly ids: readonly string[];
}

/**
 * Microsoft signs drivers and store programs of other companies with these names. Neither says who made the file, and
 * the organisation behind the name would say that Microsoft did.
 */
const FOR_OTHERS =
  /^Microsoft Windows (?:Hardware Compatibility Publisher|Third Party (?:Application )?Component(?: CA)?|Early Launch Anti-malware Publisher)|^Apple (?:Mac OS|iPhone OS) Application Signing/iu;

/** Organisation, common name, registration and thumbprints of the certificate that signed. */
export function fileSigner({ name, bytes }: Certificate): FileSigner {
  const { commonName, organisation } = name;
  if (commonName !== undefined && FOR_OTHERS.test(commonName))
    return { publisher: undefined, ids: [`signer:${commonName}`] };
  const registration = registrationOf(name);
  const ids = [
    ...(organisation ? [`signer:${organisation}`] : []),
    ...(commonName && commonName !== organisation ? [`signer:${commonName}`] : []),
    ...(registration ? [`signer-registration:${registration}`] : []),
    ...['sha1', 'sha256'].map((hash) => `signer-certificate:${hashOf(hash).update(bytes).digest('hex')}`),
  ];
  return { publisher: organisation ?? commonName, ids };
}

/** The number alone may be that of another company in another country. */
function registrationOf({ registration, jurisdiction, country }: Subject): string | undefined {
  const where = jurisdiction ?? country;
  return registration && where ? `${where.toUpperCase()} ${registration}` : undefined;
}
