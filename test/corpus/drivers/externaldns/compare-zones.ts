import { isDeepStrictEqual } from 'node:util';
import type { Difference } from '../../divergence.ts';
import type { CaseExpectation, CaseRecordSet } from './case.ts';
import { recordKey } from './record-sets.ts';
import type { ZoneContents } from './zones-world.ts';

/** Labels of ours inside a marker, which the peer does not write (test/corpus/README.md, "not compared"). */
const OUR_LABELS = /,external-dns\/sluice-[^=,"]*=[^,"]*/g;

/** Recorded record sets by zone and key. */
export function recordedContents(records: CaseExpectation['records']): ZoneContents {
  return Object.fromEntries(
    Object.entries(records).map(([zone, sets]) => [
      zone,
      Object.fromEntries(sets.map((set) => [recordKey(set), set])),
    ]),
  );
}

/** How record sets are written down before they are compared. */
export type Spelling = (set: CaseRecordSet) => unknown;

/** Without our labels. */
export const spellWhole: Spelling = (set) =>
  set.values === undefined
    ? set
    : { ...set, values: set.values.map((value) => value.replaceAll(OUR_LABELS, '')) };

/** Of an `unstable` case: names, types and the owner in a marker. */
export const spellOwner: Spelling = (set) => ({
  name: set.name,
  type: set.type,
  owners: (set.values ?? []).flatMap((value) => /external-dns\/owner=([^,"]*)/.exec(value)?.[1] ?? []),
});

/** One difference for each record set that is not the same, `records.<zone>.<name> <type>[ <set identifier>]`. */
export function compareZones(
  step: number,
  {
    recorded,
    ours,
    spell,
  }: { readonly recorded: ZoneContents; readonly ours: ZoneContents; readonly spell: Spelling },
): readonly Difference[] {
  return unionOf(recorded, ours).flatMap((zone) =>
    unionOf(recorded[zone] ?? {}, ours[zone] ?? {}).flatMap((key) => {
      const [theirs, mine] = [recorded[zone]?.[key], ours[zone]?.[key]];
      const [left, right] = [theirs && spell(theirs), mine && spell(mine)];
      if (isDeepStrictEqual(left, right)) return [];
      return [{ step, field: `records.${zone}.${key}`, recorded: left, ours: right }];
    }),
  );
}

/** `<zone>.<key>` of every record set that differs between two contents. */
export function changedKeys(before: ZoneContents, after: ZoneContents): ReadonlySet<string> {
  const differences = compareZones(0, { recorded: before, ours: after, spell: spellWhole });
  return new Set(differences.map(({ field }) => field.slice('records.'.length)));
}

function unionOf(left: object, right: object): readonly string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
}
