import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { LOAD_BALANCER } from '../../../sandbox/narrative/load-balancer.ts';
import type { StoryWorld } from './story-world.ts';

/** A host name below the domain filter of the example. */
export const hostOf = (name: string): string => `${name}.dev.growbin.app`;

const annotated = (name: string, host = hostOf(name)) => ({
  name,
  namespace: 'auth',
  annotations: { 'external-dns.alpha.kubernetes.io/hostname': host },
});

/** Where an Ingress of the story is. */
export const ingressAddress = (name: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  namespace: 'auth',
  name,
});

/** An Ingress whose load balancer is there. */
export async function createIngress(world: StoryWorld, name: string, host = hostOf(name)): Promise<void> {
  const paths = [
    { path: '/', pathType: 'Prefix', backend: { service: { name: 'auth', port: { number: 80 } } } },
  ];
  const spec = { ingressClassName: 'alb', rules: [{ host, http: { paths } }] };
  const ingress = { ...ingressAddress(name), metadata: annotated(name, host), spec };
  const { namespace: _place, name: _name, ...object } = ingress;
  await world.administrator.apply([object]);
  const status = { loadBalancer: { ingress: [{ hostname: LOAD_BALANCER }] } };
  await world.administrator.patch(ingressAddress(name), { status }, 'status');
}

function service(name: string, spec: object): KubernetesObject {
  const ports = [{ name: 'tcp', port: 5432, protocol: 'TCP' }];
  return { apiVersion: 'v1', kind: 'Service', metadata: annotated(name), spec: { ports, ...spec } };
}

/** A Service of type LoadBalancer, a headless one with its Pod, a NodePort one with its Node. */
export async function createServices(world: StoryWorld): Promise<void> {
  const { administrator } = world;
  await administrator.apply([
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, spec: {} },
    pod('headless-0'),
    pod('node-port-0'),
    service('balanced', { type: 'LoadBalancer' }),
    service('headless', { type: 'ClusterIP', clusterIP: 'None', selector: { app: 'headless' } }),
    service('node-port', { type: 'NodePort', selector: { app: 'node-port' } }),
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'headless', namespace: 'auth', labels: { 'kubernetes.io/service-name': 'headless' } },
      addressType: 'IPv4',
      endpoints: [
        {
          addresses: ['10.1.0.1'],
          conditions: { ready: true },
          targetRef: { kind: 'Pod', name: 'headless-0' },
        },
      ],
      ports: [],
    },
  ]);
  const address = { apiVersion: 'v1', namespace: 'auth' };
  const balancer = { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } };
  await administrator.patch(
    { ...address, kind: 'Service', name: 'balanced' },
    { status: balancer },
    'status',
  );
  const addresses = [{ type: 'ExternalIP', address: '203.0.113.1' }];
  await administrator.patch(
    { apiVersion: 'v1', kind: 'Node', name: 'n1' },
    { status: { addresses } },
    'status',
  );
  const conditions = [{ type: 'Ready', status: 'True' }];
  const status = { phase: 'Running', hostIP: '172.16.0.1', conditions };
  for (const name of ['headless-0', 'node-port-0'])
    await administrator.patch({ ...address, kind: 'Pod', name }, { status }, 'status');
}

function pod(name: string): KubernetesObject {
  const app = name.replace(/-0$/, '');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'auth', labels: { app } },
    spec: { nodeName: 'n1', hostname: name, containers: [] },
  };
}
