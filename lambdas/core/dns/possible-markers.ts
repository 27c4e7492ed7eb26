import { hasTypeInAffix, markerName } from './marker-name.ts';
import type { Registry } from './registry.ts';

/** Names at which a marker of A, AAAA or CNAME records of `name` may stand, in any shape ever written. */
export function possibleMarkerNames(name: string, registry: Registry): readonly string[] {
  if (!registry.enabled) return [];
  const types = hasTypeInAffix(registry.txt) ? ['A', 'AAAA', 'CNAME'] : ['A', 'AAAA', 'CNAME', ''];
  return types.map((type) => markerName(name, type, registry.txt));
}
