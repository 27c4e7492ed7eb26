import type { ObjectReference } from './kubernetes.ts';

/**
 * The printed identity of an object: `ExternalSecret/auth/postgres` or `ClusterSecretStore/aws-ssm`.
 * Used as map key, report subject and sort key everywhere.
 */
export function formatKey(kind: string, reference: ObjectReference): string {
  return reference.namespace === undefined
    ? `${kind}/${reference.name}`
    : `${kind}/${reference.namespace}/${reference.name}`;
}

/**
 * Orders strings by their UTF-8 bytes, as Go and the API server do. JavaScript orders by UTF-16 unit, which
 * differs only where a surrogate (above U+FFFF) meets a unit from U+E000 on; those are moved behind.
 */
export function compareBytes(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return byteRank(a) - byteRank(b);
  }
  return left.length - right.length;
}

function byteRank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  if (unit >= 0xd800) return unit + 0x2000;
  return unit;
}
