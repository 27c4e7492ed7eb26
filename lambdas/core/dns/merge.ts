import { compareBytes } from '../object-key.ts';
import type { Endpoint } from './endpoint.ts';
import { canonicalIp, ipFamily } from './ip-address.ts';

/**
 * Endpoints of equal name, type, set identifier and TTL become one with all targets (`MergeEndpoints`). CNAMEs
 * hold one target, so they stay apart unless equal, and the plan decides. The first endpoint gives the resource;
 * the input is in a fixed order (source, then namespace and name), so the outcome is too.
 */
export function mergeEndpoints(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const merged = new Map<string, Endpoint>();
  for (const endpoint of endpoints) {
    const key = mergeKey(endpoint);
    const first = merged.get(key);
    merged.set(key, first === undefined ? endpoint : { ...first, targets: union(first, endpoint) });
  }
  return [...merged.values()];
}

/** Drops copies of equal name, type, set identifier and targets across sources; the first wins (dedup wrapper). */
export function dropCopies(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const seen = new Set<string>();
  return endpoints.filter((endpoint) => {
    const { dnsName, recordType, setIdentifier, targets } = endpoint;
    const key = JSON.stringify([dnsName, recordType, setIdentifier, targets]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * Which of two endpoints takes a free name: fewer targets first, then target by target: addresses by number and
 * before host names, host names by bytes (`IsLess`).
 */
export function compareTargets(left: readonly string[], right: readonly string[]): number {
  if (left.length !== right.length) return left.length - right.length;
  for (const [index, target] of left.entries()) {
    const order = compareTarget(target, right[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function compareTarget(left: string, right: string): number {
  if (left === right) return 0;
  const leftIsIp = ipFamily(left) !== undefined;
  const rightIsIp = ipFamily(right) !== undefined;
  if (leftIsIp !== rightIsIp) return leftIsIp ? -1 : 1;
  return leftIsIp ? compareBytes(canonicalIp(left), canonicalIp(right)) : compareBytes(left, right);
}

function mergeKey(endpoint: Endpoint): string {
  const { dnsName, recordType, setIdentifier, ttl, targets } = endpoint;
  const single = recordType === 'CNAME' || recordType === 'DNAME';
  return JSON.stringify([dnsName, recordType, setIdentifier, ttl ?? 0, single ? targets[0] : '']);
}

function union(left: Endpoint, right: Endpoint): readonly string[] {
  return [...new Set([...left.targets, ...right.targets])].sort(compareBytes);
}
