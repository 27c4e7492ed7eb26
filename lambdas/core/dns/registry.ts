import type { TxtOptions } from './config.ts';
import type { MarkerCipher } from './marker-cipher.ts';
import { hasTypeInAffix, markerName } from './marker-name.ts';

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

/**
 * The markers a record set of ours carries, so that the ExternalDNS named by `txt.compat` still reads and deletes
 * it (reference: externaldns 0.2). 0.14 reads `cname-` and the type-less name for an alias A, knows no marker of an
 * AAAA alias and would delete one that had it; 0.16 to 0.21 read `cname-`; 0.22 reads `a-`.
 *
 * ExternalDNS deletes the markers that it would write, whether they are there or not, and a deletion of one that is
 * not there fails for ever. Until 0.17 the type-less marker was among them, from 0.18 on it was only read, and a zone
 * does not say which of the two ran: so a new record set gets it, and one that is there keeps the markers it has.
 */
export function markerPlaces(record: MarkedRecord, registry: Registry): readonly MarkerPlace[] {
  if (!registry.enabled) return [];
  const { txt, cipher } = registry;
  const { name, type, alias } = record;
  if (alias && type === 'AAAA' && txt.compat === '0.14') return [];
  const today = txt.compat === '0.22' || txt.compat === 'none';
  const typedAs = alias && type === 'A' && !today ? 'CNAME' : type;
  const typed = { name: markerName(name, typedAs, txt), optional: false };
  if (today || type === 'AAAA' || cipher !== undefined || hasTypeInAffix(txt)) return [typed];
  const typeless = { name: markerName(name, '', txt), optional: txt.compat !== '0.14' };
  // A CNAME allows nothing beside it: without an affix 0.14 could never write its marker either.
  return type === 'CNAME' && typeless.name === name ? [typed] : [typed, typeless];
}
