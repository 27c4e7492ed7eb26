import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { expire, isAwaited } from './expiration.ts';
import { ESO, externalSecret, store, storedValue } from './secrets-objects.ts';
import { demand, type Step } from './step.ts';
import type { StoryWorld } from './story-world.ts';
import { putForeignParameter } from './surroundings.ts';
import { OTHER_REGION, STORE_ROLE } from './whole-cluster.ts';

const REGION = 'ap-northeast-2';

/** Parameters of other roles and of other regions. */
export const ROLE_STEPS: readonly Step[] = [
  {
    name: 'a ServiceAccount that is mapped to a role reads as that role, with session tags',
    async run(world) {
      putForeignParameter(world, '/tenant/mapped', 'first');
      const auth = { jwt: { serviceAccountRef: { name: 'reader' } } };
      await world.administrator.apply([
        storeOf('SecretStore', 'mapped', { region: REGION, auth }),
        reading('mapped', '/tenant/mapped', 'SecretStore'),
      ]);
      await world.sweep();
      await seeValue(world, 'mapped', 'first');
    },
  },
  {
    name: 'a store reads as the role that it names',
    async run(world) {
      putForeignParameter(world, '/tenant/named', 'first');
      await world.administrator.apply([
        storeOf('ClusterSecretStore', 'named', { region: REGION, role: STORE_ROLE }),
        reading('named', '/tenant/named', 'ClusterSecretStore'),
      ]);
      await world.sweep();
      await seeValue(world, 'named', 'first');
    },
  },
  {
    name: 'a store names session tags for its role',
    async run(world) {
      const sessionTags = [{ key: 'team', value: 'auth' }];
      await world.administrator.apply([
        storeOf('ClusterSecretStore', 'with-tags', { region: REGION, role: STORE_ROLE, sessionTags }),
        reading('with-tags', '/tenant/named', 'ClusterSecretStore'),
      ]);
      await world.sweep();
      await seeValue(world, 'with-tags', 'first');
    },
  },
  {
    name: 'a parameter of another region reaches its Secret by its event, without a sweep',
    async run(world) {
      const { ssm } = world.sandbox.aws.in(OTHER_REGION);
      const put = (Value: string) =>
        ssm.call('PutParameter', { Name: '/eco2/far', Value, Type: 'SecureString', Overwrite: true });
      put('first');
      await world.administrator.apply([
        storeOf('ClusterSecretStore', 'far', { region: OTHER_REGION }),
        reading('far', '/eco2/far', 'ClusterSecretStore'),
      ]);
      await world.sweep();
      await seeValue(world, 'far', 'first');
      put('second');
      await world.untilIdle();
      await seeValue(world, 'far', 'second');
    },
  },
  {
    name: 'so does a parameter of another region that expires start a first observation',
    async run(world) {
      expire(world.sandbox.aws.in(OTHER_REGION), '/eco2/far');
      await world.untilIdle();
      demand(isAwaited(world, 'auth/far'), 'a second observation of it is on the queue');
    },
  },
  {
    name: 'and a rotated secret of another region',
    async run(world) {
      const { secretsManager } = world.sandbox.aws.in(OTHER_REGION);
      secretsManager.call('CreateSecret', { Name: '/eco2/far-secret', SecretString: 'first' });
      const provider = { aws: { service: 'SecretsManager', region: OTHER_REGION } };
      const far = store('ClusterSecretStore', 'far-manager');
      await world.administrator.apply([
        { ...far, spec: { provider } },
        reading('far-manager', '/eco2/far-secret', 'ClusterSecretStore'),
      ]);
      await world.sweep();
      await seeValue(world, 'far-manager', 'first');
      secretsManager.call('PutSecretValue', { SecretId: '/eco2/far-secret', SecretString: 'second' });
      await world.untilIdle();
      await seeValue(world, 'far-manager', 'second');
    },
  },
];

function storeOf(kind: 'SecretStore' | 'ClusterSecretStore', name: string, aws: object): KubernetesObject {
  const place = kind === 'SecretStore' ? { namespace: 'auth' } : {};
  const provider = { aws: { service: 'ParameterStore', ...aws } };
  return { apiVersion: ESO, kind, metadata: { name, ...place }, spec: { provider } };
}

/** An ExternalSecret in namespace auth with one parameter of the store of its name. */
function reading(name: string, key: string, kind: string): KubernetesObject {
  const wish = externalSecret({ name, parameter: 'none', store: { kind, name } });
  const data = [{ secretKey: 'value', remoteRef: { key } }];
  return { ...wish, spec: { ...(wish['spec'] as object), data } };
}

async function seeValue(world: StoryWorld, name: string, value: string): Promise<void> {
  await world.see(`${name} has its value`, async () => (await storedValue(world, name)) === value);
}
