import type { HttpRequest } from '../../../lambdas/adapters/kubernetes/http.ts';
import type { DnsSyncConfig } from '../../../lambdas/core/dns/config.ts';
import { dnsConfig } from '../../dns-sync/config-fixture.ts';
import { factsOf } from './claim-kinds.ts';
import { txtOptionsOf } from './registry-shape.ts';
import type { Claim, DnsScenario } from './scenario.ts';

export const ZONE = 'Z0SIMULATED';
const PREFIX = 'external-dns.kubernetes.io/';
const GATEWAYS = '/apis/gateway.networking.k8s.io/v1/namespaces/default/gateways';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
const NODES = '/api/v1/nodes';
const PODS = '/api/v1/namespaces/default/pods';

/** Ingresses always, and what the claims need. */
export function configOf({ policy, claims, registry }: DnsScenario): DnsSyncConfig {
  const sources = new Set(claims.map(({ kind }) => factsOf(kind).source));
  return dnsConfig({
    policy,
    sources: ['ingress', ...[...sources].sort().filter((one) => one !== 'ingress')],
    txt: txtOptionsOf(registry),
  });
}

/** The requests by which people and other controllers work on an object and what stands behind it. */
export const REQUESTS = {
  create: (claim: Claim): readonly HttpRequest[] => [
    ...behind(claim).map(([path, manifest]) => request('POST', path, manifest)),
    request('POST', factsOf(claim.kind).path, withoutNulls(toManifest(claim))),
    ...(isRoute(claim)
      ? [request('PATCH', `${pathOf(claim)}/status`, { status: { parents: [ACCEPTED(claim)] } })]
      : []),
    ...REQUESTS.retarget(claim),
  ],
  /** Another host, or another routing. */
  describe: (claim: Claim): readonly HttpRequest[] => {
    const { metadata, spec } = toManifest(claim);
    return [request('PATCH', pathOf(claim), { metadata, spec })];
  },
  retarget: (claim: Claim): readonly HttpRequest[] => [retarget(claim)],
  delete: (claim: Claim): readonly HttpRequest[] => [
    request('DELETE', pathOf(claim)),
    ...behind(claim).map(([path, { metadata }]) => request('DELETE', `${path}/${metadata.name}`)),
  ],
};

function pathOf({ kind, name }: Claim): string {
  return `${factsOf(kind).path}/${name}`;
}

function isRoute({ kind }: Claim): boolean {
  return kind.endsWith('Route');
}

interface Manifest {
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

/** What an object points to and does not hold itself. */
function behind(claim: Claim): readonly (readonly [path: string, manifest: Manifest])[] {
  const { kind, name } = claim;
  const metadata = { namespace: 'default' };
  if (kind === 'Headless') {
    const labels = { 'kubernetes.io/service-name': name };
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, name: `${name}-p`, labels: { app: name } },
      spec: {},
    };
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, name: `${name}-s`, labels },
      addressType: 'IPv4',
      endpoints: [],
    };
    return [
      [PODS, pod],
      [SLICES, slice],
    ];
  }
  if (kind === 'NodePort') {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: `${name}-b` }, spec: {} };
    return [[NODES, node]];
  }
  if (!isRoute(claim)) return [];
  const protocol = kind === 'TLSRoute' ? 'TLS' : 'HTTP';
  const gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { ...metadata, name: `${name}-g` },
    spec: { gatewayClassName: 'any', listeners: [{ name: 'l', port: 443, protocol }] },
  };
  return [[GATEWAYS, gateway]];
}

const ACCEPTED = ({ name }: Claim) => ({
  parentRef: { name: `${name}-g` },
  controllerName: 'example.com/any',
  conditions: [{ type: 'Accepted', status: 'True' }],
});

function retarget(claim: Claim): HttpRequest {
  const { kind, name, targets } = claim;
  switch (kind) {
    case 'ExternalName':
    case 'DNSEndpoint':
      return request('PATCH', pathOf(claim), { spec: toManifest(claim).spec });
    case 'Headless': {
      const targetRef = { kind: 'Pod', name: `${name}-p`, namespace: 'default' };
      const endpoints = targets.map((address) => ({ addresses: [address], targetRef }));
      return request('PATCH', `${SLICES}/${name}-s`, { endpoints });
    }
    case 'ClusterIP':
      return request('PATCH', pathOf(claim), { metadata: toManifest(claim).metadata });
    case 'NodePort':
    case 'Node': {
      const addresses = targets.map((address) => ({ type: 'ExternalIP', address }));
      const path = kind === 'Node' ? pathOf(claim) : `${NODES}/${name}-b`;
      return request('PATCH', `${path}/status`, { status: { addresses } });
    }
    case 'Ingress':
    case 'LoadBalancer': {
      const ingress = targets.map((target) => (isAddress(target) ? { ip: target } : { hostname: target }));
      return request('PATCH', `${pathOf(claim)}/status`, { status: { loadBalancer: { ingress } } });
    }
    default: {
      const addresses = targets.map((value) => ({
        type: isAddress(value) ? 'IPAddress' : 'Hostname',
        value,
      }));
      return request('PATCH', `${GATEWAYS}/${name}-g/status`, { status: { addresses } });
    }
  }
}

function isAddress(target: string): boolean {
  return /^[\d.]+$/.test(target);
}

function toManifest(claim: Claim) {
  const { kind, name, host, id, targets } = claim;
  const { group, object, path } = factsOf(kind);
  const version = path.split('/')[group === '' ? 2 : 3] ?? '';
  const routing = {
    [`${PREFIX}set-identifier`]: id === '' ? null : id,
    [`${PREFIX}aws-weight`]: id === '' ? null : '10',
  };
  const hostname = isRoute(claim) ? {} : { [`${PREFIX}hostname`]: host };
  // Its own address is not published; one that it names is.
  const target = kind === 'ClusterIP' ? { [`${PREFIX}target`]: targets[0] } : {};
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind: object,
    metadata: {
      name,
      ...(kind === 'Node'
        ? {}
        : { namespace: 'default', annotations: { ...hostname, ...target, ...routing } }),
    },
    spec: specOf(claim),
  };
}

/** A merge patch takes away what is null; an object to be made has no such. */
function withoutNulls(manifest: object): unknown {
  return JSON.parse(JSON.stringify(manifest, (_key, value: unknown) => (value === null ? undefined : value)));
}

function specOf({ kind, name, host, id, targets }: Claim): object {
  switch (kind) {
    case 'Ingress':
      return { defaultBackend: { service: { name: 'web', port: { number: 80 } } } };
    case 'LoadBalancer':
      return { type: 'LoadBalancer', ports: [{ port: 80 }], selector: { app: name } };
    case 'ClusterIP':
    case 'NodePort':
      return { type: kind, ports: [{ port: 80 }], selector: { app: name } };
    case 'ExternalName':
      return { type: 'ExternalName', externalName: targets[0] };
    case 'Headless':
      return { clusterIP: 'None', ports: [{ port: 80 }], selector: { app: name } };
    case 'Node':
      return {};
    case 'DNSEndpoint': {
      const recordType = targets.every(isAddress) ? 'A' : 'CNAME';
      const weight =
        id === '' ? {} : { setIdentifier: id, providerSpecific: [{ name: 'aws/weight', value: '10' }] };
      return { endpoints: [{ dnsName: host, recordType, targets, ...weight }] };
    }
    default:
      return { hostnames: [host], parentRefs: [{ name: `${name}-g` }] };
  }
}

function request(method: HttpRequest['method'], path: string, body?: unknown): HttpRequest {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return {
    method,
    path,
    headers: { accept: 'application/json', 'content-type': type },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}
