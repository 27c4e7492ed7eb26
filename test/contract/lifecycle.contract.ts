import { expect } from 'vitest';
import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import { CONFIG_MAP, EXTERNAL_SECRET, NAMESPACE, SECRET } from '../../lambdas/core/resources.ts';
import type { ClusterHarness } from './cluster.contract.ts';
import type { ContractCase } from './contract-case.ts';

export interface LifecycleHarness extends Pick<ClusterHarness, 'cluster' | 'namespace'> {
  /** Lets the controllers work until this holds; throws when it does not come to that. */
  until(condition: () => Promise<boolean>): Promise<void>;
}

const V1: ResourceType = { ...EXTERNAL_SECRET, version: 'v1' };
const WRITER = { fieldManager: 'externalsecrets.external-secrets.io/app' };
const FINALIZER = 'externalsecrets.external-secrets.io/externalsecret-cleanup';

/** What becomes of objects whose owner or namespace goes, as far as sluice leaves that to the cluster. */
export const LIFECYCLE_CASES: readonly ContractCase<LifecycleHarness>[] = [
  {
    name: 'the Secret of an ExternalSecret goes with it',
    async run(harness) {
      const owner = await createOwner(harness, 'app');
      await createSecret(harness, 'app', [owner]);

      await remove(harness, V1, 'app');

      await harness.until(() => isGone(harness, SECRET, 'app'));
      expect(await isGone(harness, SECRET, 'app')).toBe(true);
    },
  },
  {
    name: 'a Secret with another owner that lives stays, and loses the reference to the one that went',
    async run(harness) {
      const [first, second] = [await createOwner(harness, 'first'), await createOwner(harness, 'second')];
      await createSecret(harness, 'app', [first, second]);

      await remove(harness, V1, 'first');

      await harness.until(async () => (await ownersOf(harness, 'app')).length === 1);
      expect(await ownersOf(harness, 'app')).toEqual([second.metadata.uid]);
    },
  },
  {
    name: 'an owner is its uid: one made anew under the name keeps nothing',
    async run(harness) {
      const { namespace } = harness;
      const former = await createOwner(harness, 'app');
      const stale = { ...former, metadata: { ...former.metadata, uid: crypto.randomUUID() } };
      await createSecret(harness, 'app', [stale]);
      await createSecret(harness, 'kept', [former]);

      await harness.until(() => isGone(harness, SECRET, 'app'));

      expect(await harness.cluster.get(SECRET, { namespace, name: 'kept' })).toBeDefined();
    },
  },
  {
    name: 'a finalizer keeps the ExternalSecret and with it the Secret, until it is released',
    async run(harness) {
      const { cluster, namespace } = harness;
      const owner = await createOwner(harness, 'app', { finalizers: [FINALIZER] });
      await createSecret(harness, 'app', [owner]);
      await createSecret(harness, 'orphan', [
        { ...owner, metadata: { ...owner.metadata, uid: crypto.randomUUID() } },
      ]);
      await remove(harness, V1, 'app');
      // The collector has been at work: what had no owner is gone.
      await harness.until(() => isGone(harness, SECRET, 'orphan'));
      const held = await cluster.get(V1, { namespace, name: 'app' });
      expect(held?.metadata.deletionTimestamp).toBeTypeOf('string');
      expect(await isGone(harness, SECRET, 'app')).toBe(false);

      await cluster.patch(V1, { namespace, name: 'app' }, { metadata: { finalizers: null } }, WRITER);

      await harness.until(() => isGone(harness, SECRET, 'app'));
      expect(await isGone(harness, V1, 'app')).toBe(true);
    },
  },
  {
    name: 'a namespace takes everything in it along',
    async run(harness) {
      const { cluster, namespace } = harness;
      const owner = await createOwner(harness, 'app');
      await createSecret(harness, 'app', [owner]);
      await cluster.create(CONFIG_MAP, object(namespace, 'v1', 'ConfigMap', 'one'), WRITER);

      await removeNamespace(harness);

      await harness.until(async () => (await cluster.get(NAMESPACE, { name: namespace })) === undefined);
      expect((await cluster.list(SECRET, { namespace })).items).toEqual([]);
      expect((await cluster.list(V1, { namespace })).items).toEqual([]);
    },
  },
  {
    name: 'a namespace that is going takes nothing in, for good, and waits for finalizers',
    async run(harness) {
      const { cluster, namespace } = harness;
      await createOwner(harness, 'app', { finalizers: [FINALIZER] });
      await removeNamespace(harness);

      const creating = createSecret(harness, 'late', []);

      await expect(creating).rejects.toMatchObject({
        code: 'Forbidden',
        message: expect.stringContaining('because it is being terminated'),
      });
      expect((await cluster.get(NAMESPACE, { name: namespace }))?.['status']).toMatchObject({
        phase: 'Terminating',
      });
      await harness.until(async () => isDeleted(await cluster.get(V1, { namespace, name: 'app' })));
      await cluster.patch(V1, { namespace, name: 'app' }, { metadata: { finalizers: null } }, WRITER);
      await harness.until(async () => (await cluster.get(NAMESPACE, { name: namespace })) === undefined);
    },
  },
];

function object(namespace: string, apiVersion: string, kind: string, name: string): KubernetesObject {
  return { apiVersion, kind, metadata: { namespace, name } };
}

async function createOwner(
  { cluster, namespace }: LifecycleHarness,
  name: string,
  metadata: object = {},
): Promise<KubernetesObject> {
  const { metadata: own, ...bare } = object(namespace, 'external-secrets.io/v1', 'ExternalSecret', name);
  const spec = {
    refreshInterval: '1h',
    secretStoreRef: { name: 'aws-ssm', kind: 'ClusterSecretStore' },
    data: [{ secretKey: 'a', remoteRef: { key: '/a' } }],
  };
  return cluster.create(V1, { ...bare, metadata: { ...own, ...metadata }, spec }, WRITER);
}

async function createSecret(
  { cluster, namespace }: LifecycleHarness,
  name: string,
  owners: readonly KubernetesObject[],
): Promise<void> {
  const ownerReferences = owners.map(({ apiVersion, kind, metadata }) => ({
    ...{ apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '' },
  }));
  const { metadata, ...bare } = object(namespace, 'v1', 'Secret', name);
  await cluster.create(SECRET, { ...bare, metadata: { ...metadata, ownerReferences } }, WRITER);
}

async function remove(
  { cluster, namespace }: LifecycleHarness,
  type: ResourceType,
  name: string,
): Promise<void> {
  const { uid = '', resourceVersion = '' } = (await cluster.get(type, { namespace, name }))?.metadata ?? {};
  await cluster.delete(type, { namespace, name }, { uid, resourceVersion });
}

async function removeNamespace({ cluster, namespace: name }: LifecycleHarness): Promise<void> {
  const { uid = '', resourceVersion = '' } = (await cluster.get(NAMESPACE, { name }))?.metadata ?? {};
  await cluster.delete(NAMESPACE, { name }, { uid, resourceVersion });
}

async function isGone(
  { cluster, namespace }: LifecycleHarness,
  type: ResourceType,
  name: string,
): Promise<boolean> {
  return (await cluster.get(type, { namespace, name })) === undefined;
}

function isDeleted(live: KubernetesObject | undefined): boolean {
  return live?.metadata.deletionTimestamp !== undefined;
}

async function ownersOf({ cluster, namespace }: LifecycleHarness, name: string): Promise<readonly string[]> {
  const secret = await cluster.get(SECRET, { namespace, name });
  return (secret?.metadata.ownerReferences ?? []).map(({ uid }) => uid);
}
