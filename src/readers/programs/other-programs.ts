import { asarPackage } from '../../formats/executable/asar.ts';
import { jarFile } from '../../formats/executable/jar.ts';
import { msiFile } from '../../formats/executable/msi.ts';
import type { ReadRange } from '../../formats/executable/window.ts';
import { idsOf } from '../../formats/omit-undefined.ts';
import { codeSignature } from '../../formats/signature/code-signature.ts';
import type { Program } from '../../types.ts';
import type { ProgramFile } from './described.ts';
import { fileSigner } from './signer-ids.ts';

/** What the signature of a program of macOS says; a file without one says nothing. */
export function machProgram(read: ReadRange): ProgramFile {
  const { identifier, team, certificate } = codeSignature(read) ?? {};
  const signer = certificate && fileSigner(certificate);
  const bundle = identifier?.includes('.') ? identifier : undefined;
  return {
    program: program({
      name: identifier,
      publisher: signer?.publisher,
      ids: [...idsOf(['bundle-id', bundle], ['team-id', team]), ...(signer?.ids ?? [])],
    }),
  };
}

/** What the archive of an Electron program says. */
export function electronProgram(read: ReadRange): ProgramFile {
  const { productName, name, version, author } = asarPackage(read) ?? {};
  return {
    program: program({ name: productName ?? name, version, publisher: author, ids: companies(author) }),
  };
}

/** What the manifest of a Java archive says; an archive without one says nothing. */
export function javaProgram(size: number, read: ReadRange): ProgramFile {
  const { manifest, signer: certificate } = jarFile(size, read);
  const first = (...names: string[]) => names.map((name) => manifest?.get(name)).find((it) => it);
  const signer = certificate && fileSigner(certificate);
  const vendor = first('implementation-vendor', 'bundle-vendor', 'specification-vendor');
  return {
    program: program({
      name: first('implementation-title', 'bundle-name', 'specification-title'),
      version: first('implementation-version', 'bundle-version', 'specification-version'),
      publisher: signer?.publisher ?? vendor,
      ids: [...companies(vendor), ...(signer?.ids ?? [])],
    }),
  };
}

/** What a Windows Installer package says; undefined for another compound file. */
export function installerProgram(read: ReadRange): ProgramFile | undefined {
  const msi = msiFile(read);
  if (msi === undefined) return undefined;
  const { properties, summary } = msi;
  const signer = msi.signer && fileSigner(msi.signer);
  const company = properties.get('Manufacturer') ?? summary.get('author');
  return {
    program: program({
      name: properties.get('ProductName') ?? summary.get('subject'),
      version: properties.get('ProductVersion'),
      publisher: signer?.publisher ?? company,
      ids: [
        ...idsOf(
          ['product-code', properties.get('ProductCode')?.toUpperCase()],
          ['upgrade-code', properties.get('UpgradeCode')?.toUpperCase()],
        ),
        ...companies(company),
        ...(signer?.ids ?? []),
      ],
    }),
    isInstaller: true,
  };
}

function companies(company: string | undefined): string[] {
  return company ? [`company:${company}`] : [];
}

interface Fields {
  readonly name: string | undefined;
  readonly version?: string | undefined;
  readonly publisher: string | undefined;
  readonly ids: readonly string[];
}

function program({ name, version, publisher, ids }: Fields): Partial<Program> {
  return {
    ...(name ? { name } : {}),
    ...(version ? { version } : {}),
    ...(publisher ? { publisher } : {}),
    ids: [...new Set(ids)],
  };
}
