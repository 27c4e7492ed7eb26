import { type Affixes, readMarkerName } from '../../../../lambdas/core/dns/marker-name.ts';
import { DNS_REASON, type DnsReason } from '../../../../lambdas/core/dns/reasons.ts';
import type { ReportEntry } from '../../../../lambdas/core/report.ts';
import type { Difference, DivergenceRule } from '../../divergence.ts';
import type { DnsCase } from './case.ts';

/** What one step of ours reported and wrote. */
export interface StepRun {
  readonly entries: readonly ReportEntry[];
  /** `<zone>.<key>` of every record set that was changed. */
  readonly touched: ReadonlySet<string>;
}

/** One case as we ran it. */
export interface CaseRun {
  readonly id: string;
  readonly recorded: DnsCase;
  readonly steps: readonly StepRun[];
}

/** Refusals of ours that end the story of a name: nothing is written, and the report says why. */
const REFUSALS: readonly (readonly [reason: DnsReason, because: string])[] = [
  [DNS_REASON.foreignMarker, 'A record is never created beside a marker of another owner.'],
  [DNS_REASON.markerOutsideZone, 'An apex name whose marker would fall outside the zone is refused.'],
  [DNS_REASON.markerTooLong, 'A name whose marker would be too long is refused.'],
  [DNS_REASON.ambiguousMarker, 'A marker that may stand for two existing record sets leaves both alone.'],
];

/** Differences on purpose that explain several cases, in any directory. */
export const dnsRules: readonly DivergenceRule<CaseRun>[] = REFUSALS.map(([reason, because]) => ({
  name: reason,
  because,
  explains: (difference, run) => isRefused(difference, run, reason),
}));

function isRefused({ step, field }: Difference, { recorded, steps }: CaseRun, reason: DnsReason): boolean {
  const run = steps[step - 1];
  const zone = Object.keys(recorded.steps[step - 1]?.expect.records ?? {}).find((name) =>
    field.startsWith(`records.${name}.`),
  );
  if (run === undefined || zone === undefined) return false;
  const key = field.slice(`records.${zone}.`.length);
  if (run.touched.has(`${zone}.${key}`)) return false;
  const names = namesBehind(key.split(' ')[0] ?? '', affixesOf(recorded));
  return run.entries.some(
    (entry) => entry.reason === reason && names.some((name) => wordsOf(entry).includes(name)),
  );
}

/** The name itself, and the names whose marker it may be. */
function namesBehind(name: string, affixes: Affixes): readonly string[] {
  return [name, ...readMarkerName(name, affixes).map((reading) => reading.name)];
}

/** Words of an entry that may be names. */
function wordsOf(entry: ReportEntry): readonly string[] {
  return [...entry.subject.split('/'), ...(entry.keys ?? []), ...(entry.message ?? '').split(/[\s,:"']+/)];
}

function affixesOf({ config }: DnsCase): Affixes {
  const text = (name: string) => (typeof config[name] === 'string' ? config[name] : '');
  return {
    prefix: text('txtPrefix'),
    suffix: text('txtSuffix'),
    wildcardReplacement: text('txtWildcardReplacement'),
  };
}
