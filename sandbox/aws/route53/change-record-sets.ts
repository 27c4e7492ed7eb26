import { AwsServiceError } from '../service-error.ts';
import type { ChangeInfo } from './changes.ts';
import { submitChange } from './changes.ts';
import { conflictProblems } from './conflict-rules.ts';
import { requireZone } from './hosted-zones.ts';
import { nameProblem } from './name-rules.ts';
import type { Change, ResourceRecordSet } from './record-set.ts';
import { recordSetContent } from './record-set.ts';
import { checkBatchSize, checkRequestForm } from './request-rules.ts';
import { valueProblems } from './value-rules.ts';
import type { Route53State, Zone } from './zone.ts';
import { storedName } from './zone-name.ts';

export interface ChangeResourceRecordSetsRequest {
  readonly HostedZoneId: string;
  readonly ChangeBatch: { readonly Comment?: string; readonly Changes: readonly Change[] };
}

/**
 * One atomic batch: InvalidInput when a change is ill-formed, InvalidChangeBatch with every message when a change
 * does not fit names, values or the zone. Changes apply in order on the zone itself and are undone on refusal.
 */
export function changeResourceRecordSets(
  state: Route53State,
  request: ChangeResourceRecordSetsRequest,
): { ChangeInfo: ChangeInfo } {
  const zone = requireZone(state, request.HostedZoneId);
  const given = request.ChangeBatch.Changes;
  checkRequestForm(given);
  checkBatchSize(given);
  refuse(given.flatMap((change) => nameProblem(zone, change.ResourceRecordSet.Name) ?? []));
  const changes = given.map((change) => ({
    ...change,
    ResourceRecordSet: storedSet(change.ResourceRecordSet),
  }));
  refuse(
    changes.flatMap((change) => (change.Action === 'DELETE' ? [] : valueProblems(change.ResourceRecordSet))),
  );
  refuse([...repeated(changes), ...protectedSets(zone, changes)]);
  apply(state, zone, changes);
  return { ChangeInfo: submitChange(state, request.ChangeBatch.Comment) };
}

function apply(state: Route53State, zone: Zone, changes: readonly Change[]): void {
  const undo: (() => void)[] = [];
  const problems = changes.flatMap((change) => applyOne(state, { zone, change, undo }));
  const apex = zone.records.named(zone.name);
  for (const type of ['NS', 'SOA']) {
    if (apex.some((set) => set.Type === type)) continue;
    problems.push(
      `A HostedZone must contain ${type === 'NS' ? 'at least one NS' : 'exactly one SOA'} record for the zone itself.`,
    );
  }
  if (problems.length === 0) return;
  for (const step of undo.reverse()) step();
  refuse(problems);
}

function applyOne(
  state: Route53State,
  step: { readonly zone: Zone; readonly change: Change; readonly undo: (() => void)[] },
): readonly string[] {
  const { zone, change, undo } = step;
  const set = change.ResourceRecordSet;
  const before = zone.records.get(set);
  if (change.Action === 'DELETE') {
    if (before === undefined)
      return [`Tried to delete resource record set ${label(set)} but it was not found`];
    if (recordSetContent(before) !== recordSetContent(set)) {
      return [
        `Tried to delete resource record set ${label(set)} but the values provided do not match the current values`,
      ];
    }
    zone.records.delete(set);
    undo.push(() => zone.records.put(before));
    return [];
  }
  if (change.Action === 'CREATE' && before !== undefined) {
    return [`Tried to create resource record set ${label(set)} but it already exists`];
  }
  const problems = conflictProblems(state, zone, set);
  if (problems.length > 0) return problems;
  zone.records.put(set);
  undo.push(() => (before === undefined ? zone.records.delete(set) : zone.records.put(before)));
  return [];
}

/** The same set twice in a batch, except DELETE followed by CREATE. */
function repeated(changes: readonly Change[]): readonly string[] {
  const actions = new Map<string, string[]>();
  for (const { Action, ResourceRecordSet: set } of changes) {
    const key = `${set.Type} ${set.Name}\u0000${set.SetIdentifier ?? ''}`;
    actions.set(key, [...(actions.get(key) ?? []), Action]);
  }
  const wrong = [...actions].filter(([, list]) => list.length > 1 && list.join() !== 'DELETE,CREATE');
  return wrong.map(([key]) => {
    const [name] = key.split('\u0000');
    return `The request contains an invalid set of changes for a resource record set '${name}'`;
  });
}

function protectedSets(zone: Zone, changes: readonly Change[]): readonly string[] {
  return changes
    .filter(({ ResourceRecordSet: set }) => zone.protected.has(`${set.Name} ${set.Type}`))
    .map(
      ({ ResourceRecordSet: set }) => `Tried to change resource record set ${label(set)} but it is protected`,
    );
}

function storedSet(set: ResourceRecordSet): ResourceRecordSet {
  const alias = set.AliasTarget;
  const known = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)) as unknown;
  return {
    ...(known as ResourceRecordSet),
    Name: storedName(set.Name),
    ...(set.ResourceRecords === undefined
      ? {}
      : { ResourceRecords: set.ResourceRecords.map(({ Value }) => ({ Value })) }),
    ...(alias === undefined
      ? {}
      : {
          AliasTarget: {
            HostedZoneId: alias.HostedZoneId.replace(/^\/?hostedzone\//, ''),
            DNSName: storedName(alias.DNSName),
            EvaluateTargetHealth: alias.EvaluateTargetHealth,
          },
        }),
  };
}

function label(set: ResourceRecordSet): string {
  const identifier = set.SetIdentifier === undefined ? '' : `, set identifier='${set.SetIdentifier}'`;
  return `[name='${set.Name}', type='${set.Type}'${identifier}]`;
}

function refuse(messages: readonly string[]): void {
  if (messages.length > 0) throw new AwsServiceError('InvalidChangeBatch', `[${messages.join(', ')}]`);
}
