/** The entry of the single-file executable: its arguments begin where those of a script do. */
import { main } from '../src/cli.ts';

void run();

/** A file of its own cannot wait at its top. */
async function run(): Promise<void> {
  process.exitCode = await main(process.argv, process);
}
