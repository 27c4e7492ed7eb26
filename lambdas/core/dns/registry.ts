import type { TxtOptions } from './config.ts';
import type { Labels } from './labels.ts';
import type { MarkerCipher } from './marker-cipher.ts';
import { hasTypeInAffix, markerName } from './marker-name.ts';

/**
 * `cluster` tells two clusters with one owner id apart; it is lost on a hand-back, so nothing relies on it alone.
 * `dualstack`: until v0.15 an AAAA alias had no marker of its own, and this label on its sibling's stood for it.
 */
export const LABEL = {
  owner: 'owner',
  resource: 'resource',
  cluster: 'sluice-cluster',
  dualstack: 'dualstack',
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

/**
 * Names of the markers a record set of ours carries, so that the ExternalDNS named by `txt.compat` still reads and
 * deletes it (reference: externaldns 0.2). 0.14 reads `cname-` and the type-less name for an alias A, knows no
 * marker of an AAAA alias and would delete one that had it; 0.16 to 0.21 read `cname-`; 0.22 reads `a-`.
 */
export function markerNames(record: MarkedRecord, registry: Registry): readonly string[] {
  if (!registry.enabled) return [];
  const { txt } = registry;
  const typed = (type: string) => markerName(record.name, type, txt);
  if (txt.compat === '0.22' || !record.alias) return withTypeless(typed(record.type), record, registry);
  if (record.type === 'AAAA') return txt.compat === '0.14' ? [] : [typed('AAAA')];
  return withTypeless(typed('CNAME'), record, registry);
}

/** Labels of a new marker. `dualstack`: an AAAA alias of the same name exists that 0.14 must find by this label. */
export function ownLabels(resource: string, dualstack: boolean, registry: Registry): Labels {
  return {
    [LABEL.owner]: registry.ownerId,
    ...(resource === '' ? {} : { [LABEL.resource]: resource }),
    ...(dualstack ? { [LABEL.dualstack]: 'true' } : {}),
    ...(registry.cluster === '' ? {} : { [LABEL.cluster]: registry.cluster }),
  };
}

function withTypeless(typed: string, record: MarkedRecord, registry: Registry): readonly string[] {
  const { txt, cipher } = registry;
  const written = txt.compat === '0.14' && record.type !== 'AAAA';
  if (!written || cipher !== undefined || hasTypeInAffix(txt)) return [typed];
  const typeless = markerName(record.name, '', txt);
  // A CNAME allows nothing beside it: without an affix 0.14 could never write its marker either.
  return record.type === 'CNAME' && typeless === record.name ? [typed] : [typed, typeless];
}
