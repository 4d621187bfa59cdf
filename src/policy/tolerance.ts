import type { FailurePolicy } from '../evaluate/index.ts';
import type { Config } from '../schema/index.ts';

/** What the caller lets pass: the call decides, then the configuration. */
export function toleranceOf(
  options: FailurePolicy & { readonly allowIncomplete?: boolean },
  config: Config,
): Required<FailurePolicy> {
  return {
    failOn: options.failOn ?? config['fail-on'] ?? 'ban',
    allowUnread: options.allowUnread ?? options.allowIncomplete ?? config['allow-unread'] ?? false,
    tolerate: config.tolerate ?? [],
  };
}
