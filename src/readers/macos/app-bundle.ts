import {
  isPlistDict,
  type Plist,
  type PlistDict,
  plistPart,
  plistString,
} from '../../formats/plist/index.ts';
import type { Part } from '../../formats/signature/code-pages.ts';
import {
  type CodeSignature,
  codeSignature,
  detachedSignature,
} from '../../formats/signature/code-signature.ts';
import {
  type ProvisioningProfile,
  provisioningProfile,
} from '../../formats/signature/provisioning-profile.ts';
import { attempt } from '../../formats/try.ts';

/** What the `Info.plist` of a bundle says: applications, extensions, plug-ins and frameworks have one. */
export interface Bundle {
  readonly info: PlistDict;
  readonly identifier: string | undefined;
  /** What it calls itself: its display name, else its short name. */
  readonly name: string | undefined;
  /** The name of its executable. */
  readonly executable: string | undefined;
  /** The version for people, else the one of the build. */
  readonly version: string | undefined;
  /** What kept the rest from being read; throw it once the bundle has been reported. */
  readonly fault: SyntaxError | undefined;
}

/** Who signed a bundle, as its files say; nothing is verified. */
export interface BundleSigner {
  readonly team?: string;
  readonly organisation?: string;
  /** The common name of the certificate. */
  readonly certificate?: string;
}

/** Where the files of a bundle are looked up. Only a tree that can give parts is asked for executables. */
export interface BundleFiles {
  read(path: string): Uint8Array | undefined;
  /** Bytes of a file from an offset; fewer at its end, undefined when there is no such file. */
  readRange?(path: string, offset: number, length: number): Uint8Array | undefined;
}

/**
 * The bundle that an `Info.plist` describes.
 *
 * @throws SyntaxError when the bytes are no property list with a dictionary at its top
 * @see https://developer.apple.com/documentation/bundleresources/information-property-list
 */
export function bundle(bytes: Uint8Array): Bundle {
  const { value: info, fault } = plistPart(bytes);
  if (!isPlistDict(info)) throw fault ?? new SyntaxError('not a bundle: expected a dictionary');
  const executable = plistString(info, 'CFBundleExecutable');
  return {
    info,
    fault,
    identifier: plistString(info, 'CFBundleIdentifier'),
    name: plistString(info, 'CFBundleDisplayName') ?? plistString(info, 'CFBundleName'),
    executable,
    version: plistString(info, 'CFBundleShortVersionString') ?? plistString(info, 'CFBundleVersion'),
  };
}

/**
 * Who signed the bundle that an `Info.plist` belongs to: by the signature in its executable, by that in
 * files of its own, or by its provisioning profile. The fault of a signature that cannot be read is given
 * beside what the others say, because the bundle itself is known all the same.
 *
 * @param executable beside the `Info.plist`: `MacOS/Safari`
 */
export function bundleSigner(
  files: BundleFiles,
  executable: string | undefined,
): BundleSigner & { fault?: unknown } {
  const signature = attempt(() => signatureOf(files, executable));
  // A vendor's certificate says all that a profile could add.
  const isKnown = signature.value?.signer !== undefined && !isByApple(signature.value);
  const profile = isKnown ? {} : attempt(() => profileOf(files, executable));
  const fault = signature.fault ?? profile.fault;
  return { ...signerOf(signature.value, profile.value), ...(fault === undefined ? {} : { fault }) };
}

/** The team and certificate of one executable that is no bundle. */
export function executableSigner(files: BundleFiles, path: string): BundleSigner & { fault?: unknown } {
  const { value, fault } = attempt(() => executableSignature(files, path));
  return { ...signerOf(value, undefined), ...(fault === undefined ? {} : { fault }) };
}

/** The identifiers that a signer gives to what it signed. */
export function signerIds({ team, certificate }: BundleSigner): string[] {
  return [...(team ? [`team-id:${team}`] : []), ...(certificate ? [`signer:${certificate}`] : [])];
}

/** Certificates on which Apple stands instead of the vendor: the App Store signs anew. */
const APPLE_SIGNS =
  /^(?:Apple Mac OS Application Signing|Apple iPhone OS Application Signing|TestFlight Beta)/u;
const TEAM = /^[A-Z0-9]{10}$/u;

function signatureOf(files: BundleFiles, executable: string | undefined): CodeSignature | undefined {
  const inside = executable === undefined ? undefined : executableSignature(files, executable);
  if (inside) return inside;
  const directory = files.read('_CodeSignature/CodeDirectory');
  return directory && detachedSignature(directory, files.read('_CodeSignature/CodeSignature'));
}

function executableSignature(files: BundleFiles, path: string): CodeSignature | undefined {
  const nothing = new Uint8Array();
  const part: Part = (offset, length) => files.readRange?.(path, offset, length) ?? nothing;
  return codeSignature(part);
}

function profileOf(files: BundleFiles, executable: string | undefined): ProvisioningProfile | undefined {
  // Those of other systems have no folder for their executable, and another name for the profile.
  const isFlat = executable !== undefined && !executable.includes('/');
  const bytes = files.read(isFlat ? 'embedded.mobileprovision' : 'embedded.provisionprofile');
  return bytes && provisioningProfile(bytes);
}

function signerOf(
  signature: CodeSignature | undefined,
  profile: ProvisioningProfile | undefined,
): BundleSigner {
  const certificate = signature?.signer?.commonName;
  const byApple = isByApple(signature);
  const unit = signature?.signer?.unit ?? '';
  const team = signature?.team ?? (TEAM.test(unit) ? unit : profile?.team);
  const organisation = (byApple ? undefined : signature?.signer?.organisation) ?? profile?.teamName;
  return {
    ...(team ? { team } : {}),
    ...(organisation ? { organisation } : {}),
    ...(certificate && !byApple ? { certificate } : {}),
  };
}

function isByApple(signature: CodeSignature | undefined): boolean {
  return APPLE_SIGNS.test(signature?.signer?.commonName ?? '');
}

/** The name of a bundle in a dictionary of texts for one language. */
export function localName(texts: Plist | undefined): string | undefined {
  return plistString(texts, 'CFBundleDisplayName') ?? plistString(texts, 'CFBundleName');
}
