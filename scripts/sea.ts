/** The entry of the single-file executable: its arguments begin where those of a script do. */
import { main } from '../src/cli.ts';

main(process.argv, process).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.exitCode = 2;
    process.stderr.write(`interdict: ${String(error)}\n`);
  },
);
