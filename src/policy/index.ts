import { pathFingerprints } from '../catalogue/fingerprints.ts';
import { catalogueOf } from '../catalogue/index.ts';
import { asksForDigests } from '../evaluate/expressions.ts';
import { citedBan, type Judge, judgeOf } from '../evaluate/index.ts';
import { setLimits } from '../limits.ts';
import {
  compiledRuleBook,
  DEFAULT_BANS,
  deviceClassOf,
  extended,
  judgingRuleBook,
  type RuleBook,
  ruleFiles,
  selectBans,
  waiversIn,
} from '../rules/index.ts';
import type { Ban, Config, Waiver } from '../schema/index.ts';
import type { CitedBan, Outcome } from '../types.ts';
import { configIn, several } from './config.ts';

/** What the caller chose; `interdict.yaml` fills what is missing. */
export interface CourtOptions {
  readonly bans?: readonly string[];
  readonly waivers?: readonly string[];
  /** Default: `interdict.yaml` in the current folder, if it is there. */
  readonly config?: string;
  /** `YYYY-MM-DD`, UTC; default today. */
  readonly asOf?: string;
  /** What the scanned machines are: `desktop`, `server`, `mobile`, … */
  readonly deviceClass?: string;
  /** The rule book is asked for nothing but judging, so that less of it may be read. */
  readonly onlyJudging?: boolean;
}

/** Everything that judging a source takes. */
export interface Court {
  readonly day: string;
  readonly book: RuleBook;
  readonly bans: readonly Ban[];
  readonly waivers: readonly Waiver[];
  readonly cited: readonly CitedBan[];
  readonly config: Config;
  /** What the machines are, by the call, else by the configuration. */
  readonly deviceClass: string | undefined;
  /** Globs that a scan has to look for beside manifests. */
  readonly fingerprints: readonly string[];
  /** Whether a ban asks for the digest of program files, which then have to be read whole. */
  readonly fileDigests: boolean;
  readonly judge: Judge;
}

/**
 * From options to a judge: rule book, bans, waivers, catalogue, each for the day that is asked about. The limits of
 * the configuration hold from then on in this thread.
 *
 * @throws RuleError or Error when a rule, a waiver, a selector or the day is wrong
 */
export async function convene(options: CourtOptions): Promise<Court> {
  const day = dayOf(options.asOf);
  const config = await configIn(options.config);
  setLimits(config.limits);
  const built = await (isByDefault(options, config) ? judgingRuleBook() : compiledRuleBook());
  const withOwn = await extended(built, ruleFiles(several(config.rules)));
  const selectors = options.bans?.length ? options.bans : several(config.bans ?? DEFAULT_BANS);
  const { book, bans } = await selectBans(withOwn, selectors);
  const waivers = await waiversIn([...several(config.waivers), ...(options.waivers ?? [])], book);
  const deviceClass = deviceClassOf(options.deviceClass ?? config['device-class'], book.bans);
  const catalogue = catalogueOf(book.vendors, day, book.marks);
  const judge = await judgeOf(catalogue, bans, { waivers, ...(deviceClass ? { deviceClass } : {}) });
  const cited = bans.flatMap((ban) => citedBan(ban, book.digests[ban.id] ?? '', day) ?? []);
  return {
    day,
    book,
    bans,
    waivers,
    cited,
    config,
    deviceClass,
    fingerprints: book.fingerprints ?? pathFingerprints({ ...book, bans }),
    fileDigests: bans.some(({ match, except }) =>
      [match, ...(except === undefined ? [] : [except].flat())].some(asksForDigests),
    ),
    judge,
  };
}

/** Own rules and waivers may name anything of the whole rule book. */
function isByDefault({ onlyJudging, bans, waivers }: CourtOptions, config: Config): boolean {
  const own = [bans, waivers, several(config.bans), several(config.rules), several(config.waivers)];
  return onlyJudging === true && own.every((list = []) => list.length === 0);
}

/** An outcome with its findings, and with what could not be decided among its unreads. */
export function judged(outcome: Outcome, { judge }: Pick<Court, 'judge'>): Outcome {
  const { findings, unread } = judge.judge(outcome, outcome.sightings);
  return { ...outcome, findings, unread: [...outcome.unread, ...unread] };
}

/** @throws Error when it is no day of the calendar */
function dayOf(asked: string | undefined): string {
  if (asked === undefined) return new Date().toISOString().slice(0, 10);
  const isDay = /^\d{4}-\d{2}-\d{2}$/u.test(asked) && !Number.isNaN(Date.parse(asked));
  if (!isDay || new Date(asked).toISOString().slice(0, 10) !== asked) {
    throw new Error(`--as-of ${asked}: not a day of the calendar; write YYYY-MM-DD`);
  }
  return asked;
}
