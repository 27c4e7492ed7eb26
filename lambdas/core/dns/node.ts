import type { KubernetesObject } from '../kubernetes.ts';
import { compileClaim } from './claim.ts';
import { addTemplated } from './name-templates.ts';
import { readNodeAddresses } from './node-addresses.ts';
import { noteAnnotations, readSourceObject, type SourceOptions } from './source.ts';
import { NO_RESULT, type SourceResult } from './source-result.ts';

/**
 * Node (ExternalDNS `source/node.go`): its name points to its external addresses, or to the internal ones where it
 * has none. Routing annotations do not count. Where the peer stops its whole run over a Node without addresses, that
 * Node alone keeps what it has.
 */
export function compileNode(object: KubernetesObject, options: SourceOptions): SourceResult {
  const source = readSourceObject(object, options);
  if (source === undefined) return NO_RESULT;
  const { filters, annotationPrefixes } = options.config;
  const { external, internal, unschedulable } = readNodeAddresses(object, filters);
  if (unschedulable && filters.excludeUnschedulable) return NO_RESULT;
  const targets = external.length > 0 ? external : internal;
  const prefix = annotationPrefixes[0] ?? '';
  const claim = (hostnames: readonly string[]) =>
    compileClaim(source, { hostnames, targets, plain: true }, prefix);
  const { templates } = options;
  // A template of names stands in for the Node's own, unless they are to be combined.
  const replaced = templates !== undefined && !templates.combine;
  const own = replaced ? NO_RESULT : claim([object.metadata.name]);
  const result = addTemplated(own, { source, kind: 'node', options, claim });
  return { ...result, notes: [...noteAnnotations(source), ...result.notes] };
}
