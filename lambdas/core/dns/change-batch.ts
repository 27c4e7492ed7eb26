import { compareBytes } from '../object-key.ts';
import type { ChangeGroup } from './changes.ts';
import type { BatchLimits } from './config.ts';
import { normalizeName } from './dns-name.ts';
import type { RecordChange } from './record-set.ts';

/** Changes of one zone that go in one ChangeResourceRecordSets. */
export interface ChangeBatch {
  readonly zoneId: string;
  readonly groups: readonly ChangeGroup[];
}

/**
 * Packs groups into batches in order: a name and its markers are never split, so that a record never stands without
 * its marker. Inside a batch all DELETEs come first; an alias to a record of the same zone comes after its target
 * (Route 53 refuses an alias whose target does not exist, and looks at the batch in order).
 */
export function batchChanges(
  groups: readonly ChangeGroup[],
  limits: BatchLimits,
): { readonly batches: readonly ChangeBatch[]; readonly tooLarge: readonly ChangeGroup[] } {
  const batches: { zoneId: string; groups: ChangeGroup[]; size: Size }[] = [];
  const tooLarge: ChangeGroup[] = [];
  for (const group of orderGroups(groups)) {
    const size = sizeOf(group.changes);
    const last = batches.at(-1);
    if (!fits(size, limits)) tooLarge.push(group);
    else if (last?.zoneId === group.zoneId && fits(add(last.size, size), limits)) {
      last.groups.push(group);
      last.size = add(last.size, size);
    } else batches.push({ zoneId: group.zoneId, groups: [group], size });
  }
  return { batches: batches.map(({ zoneId, groups: members }) => ({ zoneId, groups: members })), tooLarge };
}

/** The changes of a batch in the order they are sent. */
export function changesOf(groups: readonly ChangeGroup[]): readonly RecordChange[] {
  const changes = groups.flatMap((group) => group.changes);
  const deletes = changes.filter(({ action }) => action === 'DELETE');
  const creates = changes.filter(({ action }) => action === 'CREATE');
  return [...deletes.sort(aliasesFirst), ...creates.sort(aliasesLast)];
}

interface Size {
  readonly changes: number;
  readonly characters: number;
  readonly values: number;
}

/** An alias counts as one value of its target's length, as the peer counts it. */
function sizeOf(changes: readonly RecordChange[]): Size {
  const values = changes.flatMap(({ recordSet }) => recordSet.values ?? [recordSet.alias?.dnsName ?? '']);
  const characters = values.reduce((sum, value) => sum + value.length, 0);
  return { changes: changes.length, characters, values: values.length };
}

function add(left: Size, right: Size): Size {
  return {
    changes: left.changes + right.changes,
    characters: left.characters + right.characters,
    values: left.values + right.values,
  };
}

function fits(size: Size, limits: BatchLimits): boolean {
  return (
    size.changes <= limits.changes && size.characters <= limits.characters && size.values <= limits.values
  );
}

/** By zone and name, but behind the groups that create the targets of its aliases. */
function orderGroups(groups: readonly ChangeGroup[]): readonly ChangeGroup[] {
  const names = new Set(groups.map((group) => `${group.zoneId}/${group.name}`));
  const depth = (group: ChangeGroup) => (ownTargets(group).some((target) => names.has(target)) ? 1 : 0);
  return [...groups].sort(
    (left, right) =>
      compareBytes(left.zoneId, right.zoneId) ||
      depth(left) - depth(right) ||
      compareBytes(left.name, right.name),
  );
}

function ownTargets(group: ChangeGroup): readonly string[] {
  return group.changes.flatMap(({ action, recordSet: { alias } }) =>
    action === 'CREATE' && alias?.hostedZoneId === group.zoneId
      ? [`${group.zoneId}/${normalizeName(alias.dnsName)}`]
      : [],
  );
}

function aliasesFirst(left: RecordChange, right: RecordChange): number {
  return aliasRank(right) - aliasRank(left);
}

function aliasesLast(left: RecordChange, right: RecordChange): number {
  return aliasRank(left) - aliasRank(right);
}

function aliasRank({ recordSet }: RecordChange): number {
  return recordSet.alias === undefined ? 0 : 1;
}
