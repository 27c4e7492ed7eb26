import { CHANGE_CHARACTERS_MAX, CHANGE_RECORDS_MAX } from '../../../../lambdas/core/bounds.ts';
import type { Change } from '../../../../sandbox/aws/route53/record-set.ts';
import { storedName } from '../../../../sandbox/aws/route53/zone-name.ts';
import type { RecordedCall } from '../../../fakes/port-call.ts';
import type { Difference } from '../../divergence.ts';
import type { CaseExpectation, CaseRecordSet } from './case.ts';
import { fromModel, recordKey, toModel } from './record-sets.ts';

/** What one step of ours did to Route 53. */
export interface StepChanges {
  readonly calls: readonly RecordedCall[];
  /** `<zone>.<key>` of what the recording changed in this step. */
  readonly recordedKeys: ReadonlySet<string>;
  /** `<zone>.<key>` of what differs in the end, and is reported by itself. */
  readonly differingKeys: ReadonlySet<string>;
  readonly labelOf: (zoneId: string) => string;
}

/** `<zone>.<key>` of every record set that an accepted change touched. */
export function touchedKeys({ calls, labelOf }: Pick<StepChanges, 'calls' | 'labelOf'>): ReadonlySet<string> {
  return new Set(calls.filter(({ error }) => error === undefined).flatMap((call) => keysOf(call, labelOf)));
}

/** `<zone>.<key>` of what the recording wrote in a step, even if with the same content. */
export function rewrittenKeys({ changes }: Pick<CaseExpectation, 'changes'>): ReadonlySet<string> {
  const accepted = changes.filter(({ result }) => result === 'ok');
  return new Set(
    accepted.flatMap(({ zone, changes: sets }) =>
      sets.map((set) => `${zone}.${recordKey(fromModel(stored(set)))}`),
    ),
  );
}

/**
 * No call where the recording has none, no accepted change of a record set that the recording left alone, and no
 * batch beyond Route 53's limits. Changes that show in the record sets are not reported a second time.
 */
export function compareChanges(
  step: number,
  changes: StepChanges,
  expected: Pick<CaseExpectation, 'changes'>,
): readonly Difference[] {
  const { calls, recordedKeys, differingKeys, labelOf } = changes;
  const isReported = (key: string) => differingKeys.has(key);
  const unwanted = calls.filter(
    (call) => call.error !== undefined || !keysOf(call, labelOf).some(isReported),
  );
  const outside = [...touchedKeys(changes)]
    .filter((key) => !recordedKeys.has(key) && !isReported(key))
    .sort();
  const tooLarge = calls.filter(isTooLarge);
  const describeAll = (some: readonly RecordedCall[]) => some.map((call) => describe(call, labelOf));
  return [
    ...(expected.changes.length === 0 && unwanted.length > 0
      ? [{ step, field: 'changes', recorded: [], ours: describeAll(unwanted) }]
      : []),
    ...outside.map((key) => ({ step, field: `touched.${key}`, recorded: undefined, ours: 'changed' })),
    ...describeAll(tooLarge).map((ours) => ({ step, field: 'limits', recorded: undefined, ours })),
  ];
}

/** What a sweep did after everything had settled. */
export function compareSecondRun(
  step: number,
  calls: readonly RecordedCall[],
  {
    changes,
    labelOf,
  }: { readonly changes: CaseExpectation['changes']; readonly labelOf: StepChanges['labelOf'] },
): readonly Difference[] {
  // Where Route 53 refuses what the objects ask for, asking again is no change.
  const refusable = changes.some(({ result }) => result === 'refused');
  const made = calls.filter(({ error }) => error === undefined || !refusable);
  if (made.length === 0) return [];
  return [{ step, field: 'secondRun', recorded: [], ours: made.map((call) => describe(call, labelOf)) }];
}

function changesOf(call: RecordedCall): readonly Change[] {
  return (call.params['ChangeBatch'] as { readonly Changes: readonly Change[] }).Changes;
}

function keysOf(call: RecordedCall, labelOf: StepChanges['labelOf']): readonly string[] {
  const zone = labelOf(String(call.params['HostedZoneId']));
  return changesOf(call).map(({ ResourceRecordSet: set }) => {
    return `${zone}.${recordKey(fromModel({ ...set, Name: storedName(set.Name) }))}`;
  });
}

function stored(set: CaseRecordSet) {
  const model = toModel(set);
  return { ...model, Name: storedName(model.Name) };
}

function isTooLarge(call: RecordedCall): boolean {
  const values = changesOf(call).flatMap(({ ResourceRecordSet: set }) => set.ResourceRecords ?? []);
  const characters = values.reduce((sum, { Value }) => sum + Value.length, 0);
  return values.length > CHANGE_RECORDS_MAX || characters > CHANGE_CHARACTERS_MAX;
}

function describe(call: RecordedCall, labelOf: StepChanges['labelOf']): string {
  const changes = changesOf(call).map(
    ({ Action, ResourceRecordSet: set }) => `${Action} ${recordKey(fromModel(set))}`,
  );
  const refused = call.error === undefined ? '' : ` (refused: ${call.error})`;
  return `${labelOf(String(call.params['HostedZoneId']))}: ${changes.join(', ')}${refused}`;
}
