import { idsOf, present } from '../../../formats/omit-undefined.ts';
import type { Program } from '../../../types.ts';

/** The first field of several names that says something. */
export type FieldOf = (...names: readonly string[]) => string | undefined;

/** Computers list `Safari.app`, devices name their applications otherwise. */
export function application(field: FieldOf): Program {
  return present<Program>({
    name: (field('name', 'application_name') ?? '').replace(/\.app$/iu, ''),
    version: field('version', 'application_short_version', 'application_version', 'shortVersion'),
    folder: field('path'),
    ids: idsOf(['bundle-id', field('bundle_id', 'bundleId', 'identifier')]),
  });
}

/** A package by the name of its file, or by its identifier. */
export function packageReceipt(name: string): Program {
  const isIdentifier = /^[A-Za-z][\w-]*(?:\.[\w-]+){2,}$/u.test(name) && !/\.(?:pkg|mpkg|dmg)$/iu.test(name);
  return { name, kind: 'trace', ids: idsOf(['receipt', isIdentifier ? name : undefined]) };
}

/** A launchd job that was running. */
export function service(label: string): Program {
  return { name: label, kind: 'trace', ids: idsOf(['launchd', label]) };
}
