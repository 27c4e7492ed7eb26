import type { TxtOptions } from './config.ts';
import type { MarkerCipher } from './marker-cipher.ts';
import { markerName } from './marker-name.ts';
import { typedMarker, typelessMarker } from './marker-types.ts';

/**
 * `cluster` tells two clusters with one owner id apart; it is lost on a hand-back, so nothing relies on it alone.
 * `dualstack`: until v0.15 an AAAA alias had no marker of its own, and this label on its sibling's stood for it.
 * `host`: first label of the name that is marked, which tells the readings of a marker's name apart; without it a
 * record set that somebody puts at the marker's own name would make the marker ambiguous, and what it marks untouchable.
 *
 * All markers of a record set carry the same labels: until 0.17 ExternalDNS makes both markers that it deletes from the
 * labels of one of them, and a deletion that is not right to the letter fails for ever.
 */
export const LABEL = {
  owner: 'owner',
  resource: 'resource',
  cluster: 'sluice-cluster',
  dualstack: 'dualstack',
  host: 'sluice-host',
} as const;

/** Who we are in the registry, and how markers are written. */
export interface Registry {
  readonly ownerId: string;
  readonly cluster: string;
  readonly txt: TxtOptions;
  /** False with the noop registry: no markers at all. */
  readonly enabled: boolean;
  readonly cipher?: MarkerCipher;
}

/** What a record set is to the registry: its type, and whether it is an alias. */
export interface MarkedRecord {
  readonly name: string;
  readonly type: string;
  readonly alias: boolean;
}

/** Where a marker stands. */
export interface MarkerPlace {
  readonly name: string;
  /** Written with a new record set where it can be, never added to one that is there, and no reason to refuse. */
  readonly optional: boolean;
}

/** Where the markers of a record set of ours stand; which ones it has say `typedMarker` and `typelessMarker`. */
export function markerPlaces(record: MarkedRecord, registry: Registry): readonly MarkerPlace[] {
  const { name, type, alias } = record;
  const typedAs = typedMarker(type, alias, registry);
  if (typedAs === undefined) return [];
  const typed = { name: markerName(name, typedAs, registry.txt), optional: false };
  const typeless = typelessMarker(name, type, registry);
  if (typeless === 'none') return [typed];
  return [typed, { name: markerName(name, '', registry.txt), optional: typeless === 'optional' }];
}
