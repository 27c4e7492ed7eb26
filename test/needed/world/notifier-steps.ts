import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { recordNames } from '../../../sandbox/narrative/record-observations.ts';
import { demandAlarm, hasMetric, ownMetric } from './alarms.ts';
import { createIngress, hostOf } from './dns-objects.ts';
import { BASE, externalSecret, store, storedValue } from './secrets-objects.ts';
import { demand, type Step } from './step.ts';
import type { StoryWorld } from './story-world.ts';

const FunctionName = 'sluice-eco2-dev-notify';
const DIMENSIONS = { FunctionName };
/** A message of the notifier rests until the write that it tells of is stored. */
const SETTLE_MS = 2_000;

/** What the API server tells of is acted on without a sweep. */
export const NOTIFIER_STEPS: readonly Step[] = [
  {
    name: 'a new ExternalSecret becomes a Secret without a sweep',
    async run(world) {
      await world.putParameter(`${BASE}told`, 'first');
      await world.administrator.apply([externalSecret({ name: 'told', parameter: 'told' })]);
      await seeValue(world, 'told', 'first');
    },
  },
  {
    name: 'a label of a Namespace lets it in without a sweep',
    async run(world) {
      const conditions = [{ namespaceSelector: { matchLabels: { team: 'told' } } }];
      const by = { kind: 'ClusterSecretStore', name: 'selecting' };
      await world.administrator.apply([
        store('ClusterSecretStore', by.name, { conditions }),
        externalSecret({ name: 'let-in', parameter: 'told', store: by }),
      ]);
      await world.pass(SETTLE_MS);
      demand((await storedValue(world, 'let-in')) === undefined, 'it is not let in before');
      const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'auth' };
      await world.administrator.patch(namespace, { metadata: { labels: { team: 'told' } } });
      await seeValue(world, 'let-in', 'first');
    },
  },
  {
    name: 'a changed template in a ConfigMap reaches its Secret without a sweep',
    async run(world) {
      const template = {
        templateFrom: [{ configMap: { name: 'templates', items: [{ key: 'value' }] } }],
      };
      await world.administrator.apply([
        configMap('{{ .value | upper }}'),
        externalSecret({ name: 'templated', parameter: 'told', template }),
      ]);
      await seeValue(world, 'templated', 'FIRST');
      await world.administrator.apply([configMap('{{ .value | title }}')]);
      await seeValue(world, 'templated', 'First');
    },
  },
  {
    name: 'the address of a load balancer becomes a record without a sweep',
    async run(world) {
      await createIngress(world, 'told');
      await seeRecord(world, 'told');
    },
  },
  {
    name: 'so does the address of a Service',
    async run(world) {
      const annotations = { 'external-dns.alpha.kubernetes.io/hostname': hostOf('served') };
      const address = { apiVersion: 'v1', kind: 'Service', namespace: 'auth', name: 'served' };
      const spec = { type: 'LoadBalancer', ports: [{ name: 'tcp', port: 5432, protocol: 'TCP' }] };
      const metadata = { name: 'served', namespace: 'auth', annotations };
      await world.administrator.apply([{ apiVersion: 'v1', kind: 'Service', metadata, spec }]);
      const status = { loadBalancer: { ingress: [{ ip: '203.0.113.8' }] } };
      await world.administrator.patch(address, { status }, 'status');
      await seeRecord(world, 'served');
    },
  },
  {
    name: 'a message that cannot be sent is told, and the write goes through',
    async run(world) {
      const fault = { service: 'sqs', action: 'SendMessage', code: 'InternalError', status: 500 };
      world.sandbox.aws.faults.add({ ...fault, calls: 1_000 });
      await createIngress(world, 'untold');
      world.sandbox.aws.faults.clear();
      await world.see('Failed is published', () => hasMetric(world, 'notify', 'Failed'));
      demandAlarm(world, ownMetric('notify', 'Failed'));
    },
  },
  {
    name: 'a notifier that throws raises Errors',
    async run(world) {
      const answer = await world.sandbox.aws.lambda?.call('Invoke', { FunctionName, Payload: 'null' });
      demand(answer?.FunctionError !== undefined, 'it throws');
      demandAlarm(world, { namespace: 'AWS/Lambda', name: 'Errors', dimensions: DIMENSIONS });
    },
  },
  {
    name: 'a notifier without a free container raises Throttles, and the write goes through',
    async run(world) {
      const lambda = world.sandbox.aws.lambda;
      await lambda?.call('PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions: 0 });
      await createIngress(world, 'throttled');
      await lambda?.call('DeleteFunctionConcurrency', { FunctionName });
      demandAlarm(world, { namespace: 'AWS/Lambda', name: 'Throttles', dimensions: DIMENSIONS });
    },
  },
];

function configMap(value: string): KubernetesObject {
  const metadata = { name: 'templates', namespace: 'auth' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value } };
}

async function seeValue(world: StoryWorld, name: string, value: string): Promise<void> {
  await world.pass(SETTLE_MS);
  await world.see(`${name} has its value`, async () => (await storedValue(world, name)) === value);
}

async function seeRecord(world: StoryWorld, name: string): Promise<void> {
  await world.pass(SETTLE_MS);
  await world.see(`${hostOf(name)} is there`, () => recordNames(world.sandbox, hostOf(name)).length > 0);
}
