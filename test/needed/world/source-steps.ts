import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { recordNames } from '../../../sandbox/narrative/record-observations.ts';
import { createIngress, hostOf } from './dns-objects.ts';
import { demand, type Step } from './step.ts';
import type { StoryWorld } from './story-world.ts';
import { OTHER_ZONE } from './whole-cluster.ts';

const GATEWAY = 'gateway.networking.k8s.io/v1';
const SELECTED = { routes: 'selected' };

/** The sources that the example has not by default, and zones and markers of the other kinds. */
export const SOURCE_STEPS: readonly Step[] = [
  {
    name: 'a DNSEndpoint gets its record, and hears that it was seen',
    async run(world) {
      const address = { apiVersion: 'externaldns.k8s.io/v1alpha1', kind: 'DNSEndpoint', namespace: 'auth' };
      const endpoints = [{ dnsName: hostOf('endpoint'), recordType: 'A', targets: ['192.0.2.2'] }];
      const metadata = { name: 'endpoint', namespace: 'auth' };
      const { apiVersion, kind } = address;
      await world.administrator.apply([{ apiVersion, kind, metadata, spec: { endpoints } }]);
      await world.sweep();
      await seeRecord(world, 'endpoint');
      await world.see('its status has its generation', async () => {
        const found = await world.administrator.get({ ...address, name: 'endpoint' });
        return (found?.['status'] as { observedGeneration?: number } | undefined)?.observedGeneration === 1;
      });
    },
  },
  ...['HTTPRoute', 'GRPCRoute', 'TLSRoute'].map((kind) => ({
    name: `a ${kind} gets its record, where a listener selects its namespace`,
    async run(world: StoryWorld) {
      await applyGateway(world);
      const name = kind.toLowerCase();
      await applyRoute(world, kind, name);
      await world.sweep();
      await seeRecord(world, name);
    },
  })),
  {
    name: 'a Node gets its record',
    async run(world) {
      const name = hostOf('node');
      const node = { apiVersion: 'v1', kind: 'Node', name };
      await world.administrator.apply([{ apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {} }]);
      const addresses = [{ type: 'ExternalIP', address: '203.0.113.9' }];
      await world.administrator.patch(node, { status: { addresses } }, 'status');
      await world.sweep();
      await seeRecord(world, 'node');
    },
  },
  {
    name: 'a name in a zone of another account gets its record there',
    async run(world) {
      const host = `web.${OTHER_ZONE.name}`;
      await createIngress(world, 'shared', host);
      await world.sweep();
      const zone = world.sandbox.aws.route53.state.zones.get(OTHER_ZONE.id);
      await world.see(`${host} is in that zone`, () =>
        (zone?.records.from('', zone.records.size) ?? []).some(({ Name }) => Name === `${host}.`),
      );
    },
  },
  {
    name: 'markers are encrypted',
    async run(world) {
      const { zones } = world.sandbox.aws.route53.state;
      const texts = [...zones.values()]
        .flatMap(({ records }) => records.from('', records.size))
        .filter(({ Type }) => Type === 'TXT')
        .flatMap(({ ResourceRecords = [] }) => ResourceRecords.map(({ Value }) => Value));
      demand(texts.length > 0, 'there are markers');
      demand(!texts.some((text) => text.includes('heritage')), 'none can be read');
    },
  },
];

async function applyGateway(world: StoryWorld): Promise<void> {
  await world.administrator.patch(
    { apiVersion: 'v1', kind: 'Namespace', name: 'auth' },
    { metadata: { labels: SELECTED } },
  );
  const allowedRoutes = { namespaces: { from: 'Selector', selector: { matchLabels: SELECTED } } };
  const listeners = [
    { name: 'http', protocol: 'HTTP', port: 80, allowedRoutes },
    { name: 'tls', protocol: 'TLS', port: 443, allowedRoutes },
  ];
  const metadata = { name: 'shared', namespace: 'redis' };
  await world.administrator.apply([
    { apiVersion: GATEWAY, kind: 'Gateway', metadata, spec: { gatewayClassName: 'alb', listeners } },
  ]);
  const status = { addresses: [{ type: 'IPAddress', value: '192.0.2.3' }] };
  const address = { apiVersion: GATEWAY, kind: 'Gateway', namespace: 'redis', name: 'shared' };
  await world.administrator.patch(address, { status }, 'status');
}

/** A route of that Gateway, which has taken it. */
async function applyRoute(world: StoryWorld, kind: string, name: string): Promise<void> {
  const parentRef = { name: 'shared', namespace: 'redis' };
  const route: KubernetesObject = {
    apiVersion: GATEWAY,
    kind,
    metadata: { name, namespace: 'auth' },
    spec: { hostnames: [hostOf(name)], parentRefs: [parentRef] },
  };
  await world.administrator.apply([route]);
  const conditions = [{ type: 'Accepted', status: 'True' }];
  const status = { parents: [{ parentRef, controllerName: 'example.com/gateway', conditions }] };
  const address = { apiVersion: GATEWAY, kind, namespace: 'auth', name };
  await world.administrator.patch(address, { status }, 'status');
}

async function seeRecord(world: StoryWorld, name: string): Promise<void> {
  await world.see(`${hostOf(name)} is there`, () => recordNames(world.sandbox, hostOf(name)).length > 0);
}
