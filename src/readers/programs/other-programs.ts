import { asarPackage } from '../../formats/executable/asar.ts';
import { goInMachO } from '../../formats/executable/go-image.ts';
import { jarFile } from '../../formats/executable/jar.ts';
import { msiFile } from '../../formats/executable/msi.ts';
import type { ReadRange } from '../../formats/executable/window.ts';
import { idsOf } from '../../formats/omit-undefined.ts';
import { codeSignature } from '../../formats/signature/code-signature.ts';
import { attempt } from '../../formats/try.ts';
import type { Program } from '../../types.ts';
import type { ProgramFile } from './described.ts';
import { goProgram } from './go-program.ts';
import { fileSigner } from './signer-ids.ts';

/** What Go signs every program as; others are signed as their bundle or by the name of their file. */
const GO_IDENTIFIER = 'a.out';

/** What the signature of a program of macOS says, and the build information of Go; a file without both says nothing. */
export function machProgram(read: ReadRange): ProgramFile {
  const signature = attempt(() => codeSignature(read));
  const build = attempt(() => goInMachO(read));
  const { identifier, team, certificate } = signature.value ?? {};
  const own = identifier === GO_IDENTIFIER ? undefined : identifier;
  const go = goProgram(build.value);
  const signer = certificate && fileSigner(certificate);
  const bundle = own?.includes('.') ? own : undefined;
  const fault = signature.fault ?? build.fault;
  return {
    program: program({
      name: own ?? go.name,
      version: go.version,
      publisher: signer?.publisher,
      ids: [...idsOf(['bundle-id', bundle], ['team-id', team]), ...(signer?.ids ?? []), ...go.ids],
    }),
    ...(fault === undefined ? {} : { fault }),
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
