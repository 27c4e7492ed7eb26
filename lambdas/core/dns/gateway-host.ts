import { ipFamily } from './ip-address.ts';

/** A host name as Gateway API has them (RFC 1123), possibly with `*` for its first label. */
const HOST = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/**
 * The name under which both a listener and a route answer, or undefined. Empty means any name; of a wildcard and a
 * name it covers, the more specific one. `*` stands for whole labels and not for none.
 */
export function intersectHosts(listener: string, route: string): string | undefined {
  const [left, right] = [listener.toLowerCase(), route.toLowerCase()];
  if (!isHost(left) || !isHost(right)) return undefined;
  if (left === '' || right === '') return left + right || undefined;
  if (left === right || covers(left, right)) return right;
  return covers(right, left) ? left : undefined;
}

function isHost(host: string): boolean {
  return host === '' || (HOST.test(host) && ipFamily(host) === undefined);
}

function covers(wildcard: string, host: string): boolean {
  return wildcard.startsWith('*.') && host.endsWith(wildcard.slice(1));
}
