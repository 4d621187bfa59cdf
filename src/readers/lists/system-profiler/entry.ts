import { idsOf, present } from '../../../formats/omit-undefined.ts';
import type { Program } from '../../../types.ts';

/** Every Mac has applications: a report without their section, or with an empty one, is of other things. */
export const NO_APPLICATIONS = 'no applications in this report: SPApplicationsDataType is missing or empty';

/** One application or kernel extension of a report. */
export interface Entry {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly path: string | undefined;
  readonly identifier: string | undefined;
  /** The certificates from the vendor's to Apple's. */
  readonly signed: string | undefined;
  readonly day: string | undefined;
  readonly line?: number;
}

/** `Developer ID Application: Example AV GmbH (A1B2C3D4E5), Developer ID Certification Authority, …` */
const SIGNED = /^(?<certificate>[^:]{1,60}: (?<organisation>.{1,200}?) \((?<team>[A-Z0-9]{10})\))(?:,|$)/su;

/** Apple's own kernel extensions, some hundreds, say nothing. */
export function* programOf(entry: Entry): Generator<Program> {
  const { name, version, path, identifier } = entry;
  const isDriver = path?.endsWith('.kext') === true || identifier !== undefined;
  if (isDriver && identifier?.startsWith('com.apple.')) return;
  const { certificate, organisation, team } = SIGNED.exec(entry.signed ?? '')?.groups ?? {};
  yield present<Program>({
    name:
      name ??
      path
        ?.split('/')
        .pop()
        ?.replace(/\.app$/u, '') ??
      '',
    version,
    publisher: organisation,
    installedOn: entry.day,
    ids: idsOf(['kext', identifier], ['bundle-id', identifier], ['team-id', team], ['signer', certificate]),
    kind: isDriver ? 'trace' : undefined,
    folder: path,
    line: entry.line,
  });
}
