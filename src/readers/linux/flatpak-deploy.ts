import { arrayElements, stringValue, stringVariant, tupleMembers } from '../../formats/markup/gvariant.ts';

/**
 * The named texts in the `deploy` file of an installed flatpak (`appdata-version`, `appdata-name`, …), a
 * GVariant of the type `(ssasta{sv})`.
 *
 * @throws SyntaxError when offsets or strings do not fit
 */
export function flatpakDeploy(bytes: Uint8Array): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const [, commit, , , entries] = tupleMembers(bytes, DEPLOY);
  // Where a cut moved the offsets to, there stands no digest.
  if (commit === undefined || !DIGEST.test(stringValue(commit)))
    throw new SyntaxError('no deploy file of flatpak');
  for (const entry of entries === undefined ? [] : arrayElements(entries, 8)) {
    const [key, value] = tupleMembers(entry, ENTRY);
    const text = value && stringVariant(value);
    if (key !== undefined && text !== undefined) texts.set(stringValue(key), text);
  }
  return texts;
}

const DEPLOY = [{ align: 1 }, { align: 1 }, { align: 1 }, { align: 8, fixed: 8 }, { align: 8 }] as const;
const ENTRY = [{ align: 1 }, { align: 8 }] as const;
const DIGEST = /^[0-9a-f]{64}$/u;
