import type { HttpRequest } from '../../../lambdas/adapters/kubernetes/http.ts';
import { dnsConfig } from '../../dns-sync/config-fixture.ts';
import type { Claim, DnsScenario } from './scenario.ts';

export const ZONE = 'Z0SIMULATED';

export function configOf({ policy }: DnsScenario) {
  return dnsConfig({ policy });
}

/** The requests by which people and the load balancer controller work on an object. */
export const REQUESTS = {
  create: (claim: Claim): readonly HttpRequest[] => [
    request('POST', pathOf(claim), toManifest(claim)),
    ...REQUESTS.retarget(claim),
  ],
  rename: (claim: Claim): readonly HttpRequest[] => {
    const { metadata, spec } = toManifest(claim);
    return [request('PATCH', `${pathOf(claim)}/${claim.name}`, { metadata, spec })];
  },
  retarget: (claim: Claim): readonly HttpRequest[] => {
    const ingress = claim.targets.map((ip) => ({ ip }));
    return [
      request('PATCH', `${pathOf(claim)}/${claim.name}/status`, { status: { loadBalancer: { ingress } } }),
    ];
  },
  delete: (claim: Claim): readonly HttpRequest[] => [request('DELETE', `${pathOf(claim)}/${claim.name}`)],
};

function pathOf({ kind }: Claim): string {
  return kind === 'Ingress'
    ? '/apis/networking.k8s.io/v1/namespaces/default/ingresses'
    : '/api/v1/namespaces/default/services';
}

function toManifest({ kind, name, host }: Claim) {
  const metadata = {
    name,
    namespace: 'default',
    annotations: { 'external-dns.kubernetes.io/hostname': host },
  };
  if (kind === 'Service') {
    const spec = { type: 'LoadBalancer', ports: [{ port: 80 }], selector: { app: name } };
    return { apiVersion: 'v1', kind, metadata, spec };
  }
  const spec = { defaultBackend: { service: { name: 'web', port: { number: 80 } } } };
  return { apiVersion: 'networking.k8s.io/v1', kind, metadata, spec };
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
