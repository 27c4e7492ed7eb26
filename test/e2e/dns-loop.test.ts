import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { recordNames } from '../../sandbox/narrative/record-observations.ts';
import { startWorld, type World } from './world.ts';

const LOAD_BALANCER = 'k8s-auth-auth-1a2b3c4d5e-123456789.ap-northeast-2.elb.amazonaws.com';
let world: World;

beforeAll(async () => {
  world = await startWorld();
  // A neighbour keeps the zone from being emptied, which the breaker would stop.
  await createIngress('neighbour');
  await createIngress('other-neighbour');
  await world.sweep();
}, 240_000);
afterAll(async () => await world.sandbox.close());

const address = (name: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  namespace: 'auth',
  name,
});
const hostOf = (name: string) => `${name}.dev.growbin.app`;

function ingress(name: string): KubernetesObject {
  const service = { name: 'auth', port: { number: 8000 } };
  const paths = [{ path: '/', pathType: 'Prefix', backend: { service } }];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace: 'auth',
      annotations: { 'external-dns.alpha.kubernetes.io/hostname': hostOf(name) },
    },
    spec: { ingressClassName: 'alb', rules: [{ host: hostOf(name), http: { paths } }] },
  };
}

async function createIngress(name: string): Promise<void> {
  await world.administrator.apply([ingress(name)]);
  await fillStatus(name, [{ hostname: LOAD_BALANCER }]);
}

async function fillStatus(name: string, loadBalancers: readonly object[]): Promise<void> {
  const status = { loadBalancer: { ingress: loadBalancers } };
  await world.administrator.patch(address(name), { status }, 'status');
}

const records = (name: string) => recordNames(world.sandbox, hostOf(name));

async function published(name: string): Promise<readonly string[]> {
  await createIngress(name);
  await world.sweep();
  expect(records(name)).toContain(`${hostOf(name)} A`);
  return records(name);
}

test('an Ingress gets an alias record and its markers', async () => {
  expect(await published('web')).toEqual([
    `cname-${hostOf('web')} TXT`,
    `${hostOf('web')} A`,
    `${hostOf('web')} TXT`,
  ]);
});

test('an Ingress without a load balancer gets no record', async () => {
  await world.administrator.apply([ingress('early')]);

  await world.sweep();

  expect(records('early')).toEqual([]);
});

test('an Ingress deleted and made again within ten seconds loses no record', async () => {
  const before = await published('replaced');
  const changes = world.sandbox.counts().route53Writes;

  await world.administrator.delete(address('replaced'));
  await world.sweep();
  await createIngress('replaced');
  await world.secondObservation();

  expect(records('replaced')).toEqual(before);
  expect(world.sandbox.counts().route53Writes).toBe(changes);
});

test('an emptied status keeps its records', async () => {
  const before = await published('emptied');

  await fillStatus('emptied', []);
  await world.sweep();
  await world.secondObservation();

  expect(records('emptied')).toEqual(before);
});

test('a deleted Ingress loses its records at the second observation, and only then', async () => {
  const before = await published('retired');
  await world.administrator.delete(address('retired'));

  await world.sweep();
  expect(records('retired')).toEqual(before);
  await world.secondObservation();

  await world.until(() => records('retired').length, 0);
  expect(records('neighbour')).toHaveLength(3);
});

test('a record of somebody else is left alone', async () => {
  const { route53 } = world.sandbox.aws;
  const [HostedZoneId = ''] = route53.state.zones.keys();
  const Name = `${hostOf('foreign')}.`;
  const ResourceRecordSet = { Name, Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] };
  route53.call('ChangeResourceRecordSets', {
    HostedZoneId,
    ChangeBatch: { Changes: [{ Action: 'CREATE', ResourceRecordSet }] },
  });

  await createIngress('foreign');
  await world.sweep();
  await world.secondObservation();

  expect(records('foreign')).toEqual([`${hostOf('foreign')} A`]);
});
