import { readManifest } from '../../../sandbox/runtime/manifests.ts';
import { expire, isAwaited } from './expiration.ts';
import {
  BASE,
  esoAddress,
  externalSecret,
  isReady,
  readyMessage,
  store,
  storedValue,
} from './secrets-objects.ts';
import { countCalls, demand, type Step } from './step.ts';
import type { StoryWorld } from './story-world.ts';

const NAMESPACES = ['auth', 'postgres', 'redis', 'rabbitmq'];
const OWN_STORE = { kind: 'SecretStore', name: 'own' };
const SELECTING_STORE = { kind: 'ClusterSecretStore', name: 'selecting' };
const FINALIZER = 'externalsecrets.external-secrets.io/externalsecret-cleanup';

/** What secret-sync promises, in an order in which one thing leads to the next. */
export const SECRETS_STEPS: readonly Step[] = [
  {
    name: 'a parameter becomes a Secret in every granted namespace',
    async run(world) {
      await world.putParameter(`${BASE}shared`, 'first');
      await world.administrator.apply(
        readManifest('secrets').filter(({ kind }) => kind !== 'ExternalSecret'),
      );
      const wishes = NAMESPACES.map((namespace) => ({
        name: `shared-${namespace}`,
        namespace,
        parameter: 'shared',
      }));
      await world.administrator.apply(wishes.map(externalSecret));
      await world.sweep();
      for (const { name, namespace } of wishes) {
        await world.see(`${namespace}/${name} has its value`, async () => {
          return (await storedValue(world, name, namespace)) === 'first';
        });
      }
    },
  },
  {
    name: 'a SecretStore of the namespace, and one that selects namespaces by label, serve it',
    async run(world) {
      const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'auth' };
      await world.administrator.patch(namespace, { metadata: { labels: { team: 'auth' } } });
      const conditions = [{ namespaceSelector: { matchLabels: { team: 'auth' } } }];
      await world.administrator.apply([
        store('SecretStore', OWN_STORE.name),
        store('ClusterSecretStore', SELECTING_STORE.name, { conditions }),
        externalSecret({ name: 'by-own-store', parameter: 'shared', store: OWN_STORE }),
        externalSecret({ name: 'by-selection', parameter: 'shared', store: SELECTING_STORE }),
      ]);
      await world.sweep();
      for (const name of ['by-own-store', 'by-selection']) {
        await world.see(`${name} has its value`, async () => (await storedValue(world, name)) === 'first');
      }
    },
  },
  {
    name: 'ExternalSecrets and stores say that they are ready',
    async run(world) {
      for (const address of [
        esoAddress('ExternalSecret', 'shared-auth', 'auth'),
        esoAddress('SecretStore', OWN_STORE.name, 'auth'),
        esoAddress('ClusterSecretStore', 'aws-ssm'),
      ]) {
        await world.see(`${address.kind} ${address.name} is Ready`, () => isReady(world, address));
      }
    },
  },
  {
    name: 'an Event tells what happened to an ExternalSecret',
    run: (world) =>
      world.see('there is an Event about shared-auth', () => hasEvent(world, 'auth', 'ExternalSecret')),
  },
  {
    name: 'a changed parameter reaches its Secret by its event, without a sweep',
    async run(world) {
      await world.putParameter(`${BASE}shared`, 'second');
      await world.see(
        'shared-auth has the new value',
        async () => (await storedValue(world, 'shared-auth')) === 'second',
      );
    },
  },
  {
    name: 'a parameter that expires starts a first observation by its event',
    async run(world) {
      await synced(world, { name: 'expiring', parameter: 'expiring' });
      const { ssm, events } = world.sandbox.aws.in();
      expire({ ssm, events }, `${BASE}expiring`);
      await world.untilIdle();
      await world.see('a second observation of it is on the queue', () => isAwaited(world, 'auth/expiring'));
    },
  },
  {
    name: 'a deleted parameter takes its Secret along, at the second observation',
    async run(world) {
      await synced(world, { name: 'leaving', parameter: 'leaving', deletionPolicy: 'Delete' });
      world.sandbox.aws.in().ssm.call('DeleteParameter', { Name: `${BASE}leaving` });
      await world.untilIdle();
      demand((await storedValue(world, 'leaving')) === 'first', 'the Secret outlives a first observation');
      await world.pass(61_000);
      await world.see('the Secret is gone', async () => (await storedValue(world, 'leaving')) === undefined);
    },
  },
  {
    name: 'a label that does not exist is told as such',
    async run(world) {
      await world.administrator.apply([
        externalSecret({ name: 'labelled', parameter: 'shared', remoteRef: { version: 'no-such-label' } }),
      ]);
      await world.sweep();
      await world.see('the status names ParameterVersionNotFound or its label', async () => {
        const message = await readyMessage(world, 'labelled');
        return message !== '' && !message.includes('not authorized') && message.includes('no-such-label');
      });
    },
  },
  {
    name: 'the tags of a parameter become a document',
    async run(world) {
      const { ssm } = world.sandbox.aws.in();
      const ResourceId = `${BASE}shared`;
      const Tags = [{ Key: 'team', Value: 'auth' }];
      ssm.call('AddTagsToResource', { ResourceType: 'Parameter', ResourceId, Tags });
      const remoteRef = { metadataPolicy: 'Fetch', property: 'team' };
      await world.administrator.apply([externalSecret({ name: 'tags', parameter: 'shared', remoteRef })]);
      await world.sweep();
      await world.see('the Secret has the tag', async () => (await storedValue(world, 'tags')) === 'auth');
    },
  },
  {
    name: 'a template in a ConfigMap makes the Secret',
    async run(world) {
      const metadata = { name: 'templates', namespace: 'auth' };
      await world.administrator.apply([
        { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value: '{{ .value | upper }}' } },
        externalSecret({
          name: 'templated',
          parameter: 'shared',
          template: { templateFrom: [{ configMap: { name: 'templates', items: [{ key: 'value' }] } }] },
        }),
      ]);
      await world.sweep();
      await world.see(
        'the Secret has what the template makes',
        async () => (await storedValue(world, 'templated')) === 'SECOND',
      );
    },
  },
  {
    name: 'all parameters below a path become one Secret',
    async run(world) {
      for (const name of ['a', 'b']) await world.putParameter(`${BASE}tree/${name}`, name);
      const find = { path: `${BASE}tree/`, name: { regexp: '.*' } };
      const wish = externalSecret({ name: 'found', parameter: 'tree' });
      const { data: _one, ...spec } = wish['spec'] as { readonly data: unknown };
      await world.administrator.apply([{ ...wish, spec: { ...spec, dataFrom: [{ find }] } }]);
      const detours = await countCalls(world, 'DescribeParameters', () => world.sweep());
      const address = { apiVersion: 'v1', kind: 'Secret', namespace: 'auth', name: 'found' };
      await world.see('the Secret has both', async () => {
        const secret = await world.administrator.get(address);
        return Object.keys((secret?.['data'] as object | undefined) ?? {}).length === 2;
      });
      // With finds by tag the names can also be listed and read one batch at a time, where a key of KMS is not ours.
      demand(detours === 0, 'they are read as they are listed');
    },
  },
  {
    name: "ESO's finalizer is released from an ExternalSecret that is being deleted",
    async run(world) {
      await synced(world, { name: 'finalized', parameter: 'shared', finalizers: [FINALIZER] }, 'second');
      const address = esoAddress('ExternalSecret', 'finalized', 'auth');
      await world.administrator.delete(address);
      await world.sweep();
      await world.see('it is gone', async () => (await world.administrator.get(address)) === undefined);
    },
  },
  {
    name: 'a status that was outrun is computed again from a fresh read',
    async run(world) {
      const address = esoAddress('ExternalSecret', 'outrun', 'auth');
      await world.putParameter(`${BASE}outrun`, 'first');
      await world.administrator.apply([externalSecret({ name: 'outrun', parameter: 'outrun' })]);
      world.sandbox.aws.intercept = ({ action }) => {
        if (action !== 'GetParameters') return undefined;
        world.sandbox.aws.intercept = undefined;
        void world.administrator.patch(address, { metadata: { finalizers: ['example.com/another'] } });
        return undefined;
      };
      await world.sweep();
      await world.see('it is Ready after the run that was outrun', () => isReady(world, address));
    },
  },
];

async function synced(
  world: StoryWorld,
  wish: Parameters<typeof externalSecret>[0],
  value = 'first',
): Promise<void> {
  if (value === 'first') await world.putParameter(`${BASE}${wish.parameter}`, value);
  await world.administrator.apply([externalSecret(wish)]);
  await world.sweep();
  await world.see(`${wish.name} has its value`, async () => (await storedValue(world, wish.name)) === value);
}

/** Whether an Event about an object of this kind is in a namespace. */
export async function hasEvent(world: StoryWorld, namespace: string, kind: string): Promise<boolean> {
  const events = await world.administrator.list({ apiVersion: 'v1', kind: 'Event', namespace });
  return events.some((event) => (event['involvedObject'] as { readonly kind?: string })?.kind === kind);
}
