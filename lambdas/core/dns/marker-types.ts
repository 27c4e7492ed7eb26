import type { TxtOptions } from './config.ts';
import { hasTypeInAffix, markerName } from './marker-name.ts';
import type { Registry } from './registry.ts';

/**
 * The markers a record set of ours carries are such that the ExternalDNS named by `txt.compat` still reads and deletes
 * it (reference: externaldns 0.2). 0.14 reads `cname-` and the type-less name for an alias A, knows no marker of an
 * AAAA alias and would delete one that had it; 0.16 to 0.21 read `cname-`; 0.22 reads `a-`.
 *
 * ExternalDNS deletes the markers that it would write, whether they are there or not, and a deletion of one that is
 * not there fails for ever. Until 0.17 the type-less marker was among them, from 0.18 on it was only read, and a zone
 * does not say which of the two ran: so a new record set gets it, and one that is there keeps the markers it has.
 */

/** The type that a record set's marker names; undefined: it has no markers at all. */
export function typedMarker(type: string, alias: boolean, { enabled, txt }: Registry): string | undefined {
  if (!enabled || (alias && type === 'AAAA' && txt.compat === '0.14')) return undefined;
  return alias && type === 'A' && !isToday(txt) ? 'CNAME' : type;
}

/** Whether a record set that has markers has a type-less one, too. */
export function typelessMarker(
  name: string,
  type: string,
  { txt, cipher }: Registry,
): 'none' | 'optional' | 'required' {
  if (isToday(txt) || type === 'AAAA' || cipher !== undefined || hasTypeInAffix(txt)) return 'none';
  // A CNAME allows nothing beside it: without an affix 0.14 could never write its marker either.
  if (type === 'CNAME' && markerName(name, '', txt) === name) return 'none';
  return txt.compat === '0.14' ? 'required' : 'optional';
}

function isToday({ compat }: TxtOptions): boolean {
  return compat === '0.22' || compat === 'none';
}
