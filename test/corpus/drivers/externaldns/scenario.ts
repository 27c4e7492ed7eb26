import type { DnsSourceKind } from '../../../../lambdas/core/dns/config.ts';
import { compileDesired, type SourceObjects } from '../../../../lambdas/core/dns/desired.ts';
import type { Endpoint } from '../../../../lambdas/core/dns/endpoint.ts';
import { compileRoute } from '../../../../lambdas/core/dns/gateway-route.ts';
import type { RelatedObjects } from '../../../../lambdas/core/dns/related.ts';
import { compileNameTemplates } from '../../../../lambdas/core/dns/template/name-templates.lazy.ts';
import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import { compareValues } from '../../compare.ts';
import type { Difference } from '../../divergence.ts';
import { toDnsSyncConfig } from './configuration.ts';

/** One scenario of ExternalDNS's own source test (upstream-scenarios.yaml; its header has the schema). */
export interface Scenario {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>> & { readonly sources: readonly string[] };
  readonly resources: readonly {
    readonly resource: KubernetesObject;
    readonly dependencies?: { readonly pods?: { readonly replicas: number } };
  }[];
  readonly expected: readonly ExpectedEndpoint[];
}

interface ExpectedEndpoint {
  readonly dnsName: string;
  readonly targets: readonly string[];
  readonly recordType: string;
  readonly recordTTL?: number;
  readonly setIdentifier?: string;
  readonly providerSpecific?: readonly { readonly name: string; readonly value: string }[];
}

const SOURCE_OF_KIND: Readonly<Record<string, DnsSourceKind>> = {
  Ingress: 'ingress',
  Service: 'service',
  DNSEndpoint: 'crd',
  HTTPRoute: 'gateway-httproute',
  GRPCRoute: 'gateway-grpcroute',
  TLSRoute: 'gateway-tlsroute',
  Node: 'node',
};
/** The kind of a source that DESIGN 12 does not build, by the source's name. */
const NOT_BUILT: ReadonlyMap<string, string> = new Map([['Pod', 'pod']]);
const ALL_TYPES = ['A', 'AAAA', 'CNAME', 'TXT', 'NS', 'MX', 'SRV', 'NAPTR', 'DNAME', 'PTR'];

/** The endpoints of our desired step against the expected ones, in any order. */
export function compareScenario({ config, resources, expected }: Scenario): readonly Difference[] {
  const sources = config.sources.filter((name) => ![...NOT_BUILT.values()].includes(name));
  const settings = toDnsSyncConfig({ ...config, sources, policy: 'sync', managedRecordTypes: ALL_TYPES });
  const objects: Partial<Record<DnsSourceKind, KubernetesObject[]>> = {};
  for (const { resource } of resources) {
    const source = SOURCE_OF_KIND[resource.kind];
    // Objects of a source that is not built are in the world, and nothing of them is expected.
    if (NOT_BUILT.has(resource.kind)) continue;
    if (source === undefined) throw new Error(`the runner does not know ${resource.kind}`);
    objects[source] = [...(objects[source] ?? []), resource];
  }
  const desired = compileDesired(objects as SourceObjects, settings, {
    related: dependenciesOf(resources, objects),
    templates: settings.templates === undefined ? undefined : compileNameTemplates(settings.templates),
    routes: compileRoute,
  });
  const ours = desired.endpoints.map(spellOurs).sort();
  return compareValues({ step: 0, field: 'endpoints' }, expected.map(spell).sort(), ours);
}

/** Pods, their EndpointSlices and Nodes, as the toolkit of the scenarios makes them. */
function dependenciesOf(
  resources: Scenario['resources'],
  objects: Partial<Record<DnsSourceKind, readonly KubernetesObject[]>>,
): RelatedObjects {
  const backed = resources.flatMap(({ resource, dependencies }) =>
    Array.from({ length: dependencies?.pods?.replicas ?? 0 }, (_, index) => ({ resource, index })),
  );
  return {
    nodes: objects.node ?? [],
    pods: backed.map(({ resource, index }) => compilePod(resource, index)),
    endpointslices: backed.map(({ resource, index }) => compileSlice(resource, index)),
  };
}

function compilePod({ metadata, ...service }: KubernetesObject, index: number): KubernetesObject {
  const { namespace = 'default', name } = metadata;
  const { selector = {} } = service['spec'] as { readonly selector?: Readonly<Record<string, string>> };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${name}-${index}`, namespace, labels: selector },
    spec: { hostname: `${name}-${index}` },
    status: { podIP: addressOf(index) },
  };
}

function compileSlice({ metadata }: KubernetesObject, index: number): KubernetesObject {
  const { namespace = 'default', name } = metadata;
  const pod = `${name}-${index}`;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: pod, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: [addressOf(index)],
        conditions: { ready: true },
        targetRef: { kind: 'Pod', name: pod, namespace },
      },
    ],
  };
}

function addressOf(index: number): string {
  return `10.0.0.${index + 1}`;
}

function spellOurs({ dnsName, recordType, targets, ttl, setIdentifier, properties }: Endpoint): string {
  const providerSpecific = Object.entries(properties).map(([name, value]) => ({ name, value }));
  return spell({
    dnsName,
    recordType,
    targets,
    setIdentifier,
    providerSpecific,
    ...(ttl === undefined ? {} : { recordTTL: ttl }),
  });
}

function spell(endpoint: ExpectedEndpoint): string {
  const { dnsName, recordType, targets, recordTTL = 0, setIdentifier = '', providerSpecific = [] } = endpoint;
  const properties = providerSpecific.map(({ name, value }) => `${name}=${value}`).sort();
  return [dnsName, recordType, [...targets].sort().join(' '), recordTTL, setIdentifier, ...properties].join(
    ' ',
  );
}
