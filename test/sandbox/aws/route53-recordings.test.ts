import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addHostedZone } from '../../../sandbox/aws/route53/hosted-zones.ts';
import type { Change } from '../../../sandbox/aws/route53/record-set.ts';
import type { Route53 } from '../../../sandbox/aws/route53/route53.ts';
import { createRoute53 } from '../../../sandbox/aws/route53/route53.ts';
import type { Zone } from '../../../sandbox/aws/route53/zone.ts';
import { storedName } from '../../../sandbox/aws/route53/zone-name.ts';
import { AwsServiceError } from '../../../sandbox/aws/service-error.ts';
import type { CaseRecordEdits, CaseRecordSet, CaseZone } from '../../corpus/drivers/externaldns/case.ts';
import { fromModel, recordKey, toModel, zoneLabel } from '../../corpus/drivers/externaldns/record-sets.ts';
import { readYaml } from '../../corpus/read-yaml.ts';

/**
 * Every change batch that ExternalDNS sent in the recordings, sent again to the model: the same batches are taken,
 * the others are refused with the same code and text, and the zones end up with the same content.
 */
const CASES = new URL('../../corpus/externaldns/cases/', import.meta.url);

interface RecordedBatch {
  readonly zone: string;
  readonly result: 'ok' | 'refused';
  readonly error?: string;
  readonly changes: readonly (CaseRecordSet & { readonly action: Change['Action'] })[];
}

interface RecordedStep {
  readonly do: {
    readonly records?: Readonly<Record<string, CaseRecordEdits>>;
    readonly faults?: readonly { readonly call: string; readonly code: string }[];
  };
  readonly expect: {
    readonly records: Readonly<Record<string, readonly CaseRecordSet[]>>;
    readonly changes?: readonly RecordedBatch[];
    readonly warnings?: readonly string[];
  };
}

interface RecordedCase {
  readonly zones?: readonly CaseZone[];
  readonly steps: readonly RecordedStep[];
}

describe.each(readdirSync(CASES))('the recorded batches of topic %s', (topic) => {
  it.each(readdirSync(new URL(`${topic}/`, CASES)))('%s', (file) => {
    const { zones = [], steps } = readYaml(new URL(`${topic}/${file}`, CASES).pathname) as RecordedCase;
    const route53 = createRoute53({ now: () => 0 });
    const byLabel = new Map<string, Zone>();
    for (const zone of zones) {
      byLabel.set(zoneLabel(zone), addHostedZone(route53.state, zone));
      for (const set of zone.records ?? []) byLabel.get(zoneLabel(zone))?.records.put(stored(set));
    }
    for (const step of steps) replay(route53, byLabel, step);
  });
});

function replay(route53: Route53, zones: ReadonlyMap<string, Zone>, step: RecordedStep): void {
  for (const [label, { delete: gone = [], put = [] }] of Object.entries(step.do.records ?? {})) {
    for (const set of gone) zones.get(label)?.records.delete(stored(set));
    for (const set of put) zones.get(label)?.records.put(stored(set));
  }
  const scripted = new Set(step.do.faults?.map((fault) => fault.code));
  for (const batch of step.expect.changes ?? []) {
    if (batch.error !== undefined && scripted.has(batch.error)) continue;
    const answer = send(route53, zones.get(batch.zone)?.id ?? '', batch);
    expect(answer.code).toBe(batch.result === 'ok' ? 'ok' : batch.error);
    const told = step.expect.warnings?.some((line) => line.includes(answer.message)) === true;
    expect(told || answer.message === '', answer.message).toBe(true);
  }
  for (const [label, recorded] of Object.entries(step.expect.records)) {
    const zone = zones.get(label);
    const sets = zone?.records.from('', zone.records.size) ?? [];
    const own = sets.filter((set) => set.Name !== zone?.name || (set.Type !== 'NS' && set.Type !== 'SOA'));
    expect(keyed(own.map(fromModel))).toEqual(keyed(recorded));
  }
}

function send(
  route53: Route53,
  HostedZoneId: string,
  batch: RecordedBatch,
): { code: string; message: string } {
  const Changes = batch.changes.map(({ action, ...set }) => ({
    Action: action,
    // Names as they were sent, without the dot that toModel adds: error texts repeat them.
    ResourceRecordSet: { ...toModel(set), Name: set.name },
  }));
  try {
    route53.call('ChangeResourceRecordSets', { HostedZoneId, ChangeBatch: { Changes } });
    return { code: 'ok', message: '' };
  } catch (error) {
    if (!(error instanceof AwsServiceError)) throw error;
    return { code: error.code, message: error.message };
  }
}

function stored(set: CaseRecordSet) {
  const model = toModel(set);
  return { ...model, Name: storedName(model.Name) };
}

function keyed(sets: readonly CaseRecordSet[]): Readonly<Record<string, CaseRecordSet>> {
  return Object.fromEntries(sets.map((set) => [recordKey(set), set]));
}
