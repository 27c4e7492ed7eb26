import type { SourceObjects } from './desired.ts';
import type { RelatedKind } from './related.ts';
import { relatedToService } from './service.ts';
import type { SourceOptions } from './source.ts';

/**
 * What else must be read to know where the listed objects point. Gateways and namespaces for routes; Nodes, Pods and
 * EndpointSlices only where a Service that is published needs them, since Pods are the largest list a cluster has.
 */
export function neededKinds(objects: SourceObjects, options: SourceOptions): ReadonlySet<RelatedKind> {
  const needed = new Set<RelatedKind>();
  for (const service of objects.service ?? [])
    for (const kind of relatedToService(service, options)) needed.add(kind);
  const routes = [
    objects['gateway-httproute'],
    objects['gateway-grpcroute'],
    objects['gateway-tlsroute'],
  ].flatMap((listed) => listed ?? []);
  if (routes.length > 0) for (const kind of ['gateways', 'namespaces'] as const) needed.add(kind);
  return needed;
}
