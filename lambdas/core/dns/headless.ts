import * as v from 'valibot';
import type { KubernetesObject } from '../kubernetes.ts';
import { readAnnotations, splitTargets } from './annotations.ts';
import type { Claim } from './claim.ts';
import { readNodeAddresses } from './node-addresses.ts';
import { isSelected, type Pod, readPod } from './pod.ts';
import type { ServiceSpec } from './service-spec.ts';
import type { SourceObject, SourceOptions } from './source.ts';

/**
 * Headless Services: the name points to the Pods behind the Service, and each Pod with a host name of its own has a
 * name below it. Pods come from EndpointSlices, which say who is ready.
 */

const Slice = v.object({
  addressType: v.string(),
  endpoints: v.nullish(
    v.array(
      v.object({
        addresses: v.nullish(v.array(v.string()), []),
        conditions: v.nullish(v.object({ ready: v.nullish(v.boolean(), true) }), {}),
        targetRef: v.nullish(
          v.object({
            kind: v.nullish(v.string(), ''),
            apiVersion: v.nullish(v.string(), ''),
            name: v.nullish(v.string(), ''),
          }),
        ),
      }),
    ),
    [],
  ),
});
type SliceEndpoint = NonNullable<v.InferOutput<typeof Slice>['endpoints']>[number];

const ADDRESS_TYPES: readonly string[] = ['IPv4', 'IPv6'];

/** Claims of each name; undefined when what stands behind the Service could not be read. */
export function headlessClaims(
  source: SourceObject,
  spec: ServiceSpec,
  { hostnames, options }: { readonly hostnames: readonly string[]; readonly options: SourceOptions },
): readonly Claim[] | undefined {
  const { namespace = '', name } = source.object.metadata;
  const { pods, slices, nodes } = options.related;
  if (pods === undefined || slices === undefined || (usesNodes(source) && nodes === undefined))
    return undefined;
  const known = pods.get(namespace) ?? new Map<string, KubernetesObject>();
  const targets = new Map<string, Set<string>>(hostnames.map((hostname) => [hostname, new Set()]));
  for (const endpoint of readyEndpoints(slices.get(`${namespace}/${name}`) ?? [], spec, options)) {
    const object = isPodReference(endpoint) ? known.get(endpoint.targetRef?.name ?? '') : undefined;
    const pod = object !== undefined && isSelected(object, spec.selector ?? {}) ? readPod(object) : undefined;
    if (pod === undefined) continue;
    const values = targetsOf(pod, endpoint, { source, options });
    for (const hostname of hostnames) {
      for (const dnsName of pod.hostname === '' ? [hostname] : [hostname, `${pod.hostname}.${hostname}`]) {
        targets.set(dnsName, new Set([...(targets.get(dnsName) ?? []), ...values]));
      }
    }
  }
  return [...targets].map(([hostname, values]) => ({ hostnames: [hostname], targets: [...values] }));
}

/** Whether the annotation `endpoints-type` asks for addresses of Nodes. */
export function usesNodes({ annotations }: SourceObject): boolean {
  return annotations.values['endpoints-type'] === 'NodeExternalIP';
}

function readyEndpoints(
  slices: readonly KubernetesObject[],
  spec: ServiceSpec,
  { config }: SourceOptions,
): readonly SliceEndpoint[] {
  const all = spec.publishNotReadyAddresses === true || config.filters.alwaysPublishNotReadyAddresses;
  return slices.flatMap((object) => {
    const slice = v.safeParse(Slice, object);
    if (!slice.success || !ADDRESS_TYPES.includes(slice.output.addressType)) return [];
    return (slice.output.endpoints ?? []).filter(({ conditions }) => all || conditions?.ready !== false);
  });
}

function isPodReference({ targetRef }: SliceEndpoint): boolean {
  return targetRef?.kind === 'Pod' && targetRef.apiVersion === '';
}

function targetsOf(
  pod: Pod,
  endpoint: SliceEndpoint,
  { source, options }: { readonly source: SourceObject; readonly options: SourceOptions },
): readonly string[] {
  const { config, related } = options;
  const annotations = readAnnotations(pod.object.metadata.annotations, config.annotationPrefixes);
  const annotated = splitTargets(annotations.values['target']).filter((target) => target !== '');
  if (annotated.length > 0) return annotated;
  if (usesNodes(source)) {
    const node = related.nodes?.get(pod.nodeName);
    return node === undefined ? [] : readNodeAddresses(node, config.filters).external;
  }
  const host = source.annotations.values['endpoints-type'] === 'HostIP' || config.filters.publishHostIp;
  if (host) return [pod.hostIp].filter(Boolean);
  return (endpoint.addresses ?? []).slice(0, 1);
}
