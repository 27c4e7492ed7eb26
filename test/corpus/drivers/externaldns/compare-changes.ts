import { CHANGE_CHARACTERS_MAX, CHANGE_RECORDS_MAX } from '../../../../lambdas/core/bounds.ts';
import type { Change } from '../../../../sandbox/aws/route53/record-set.ts';
import type { RecordedCall } from '../../../fakes/port-call.ts';
import type { Difference } from '../../divergence.ts';
import type { CaseExpectation } from './case.ts';
import { fromModel, recordKey } from './record-sets.ts';

/** What one step of ours did to Route 53. */
export interface StepChanges {
  readonly calls: readonly RecordedCall[];
  /** `<zone>.<key>` of what the recording changed in this step. */
  readonly recordedKeys: ReadonlySet<string>;
  readonly labelOf: (zoneId: string) => string;
}

/** `<zone>.<key>` of every record set that an accepted change touched. */
export function touchedKeys({ calls, labelOf }: Pick<StepChanges, 'calls' | 'labelOf'>): ReadonlySet<string> {
  return new Set(calls.filter(({ error }) => error === undefined).flatMap((call) => keysOf(call, labelOf)));
}

/**
 * No call where the recording has none, no accepted change of a record set that the recording left alone, and no
 * batch beyond Route 53's limits.
 */
export function compareChanges(
  step: number,
  changes: StepChanges,
  expected: Pick<CaseExpectation, 'changes'>,
): readonly Difference[] {
  const quiet = expected.changes.length === 0;
  const unwanted =
    quiet && changes.calls.length > 0 ? [changes.calls.map((call) => describe(call, changes.labelOf))] : [];
  const outside = [...touchedKeys(changes)].filter((key) => !changes.recordedKeys.has(key)).sort();
  const tooLarge = changes.calls.filter(isTooLarge).map((call) => describe(call, changes.labelOf));
  return [
    ...unwanted.map((ours) => ({ step, field: 'changes', recorded: [], ours })),
    ...outside.map((key) => ({ step, field: `touched.${key}`, recorded: undefined, ours: 'changed' })),
    ...tooLarge.map((ours) => ({ step, field: 'limits', recorded: undefined, ours })),
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
  return changesOf(call).map(({ ResourceRecordSet: set }) => `${zone}.${recordKey(fromModel(set))}`);
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
