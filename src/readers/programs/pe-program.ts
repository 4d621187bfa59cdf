import { goInPe } from '../../formats/executable/go-image.ts';
import { type PeHeaders, peHeaders } from '../../formats/executable/pe.ts';
import { versionBlocks } from '../../formats/executable/pe-resources.ts';
import { type VersionResource, versionResource } from '../../formats/executable/version-resource.ts';
import type { ReadRange } from '../../formats/executable/window.ts';
import { peSignatures } from '../../formats/signature/authenticode.ts';
import { attempt } from '../../formats/try.ts';
import type { Program } from '../../types.ts';
import type { ProgramFile } from './described.ts';
import { goProgram } from './go-program.ts';
import { fileSigner } from './signer-ids.ts';

/** What a program, library or driver of Windows says of itself; undefined when the file is not one. */
export function peProgram(read: ReadRange): ProgramFile | undefined {
  const pe = peHeaders(read);
  if (pe === undefined) return undefined;
  const resources = attempt(() => [...versionBlocks(read, pe)].map(versionResource));
  const signers = attempt(() => signersOf(read, pe));
  const version = versionProgram(resources.value ?? []);
  const build = attempt(() => goInPe(read, pe));
  const { ids: built, ...go } = goProgram(build.value);
  const [first] = signers.value ?? [];
  const fault = resources.fault ?? signers.fault ?? build.fault;
  const publisher = first?.publisher ?? version.publisher;
  return {
    program: {
      ...go,
      ...version,
      ...(publisher === undefined ? {} : { publisher }),
      ...(pe.arch ? { arch: pe.arch } : {}),
      ids: [
        ...new Set([...(version.ids ?? []), ...(signers.value ?? []).flatMap(({ ids }) => ids), ...built]),
      ],
    },
    ...(fault === undefined ? {} : { fault }),
  };
}

function signersOf(read: ReadRange, pe: PeHeaders) {
  return peSignatures(read, pe).flatMap(({ certificate }) =>
    certificate === undefined ? [] : [fileSigner(certificate)],
  );
}

/** English first, because names in other languages are translated; companies are taken from all of them. */
function versionProgram(resources: readonly VersionResource[]): Partial<Program> {
  const languages = resources
    .flatMap((resource) => resource.languages)
    .sort((a, b) => Number(isEnglish(b.language)) - Number(isEnglish(a.language)));
  const text = (name: string) =>
    languages.map(({ strings }) => strings.get(name)).find((value) => value !== undefined);
  const texts = (name: string) => languages.flatMap(({ strings }) => strings.get(name) ?? []);
  const name = text('ProductName') ?? text('FileDescription');
  const numbers = resources.map((it) => it.productVersion ?? it.fileVersion).find((it) => it !== undefined);
  const version = text('ProductVersion') ?? numbers ?? text('FileVersion');
  const publisher = text('CompanyName');
  return {
    ...(name ? { name } : {}),
    ...(version ? { version: version.replace(/\s*,\s*/gu, '.') } : {}),
    ...(publisher ? { publisher } : {}),
    ids: [
      ...texts('CompanyName').map((company) => `company:${company}`),
      ...texts('OriginalFilename').map((file) => `original-name:${file}`),
    ],
  };
}

function isEnglish(language: string): boolean {
  return language.startsWith('0409') || language.startsWith('0809') || language.startsWith('0000');
}
