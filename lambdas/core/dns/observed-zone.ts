import type { HostedZone } from '../aws-ports.ts';
import type { Labels } from './labels.ts';
import type { RecordSet } from './record-set.ts';

/** A TXT set that is a registry record. */
export interface Marker {
  readonly set: RecordSet;
  /** Where it stands, normalised. */
  readonly name: string;
  readonly labels: Labels;
}

/**
 * - `ours`: a marker with our owner id (and not another cluster's label) stands for it
 * - `foreign`: its marker names somebody else, or nobody
 * - `ambiguous`: the only TXT that could be its marker could be another record's too
 * - `unowned`: no marker
 */
export type OwnershipState = 'ours' | 'foreign' | 'ambiguous' | 'unowned';

/** One record set of a managed type. */
export interface ObservedRecord {
  readonly set: RecordSet;
  readonly name: string;
  readonly type: string;
  readonly setIdentifier: string;
  readonly state: OwnershipState;
  /** Labels of the marker that decides; undefined when there is none. */
  readonly labels: Labels | undefined;
  /** Every marker of ours that stands for this set: deleted with it, exactly as read. */
  readonly markers: readonly Marker[];
}

/** A TXT set; with labels when it is a marker. */
export interface ObservedTxt {
  readonly set: RecordSet;
  readonly labels?: Labels;
}

/** Everything at one name of one zone, TXT sets aside. */
export interface ObservedName {
  readonly records: readonly ObservedRecord[];
  /** Sets of types that are not managed. */
  readonly others: readonly RecordSet[];
}

/** What a zone holds, or the part of it that a narrow hint asked for. */
export interface ObservedZone {
  readonly zone: HostedZone;
  readonly names: ReadonlyMap<string, ObservedName>;
  /**
   * TXT sets by name, markers or not (at most one a set identifier). Half of what a zone holds are markers, each at a
   * name of its own, and nobody looks for one of those among the names.
   */
  readonly txt: ReadonlyMap<string, readonly ObservedTxt[]>;
  /** False when only some names were read, or a page failed: nothing may be deleted. */
  readonly complete: boolean;
}
