import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { BASE, ESO, esoAddress, externalSecret, storedValue } from './secrets-objects.ts';
import { demand, type Step } from './step.ts';
import type { StoryWorld } from './story-world.ts';

const NAME = 'everywhere';
const OWNER = esoAddress('ClusterExternalSecret', NAME);
const FINALIZER = 'externalsecrets.external-secrets.io/clusterexternalsecret-cleanup';

/** ExternalSecrets of ClusterExternalSecrets, made and kept as ESO does. */
export const CHILDREN_STEPS: readonly Step[] = [
  {
    name: 'a ClusterExternalSecret makes an ExternalSecret and its Secret in every namespace that it names',
    async run(world) {
      await world.putParameter(`${BASE}shared`, 'first');
      await world.administrator.apply([owner({ namespaces: ['auth', 'redis'] })]);
      await world.sweep();
      for (const namespace of ['auth', 'redis']) {
        await world.see(`${namespace}/${NAME} has its value`, async () => {
          return (await storedValue(world, NAME, namespace)) === 'first';
        });
      }
    },
  },
  {
    name: 'its status names them',
    async run(world) {
      await world.see('the status has both namespaces', async () => {
        const status = (await world.administrator.get(OWNER))?.['status'];
        const { provisionedNamespaces = [] } = (status ?? {}) as {
          provisionedNamespaces?: readonly string[];
        };
        return provisionedNamespaces.join() === 'auth,redis';
      });
    },
  },
  {
    name: 'a change of it reaches its ExternalSecrets',
    async run(world) {
      await world.putParameter(`${BASE}other`, 'another');
      await world.administrator.apply([owner({ namespaces: ['auth', 'redis'], parameter: 'other' })]);
      await world.sweep();
      await world.see('auth has the other value', async () => {
        return (await storedValue(world, NAME)) === 'another';
      });
    },
  },
  {
    name: 'a namespace that it no longer names loses its ExternalSecret',
    async run(world) {
      await world.administrator.apply([owner({ namespaces: ['auth'], parameter: 'other' })]);
      await world.sweep();
      await seeGone(world, esoAddress('ExternalSecret', NAME, 'redis'));
    },
  },
  {
    name: 'the guard refuses the function an ExternalSecret that belongs to none',
    async run(world) {
      const path = '/apis/external-secrets.io/v1beta1/namespaces/auth/externalsecrets';
      const body = externalSecret({ name: 'stray', parameter: 'shared' });
      const { status } = await world.asFunction('secret-sync', { method: 'POST', path, body });
      demand(status === 422, `the API server answers 422, got ${status}`);
    },
  },
  {
    name: "ESO's finalizer is released from a ClusterExternalSecret that is being deleted",
    async run(world) {
      await world.administrator.patch(OWNER, { metadata: { finalizers: [FINALIZER] } });
      await world.administrator.delete(OWNER);
      await world.sweep();
      await seeGone(world, OWNER);
    },
  },
];

function owner(wish: {
  readonly namespaces: readonly string[];
  readonly parameter?: string;
}): KubernetesObject {
  const { namespaces, parameter = 'shared' } = wish;
  const { spec: externalSecretSpec } = externalSecret({ name: NAME, parameter }) as KubernetesObject & {
    readonly spec: object;
  };
  return {
    apiVersion: ESO,
    kind: 'ClusterExternalSecret',
    metadata: { name: NAME },
    spec: { namespaces, externalSecretSpec },
  };
}

async function seeGone(world: StoryWorld, address: ReturnType<typeof esoAddress>): Promise<void> {
  await world.see(`${address.kind} ${address.name} is gone`, async () => {
    return (await world.administrator.get(address)) === undefined;
  });
}
