import type { Endpoint } from './endpoint.ts';
import { compareTargets } from './merge.ts';
import type { ObservedRecord } from './observed-zone.ts';
import { LABEL } from './registry.ts';
import { targetsKey } from './targets.ts';

/** Who gets a name, and who does not. */
export interface Resolution {
  /** At most one a type, sorted by type. */
  readonly winners: readonly Endpoint[];
  /** Claimants of other objects with other targets. */
  readonly losers: readonly { readonly endpoint: Endpoint; readonly winner: Endpoint }[];
  /** CNAMEs dropped because the name has addresses too (RFC 1034 3.6.2: a CNAME stands alone). */
  readonly droppedCnames: readonly Endpoint[];
}

/**
 * Decides between the candidates of one name and set identifier as ExternalDNS does (`plan/conflict.go`): the
 * object named by the existing record's marker keeps it, even with other targets; a free name goes to the smallest
 * targets. So the first claimant stays until it disappears, and the loser is reported.
 */
export function resolveClaims(
  candidates: readonly Endpoint[],
  current: readonly ObservedRecord[],
): Resolution {
  const addresses = candidates.filter((endpoint) => endpoint.recordType !== 'CNAME');
  const cnames = candidates.filter((endpoint) => endpoint.recordType === 'CNAME');
  const eligible = addresses.length > 0 ? addresses : cnames;
  const winners: Endpoint[] = [];
  const losers: { endpoint: Endpoint; winner: Endpoint }[] = [];
  for (const type of [...new Set(eligible.map((endpoint) => endpoint.recordType))].sort()) {
    const sorted = eligible
      .filter((endpoint) => endpoint.recordType === type)
      .sort((left, right) => compareTargets(left.targets, right.targets));
    const keeper = current.find((record) => record.type === type)?.labels?.[LABEL.resource];
    const winner = sorted.find((endpoint) => endpoint.resource === keeper) ?? sorted[0];
    if (winner === undefined) continue;
    winners.push(winner);
    for (const endpoint of sorted) if (losesTo(winner, endpoint)) losers.push({ endpoint, winner });
  }
  return { winners, losers, droppedCnames: addresses.length > 0 ? cnames : [] };
}

function losesTo(winner: Endpoint, endpoint: Endpoint): boolean {
  if (endpoint === winner) return false;
  return targetsKey(endpoint.recordType, endpoint.targets) !== targetsKey(winner.recordType, winner.targets);
}
