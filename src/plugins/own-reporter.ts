import { PluginError } from '../readers/plugin-error.ts';
import type { Reporter } from '../report/run.ts';
import { wordsOf } from './own-reader.ts';

/** A report of a plugin as a command asks it: it gives texts, and what it throws names it. */
export function ownReporter(reporter: Reporter): Reporter {
  const { id, title, listsPrograms } = reporter;
  return {
    id,
    title,
    ...(listsPrograms && { listsPrograms }),
    *render(run, style) {
      try {
        for (const chunk of reporter.render(run, style) as Iterable<unknown>) {
          if (typeof chunk !== 'string') throw new TypeError('render has to give texts');
          yield chunk;
        }
      } catch (error) {
        throw new PluginError(`the report ${id} failed: ${wordsOf(error)}`, { cause: error });
      }
    },
  };
}
