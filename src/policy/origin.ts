import type { Config } from '../schema/index.ts';
import { asArray } from './config.ts';

/** Who said what: the call, the configuration, or nobody. */
export type Origin = 'command line' | 'configuration' | 'default' | 'none';

/** The configuration in force, and what came from it. */
export interface PolicyOrigin {
  /** Null when there was none. */
  readonly file: string | null;
  readonly bans: Origin;
  readonly waivers: Origin;
  readonly tolerance: Origin;
  /** Only where the configuration names one. */
  readonly baseline?: Origin;
}

/** What of a call says how much may pass. */
export interface ToleranceOptions {
  readonly failOn?: string;
  readonly allowUnread?: boolean;
  readonly allowEmpty?: boolean;
}

/** Where bans, waivers and tolerance come from. */
export function originOf(
  options: ToleranceOptions & {
    readonly bans?: readonly string[];
    readonly waivers?: readonly string[];
    readonly onlyBaseline?: readonly string[];
    readonly readBaseline?: unknown;
  },
  config: Config,
  file: string | undefined,
): PolicyOrigin {
  const { failOn, allowUnread, allowEmpty } = options;
  const isToldByCall = [failOn, allowUnread, allowEmpty].some((value) => value !== undefined);
  const isBaselineOfConfig =
    config['only-baseline'] !== undefined &&
    options.readBaseline !== undefined &&
    !options.onlyBaseline?.length;
  const own = [config['fail-on'], config['allow-unread'], config['allow-empty'], config.tolerate];
  return {
    file: file ?? null,
    bans: options.bans?.length ? 'command line' : config.bans === undefined ? 'default' : 'configuration',
    waivers: options.waivers?.length
      ? 'command line'
      : asArray(config.waivers).length > 0
        ? 'configuration'
        : 'none',
    tolerance: isToldByCall
      ? 'command line'
      : own.some((value) => value !== undefined)
        ? 'configuration'
        : 'default',
    ...(isBaselineOfConfig && { baseline: 'configuration' as const }),
  };
}
