import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { BASE, externalSecret, storedValue } from './secrets-objects.ts';
import { demand, type Step } from './step.ts';
import type { StoryWorld } from './story-world.ts';

const NAMESPACES = ['auth', 'postgres', 'redis', 'rabbitmq'];
const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Workloads that asked for it are restarted when a Secret of theirs is rotated. */
export const RESTART_STEPS: readonly Step[] = [
  {
    name: 'a rotation restarts a Deployment in every granted namespace',
    async run(world) {
      await world.putParameter(`${BASE}rotated`, 'first');
      await world.administrator.apply(
        NAMESPACES.flatMap((namespace) => [
          externalSecret({ name: 'rotated', namespace, parameter: 'rotated' }),
          workload('Deployment', namespace),
        ]),
      );
      await world.sweep();
      await rotate(world, 'second');
      for (const namespace of NAMESPACES) await seeRestarted(world, 'Deployment', namespace);
    },
  },
  {
    name: 'a rotation restarts a StatefulSet and a DaemonSet',
    async run(world) {
      await world.administrator.apply(KINDS.slice(1).map((kind) => workload(kind, 'auth')));
      await rotate(world, 'third');
      for (const kind of KINDS.slice(1)) await seeRestarted(world, kind, 'auth');
    },
  },
  {
    name: 'the guard refuses the function another change of a workload',
    async run(world) {
      const path = '/apis/apps/v1/namespaces/auth/deployments/app';
      const { status } = await world.asFunction('secret-sync', {
        method: 'PATCH',
        path,
        body: { spec: { replicas: 5 } },
      });
      demand(status === 422, `the API server answers 422, got ${status}`);
    },
  },
];

function workload(kind: string, namespace: string): KubernetesObject {
  const labels = { app: 'app' };
  const containers = [{ name: 'app', image: 'web:1', envFrom: [{ secretRef: { name: 'rotated' } }] }];
  const template = { metadata: { labels }, spec: { containers } };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'app', namespace, annotations: { 'sluice/restart-on-change': 'true' } },
    spec: { selector: { matchLabels: labels }, template },
  };
}

async function rotate(world: StoryWorld, value: string): Promise<void> {
  await world.putParameter(`${BASE}rotated`, value);
  for (const namespace of NAMESPACES) {
    await world.see(`${namespace}/rotated has the new value`, async () => {
      return (await storedValue(world, 'rotated', namespace)) === value;
    });
  }
  await world.pass(10_000);
}

async function seeRestarted(world: StoryWorld, kind: string, namespace: string): Promise<void> {
  await world.see(`the ${kind} in ${namespace} is told to make its Pods anew`, async () => {
    const object = await world.administrator.get({ apiVersion: 'apps/v1', kind, namespace, name: 'app' });
    return JSON.stringify(object?.['spec']).includes('sluice/restarted-for');
  });
}
