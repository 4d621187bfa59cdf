import { type Plist, plist, plistString } from '../plist/index.ts';

/** Whom Apple gave a provisioning profile to. */
export interface ProvisioningProfile {
  readonly team?: string;
  readonly teamName?: string;
}

/**
 * The team in a provisioning profile or the content of any other signed property list, such as a signed
 * configuration profile.
 *
 * @throws SyntaxError when there is no property list inside
 * @see https://developer.apple.com/documentation/technotes/tn3125-inside-code-signing-provisioning-profiles
 */
export function provisioningProfile(bytes: Uint8Array): ProvisioningProfile {
  const content = signedPlist(bytes);
  const team = plistString(content, 'TeamIdentifier', 0);
  const teamName = plistString(content, 'TeamName');
  return { ...(team ? { team } : {}), ...(teamName ? { teamName } : {}) };
}

/** The property list inside a CMS envelope, or the list itself when there is no envelope. */
export function signedPlist(bytes: Uint8Array): Plist {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = buffer.indexOf('<?xml');
  const end = buffer.lastIndexOf('</plist>');
  if (bytes[0] !== 0x30 || start === -1 || end < start) return plist(bytes);
  return plist(bytes.subarray(start, end + '</plist>'.length));
}
