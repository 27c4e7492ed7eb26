import type { Endpoint } from './endpoint.ts';
import type { ObservedName } from './observed-zone.ts';

const NONE: readonly never[] = [];
const NOTHING_OBSERVED: ObservedName = { records: NONE, others: NONE };

/**
 * Visits every name that is asked for or there, sorted, each once: its endpoints in the order given, and what is there
 * (neither of them undefined). Two sorted lists and one walk: in a large zone a table of what is asked for, and the
 * look-ups in it, cost more.
 */
export function walkNames(
  endpoints: readonly Endpoint[],
  names: ReadonlyMap<string, ObservedName>,
  visit: (name: string, candidates: readonly Endpoint[], observed: ObservedName) => void,
): void {
  const wanted = [...endpoints].sort(byName);
  // Names are ASCII but for those Route 53 escapes, so the language's own order will do, and is the quicker one.
  const there = [...names.keys()].sort();
  let start = 0;
  let next = 0;
  while (start < wanted.length || next < there.length) {
    const asked = wanted[start]?.dnsName;
    const found = there[next];
    if (found !== undefined && (asked === undefined || found < asked)) {
      visit(found, NONE, names.get(found) ?? NOTHING_OBSERVED);
      next += 1;
    } else if (asked !== undefined) {
      const end = endOfName(wanted, start, asked);
      const isThere = asked === found;
      const observed = isThere ? names.get(found) : undefined;
      visit(asked, wanted.slice(start, end), observed ?? NOTHING_OBSERVED);
      start = end;
      if (isThere) next += 1;
    }
  }
}

function byName(left: Endpoint, right: Endpoint): number {
  if (left.dnsName === right.dnsName) return 0;
  return left.dnsName < right.dnsName ? -1 : 1;
}

/** Where the endpoints of a name that begin at `start` end. */
function endOfName(sorted: readonly Endpoint[], start: number, name: string): number {
  let end = start + 1;
  while (sorted[end]?.dnsName === name) end += 1;
  return end;
}
