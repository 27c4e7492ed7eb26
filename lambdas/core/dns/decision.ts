import type { ReportEntry } from '../report.ts';
import type { Endpoint } from './endpoint.ts';
import type { ObservedName, ObservedRecord } from './observed-zone.ts';
import type { DnsReason } from './reasons.ts';
import type { RecordSet } from './record-set.ts';

/**
 * - `create`, `update`: write `desired` (an update is DELETE of the set read plus CREATE)
 * - `mark`: the record is right, a marker is missing or names another owner
 * - `unmark`: the record is right and marked, and markers of older shapes go; as slow as a deletion
 * - `replace`: DELETE of a set that must go for a `create` of the same name (type change): part of an update
 * - `delete`: nobody wants it any more; passes core/dns/safety.ts first
 * - `keep`: ours and right, or left alone for a reason that stands in the notes
 */
export type Verb = 'create' | 'update' | 'mark' | 'unmark' | 'replace' | 'delete' | 'keep';

/** What is to be done with one record set. */
export interface RecordDecision {
  readonly verb: Verb;
  readonly type: string;
  readonly setIdentifier: string;
  readonly reason: DnsReason;
  /** Of a deletion: an earlier complete observation named it too. @default false */
  readonly agreed?: boolean;
  readonly observed?: ObservedRecord;
  readonly desired?: RecordSet;
  readonly endpoint?: Endpoint;
}

/** Everything decided under one name of one zone. */
export interface NamePlan {
  readonly zoneId: string;
  readonly name: string;
  readonly decisions: readonly RecordDecision[];
  readonly observed: ObservedName;
}

/** A plan: sorted by zone id and name; printing it is the dry run. */
export interface DnsPlan {
  readonly names: readonly NamePlan[];
  readonly notes: readonly ReportEntry[];
  /** Names with at least one record set of ours, each once, by zone id: what the breaker counts against. */
  readonly owned: ReadonlyMap<string, readonly string[]>;
}
