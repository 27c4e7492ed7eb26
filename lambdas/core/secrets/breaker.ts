import { hash } from 'node:crypto';
import { BREAKER_DELETIONS_MIN, BREAKER_POPULATION_MIN, BREAKER_SHARE_MAX } from '../bounds.ts';
import { compareBytes } from '../object-key.ts';

/**
 * Stops deletions that look like an accident (DESIGN 4.9): too large a share of all managed Secrets at once, or
 * everything one store serves. It judges a complete observation of every ExternalSecret, whatever the hint was.
 */
export interface AbsenceFacts {
  /** ExternalSecret key -> keys that would go from its Secret because AWS says not found, and its Secret's name. */
  readonly deletions: readonly Deletion[];
  /** ExternalSecrets with a Secret. */
  readonly managed: number;
  /**
   * For every store, by ExternalSecret that was looked at, whether all keys read through it are absent; unknown counts as
   * present.
   */
  readonly stores: ReadonlyMap<string, readonly boolean[]>;
}

export interface Deletion {
  readonly externalSecret: string;
  readonly secret: string;
  readonly keys: readonly string[];
}

export type BreakerVerdict =
  | { readonly stopped: false }
  | { readonly stopped: true; readonly reason: string; readonly checksum: string };

export function judgeDeletions(facts: AbsenceFacts): BreakerVerdict {
  const reason = findReason(facts);
  return facts.deletions.length === 0 || reason === undefined
    ? { stopped: false }
    : { stopped: true, reason, checksum: checksumOf(facts.deletions) };
}

function findReason({ deletions, managed, stores }: AbsenceFacts): string | undefined {
  const count = deletions.length;
  const tooMany =
    managed >= BREAKER_POPULATION_MIN &&
    count >= BREAKER_DELETIONS_MIN &&
    count > managed * BREAKER_SHARE_MAX;
  if (tooMany) {
    return `${count} of ${managed} managed secrets would lose keys, more than ${BREAKER_SHARE_MAX * 100} %`;
  }
  // In one order whatever was read first: the reason is written into statuses, and must not change by itself.
  const empty = [...stores]
    .filter(([, absences]) => absences.length >= 2 && absences.every(Boolean))
    .map(([store, absences]) => `of ${store}, which serves ${absences.length} secrets`)
    .sort(compareBytes);
  return empty.length === 0 ? undefined : `all keys ${empty.join(', and ')}, are absent`;
}

/** Of the plan a person reads and releases: names only, so it says nothing about values. */
export function checksumOf(deletions: readonly Deletion[]): string {
  const lines = deletions.map(({ externalSecret, secret, keys }) =>
    JSON.stringify([externalSecret, secret, [...keys].sort(compareBytes)]),
  );
  return hash('sha256', lines.sort(compareBytes).join('\n')).slice(0, 16);
}
