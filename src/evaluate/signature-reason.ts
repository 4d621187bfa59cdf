import type { Program } from '../types.ts';

/**
 * What a finding says of the signature in a program file: whom it names, and whether it is of this file. No chain of trust
 * was checked, so nothing is said of who that is.
 */
export function signatureReasons({ ids = [], marks = [] }: Program): readonly string[] {
  const matches = marks.includes('signature-matches');
  if (!matches && !marks.includes('signature-differs')) return [];
  const named = (kind: string) => ids.find((id) => id.startsWith(kind))?.slice(kind.length);
  const signer = named('signer:') ?? named('team-id:');
  if (signer === undefined) return [];
  return [
    `its signature names ${signer}, and the digest in it ${matches ? 'is' : 'is not'} that of the file`,
  ];
}
