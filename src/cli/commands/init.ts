import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { CONFIG_FILE } from '../../policy/find-config.ts';
import type { Io } from '../../types.ts';
import { schemaPlace } from './init/schema-place.ts';
import { starter } from './init/starter.ts';

/** `interdict init`: a commented `interdict.yaml` to begin with. */
export function initCommand(io: Io): Command {
  return new Command('init')
    .description('write a commented starter interdict.yaml')
    .argument('[folder]', 'where to', '.')
    .option('--force', 'overwrite the one that is there')
    .action((folder: string, { force }: { force?: boolean }) => {
      const path = folder === '.' ? CONFIG_FILE : join(folder, CONFIG_FILE);
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
        throw new Error(`${folder}: there is no such folder`);
      if (existsSync(path) && !force) throw new Error(`${path} is there already; --force overwrites it`);
      const schema = schemaPlace(folder);
      writeFileSync(path, starter(schema?.path));
      io.stdout.write(`wrote ${path}\n`);
      if (schema?.text === undefined) return;
      writeFileSync(join(folder, schema.path), schema.text);
      io.stdout.write(`wrote ${join(folder, schema.path)}, which editors check it with\n`);
    });
}
