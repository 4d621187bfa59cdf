import { idsOf, present } from '../../formats/omit-undefined.ts';
import type { Program, Reader } from '../../types.ts';
import { executableSigner, signerIds } from './app-bundle.ts';

/**
 * Helper tools that run as root for an application. Their names are their bundle identifiers and the labels
 * of their launchd jobs.
 *
 * @see https://developer.apple.com/documentation/servicemanagement/1431078-smjobbless
 */
export const macPrivilegedHelper: Reader = {
  id: 'mac-privileged-helper',
  title: 'macOS privileged helper tools',
  paths: ['Library/PrivilegedHelperTools/*'],
  pathOnly: true,
  supplementary: true,
  *read(_bytes, resolver) {
    const name = resolver.path.slice(resolver.path.lastIndexOf('/') + 1);
    if (!LABEL.test(name)) return;
    const signer = executableSigner(resolver, name);
    yield present<Program>({
      name,
      publisher: signer.organisation,
      ids: [
        ...idsOf(['launchd', name], ['bundle-id', name], ['path', `/${resolver.path}`]),
        ...signerIds(signer),
      ],
      kind: 'trace',
      executable: `/${resolver.path}`,
      folder: '/Library/PrivilegedHelperTools',
    });
    if (signer.fault !== undefined) throw signer.fault;
  },
};

const LABEL = /^[A-Za-z0-9][\w-]*(?:\.[\w-]+)+$/u;
