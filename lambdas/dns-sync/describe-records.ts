import { decisionKey } from '../core/dns/changes.ts';
import type { DnsPlan, RecordDecision } from '../core/dns/decision.ts';
import { DNS_REASON } from '../core/dns/reasons.ts';
import { recordText } from '../core/dns/record-text.ts';
import type { DnsScope } from '../core/dns/scope.ts';
import { ABSENT, type ReportEntry } from '../core/report.ts';
import type { Decision } from './delete-alone.ts';
import type { Observation } from './observe.ts';
import type { RunResult } from './report.ts';

type Described = Pick<ReportEntry, 'found' | 'wanted'>;

/** The report of a run that was not to write, with what stands there now, and in observe mode what it can be asked. */
export function describeRun(
  result: RunResult,
  { decision: { seen, decided }, scope, isObserving }: DryRun,
): RunResult {
  const described = describeChanges(decided.plan);
  const entries = result.entries.map((entry) => ({ ...entry, ...described.get(entry.subject) }));
  if (!isObserving) return { ...result, entries };
  const look = (subject: string) => lookAt(seen, subject);
  return { ...result, entries, observed: { complete: scope.full && seen.complete, look } };
}

interface DryRun {
  readonly decision: Decision;
  readonly scope: DnsScope;
  readonly isObserving: boolean;
}

/** What stands there of every record set that would change, and what would. By the subject of its entry. */
function describeChanges({ names }: DnsPlan): ReadonlyMap<string, Described> {
  const described = new Map<string, Described>();
  for (const { zoneId, name, decisions } of names) {
    for (const decision of decisions) {
      if (isChange(decision)) described.set(`${zoneId}/${decisionKey(name, decision)}`, describe(decision));
    }
  }
  return described;
}

function isChange({ verb, reason }: RecordDecision): boolean {
  return verb !== 'keep' || reason === DNS_REASON.awaitingSecondObservation;
}

function describe({ verb, reason, observed, desired }: RecordDecision): Described {
  const found = observed === undefined ? ABSENT : recordText(observed.set, observed.markers);
  const goes = verb === 'delete' || verb === 'replace' || reason === DNS_REASON.awaitingSecondObservation;
  const wanted = goes ? ABSENT : desired === undefined ? undefined : recordText(desired);
  return { found, ...(wanted === undefined ? {} : { wanted }) };
}

/** What stands at a subject (`Z1/web.example.com/A`); undefined when this run did not look there. */
function lookAt({ zones, inScope }: Observation, subject: string): string | undefined {
  const [zoneId, name = '', type, ...rest] = subject.split('/');
  const zone = zones.find((one) => one.zone.id === zoneId);
  const observed = zone?.names.get(name);
  if (zone === undefined || type === undefined || !inScope(name)) return undefined;
  if (observed === undefined && !zone.txt.has(name) && !zone.complete) return undefined;
  const setIdentifier = rest.join('/');
  const record = observed?.records.find((one) => one.type === type && one.setIdentifier === setIdentifier);
  return record === undefined ? ABSENT : recordText(record.set, record.markers);
}
