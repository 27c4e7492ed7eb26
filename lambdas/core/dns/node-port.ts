import type { KubernetesObject } from '../kubernetes.ts';
import type { Endpoint } from './endpoint.ts';
import { readNodeAddresses } from './node-addresses.ts';
import { isSelected, type Pod, readPod } from './pod.ts';
import type { ServiceSpec } from './service-spec.ts';
import type { SourceObject, SourceOptions } from './source.ts';
import type { SourceResult } from './source-result.ts';

/**
 * Services of type NodePort: the name points to Nodes, and an SRV record set says the port (written where SRV is
 * among the managed types).
 */

/** Addresses of the Nodes that answer; undefined when Nodes, or the Pods that choose among them, were not read. */
export function nodePortTargets(
  source: SourceObject,
  spec: ServiceSpec,
  options: SourceOptions,
): readonly string[] | undefined {
  const { filters } = options.config;
  const nodes = chooseNodes(source, spec, options);
  if (nodes === undefined) return undefined;
  const addresses = nodes
    .map((node) => readNodeAddresses(node, filters))
    .filter(({ unschedulable }) => !(unschedulable && filters.excludeUnschedulable));
  const external = addresses.flatMap((node) => node.external);
  const internal = addresses.flatMap((node) => node.internal);
  switch (source.annotations.values['access']) {
    case 'public':
      return external;
    case 'private':
      return internal;
    default:
      return external.length > 0 ? external : internal;
  }
}

/** Whether only Nodes that run a Pod of the Service answer. */
export function isLocal({ externalTrafficPolicy }: ServiceSpec): boolean {
  return externalTrafficPolicy === 'Local';
}

/** The same result with an SRV record set for each port of each name. */
export function withPorts(
  { endpoints, held, notes }: SourceResult,
  source: SourceObject,
  spec: ServiceSpec,
): SourceResult {
  const ports = (spec.ports ?? []).flatMap(({ protocol, nodePort }) =>
    nodePort === null || nodePort <= 0 ? [] : [{ protocol: (protocol ?? 'TCP').toLowerCase(), nodePort }],
  );
  const nameOf = (protocol: string, dnsName: string) =>
    `_${source.object.metadata.name}._${protocol}.${dnsName}`;
  const byName = new Map(endpoints.map((endpoint) => [endpoint.dnsName, endpoint]));
  const services = [...byName.values()].flatMap((endpoint) =>
    ports.map(
      ({ protocol, nodePort }): Endpoint => ({
        ...endpoint,
        dnsName: nameOf(protocol, endpoint.dnsName),
        recordType: 'SRV',
        targets: [`0 50 ${nodePort} ${endpoint.dnsName}.`],
      }),
    ),
  );
  const heldPorts = held.flatMap((name) =>
    ports.map(({ protocol }) => ({ ...name, dnsName: nameOf(protocol, name.dnsName) })),
  );
  return { endpoints: [...endpoints, ...services], held: [...held, ...heldPorts], notes };
}

function chooseNodes(
  { object }: SourceObject,
  spec: ServiceSpec,
  { related }: SourceOptions,
): readonly KubernetesObject[] | undefined {
  const { nodes, pods } = related;
  if (nodes === undefined) return undefined;
  if (!isLocal(spec)) return [...nodes.values()];
  if (pods === undefined) return undefined;
  const candidates = [...(pods.get(object.metadata.namespace ?? '')?.values() ?? [])];
  const running = candidates
    .filter((pod) => isSelected(pod, spec.selector ?? {}))
    .flatMap((pod) => readPod(pod) ?? [])
    .filter((pod) => pod.running);
  const names = new Set(bestOf(running).map((pod) => pod.nodeName));
  return [...names].flatMap((name) => nodes.get(name) ?? []);
}

/** The best class there is: ready, ready but terminating, running. */
function bestOf(pods: readonly Pod[]): readonly Pod[] {
  const ready = pods.filter((pod) => pod.ready);
  const staying = ready.filter((pod) => !pod.terminating);
  if (staying.length > 0) return staying;
  return ready.length > 0 ? ready : pods;
}
