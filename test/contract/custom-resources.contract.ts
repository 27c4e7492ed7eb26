import { expect } from 'vitest';
import { TerminalError } from '../../lambdas/core/errors.ts';
import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import { EXTERNAL_SECRET, SECRET } from '../../lambdas/core/resources.ts';
import type { ClusterHarness } from './cluster.contract.ts';
import type { ContractCase } from './contract-case.ts';

const V1: ResourceType = { ...EXTERNAL_SECRET, version: 'v1' };
const V1BETA1: ResourceType = { ...EXTERNAL_SECRET, version: 'v1beta1' };
const WRITER = { fieldManager: 'externalsecrets.external-secrets.io/app' };
const HAND = { fieldManager: 'kubectl-edit' };

/** What the API server does with custom resources and the Secrets they own, with sluice's definitions installed. */
export const CUSTOM_RESOURCE_CASES: readonly ContractCase<ClusterHarness>[] = [
  {
    name: 'both versions of a kind are served, and the preferred one is found first',
    async run({ cluster }) {
      expect(await cluster.discover(EXTERNAL_SECRET, ['v1', 'v1beta1'])).toEqual(V1);
      expect(await cluster.discover(EXTERNAL_SECRET, ['v1beta1', 'v1'])).toEqual(V1BETA1);
    },
  },
  {
    name: 'the defaults of the version written are seen in every version',
    async run({ cluster, namespace }) {
      await cluster.create(V1, externalSecret(namespace, 'new', V1), WRITER);
      await cluster.create(V1BETA1, externalSecret(namespace, 'old', V1BETA1), WRITER);

      const remoteRefs = async (name: string) => {
        const read = await cluster.get(V1, { namespace, name });
        const { data } = (read?.['spec'] ?? {}) as { data: { remoteRef: object }[] };
        return data.map(({ remoteRef }) => remoteRef);
      };
      expect(await remoteRefs('new')).toEqual([{ key: '/a' }]);
      expect(await remoteRefs('old')).toEqual([
        { key: '/a', conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' },
      ]);
    },
  },
  {
    name: 'the status has its own endpoint, and only a new spec is a new generation',
    async run({ cluster, namespace }) {
      const created = await cluster.create(V1, externalSecret(namespace, 'app', V1), WRITER);
      const reference = { namespace, name: 'app' };
      const status = { syncedResourceVersion: '1-x', binding: { name: 'app' } };

      const first = { status, spec: { refreshInterval: '9h' } };
      const reported = await cluster.patch(V1, reference, first, { ...WRITER, subresource: 'status' });
      const labelled = await cluster.patch(
        V1,
        reference,
        { metadata: { labels: { a: 'b' } }, status: null },
        HAND,
      );
      const changed = await cluster.patch(V1, reference, { spec: { refreshInterval: '2h' } }, HAND);

      expect(reported['spec']).toEqual(created['spec']);
      expect([reported, labelled, changed].map((one) => one['status'])).toEqual([status, status, status]);
      expect([created, reported, labelled, changed].map((one) => one.metadata.generation)).toEqual([
        1, 1, 1, 2,
      ]);
    },
  },
  {
    name: 'a custom resource that has not changed since the last list is not parsed again, one that has is',
    async run({ cluster, namespace }) {
      const listOwn = async () =>
        (await cluster.list(V1)).items.filter(({ metadata }) => metadata.namespace === namespace);
      await cluster.create(V1, externalSecret(namespace, 'one', V1), WRITER);
      await cluster.create(V1, externalSecret(namespace, 'two', V1), WRITER);
      const before = await listOwn();
      const labels = { metadata: { labels: { uid: 'u', resourceVersion: '1' } } };
      await cluster.patch(V1, { namespace, name: 'two' }, labels, HAND);

      const [one, two] = await listOwn();

      expect(one).toBe(before[0]);
      expect(two?.metadata.labels).toEqual(labels.metadata.labels);
    },
  },
  {
    name: 'a status that says nothing new writes nothing',
    async run({ cluster, namespace }) {
      await cluster.create(V1, externalSecret(namespace, 'app', V1), WRITER);
      const report = () =>
        cluster.patch(
          V1,
          { namespace, name: 'app' },
          { status: { syncedResourceVersion: '1-x' } },
          { ...WRITER, subresource: 'status' },
        );

      const first = await report();

      expect(await report()).toEqual(first);
    },
  },
  {
    name: 'finalizers hold a deleted object until a merge patch releases them',
    async run({ cluster, namespace }) {
      const finalizers = ['externalsecrets.external-secrets.io/externalsecret-cleanup'];
      const object = externalSecret(namespace, 'app', V1);
      const held = { ...object, metadata: { ...object.metadata, finalizers } };
      const created = await cluster.create(V1, held, WRITER);
      const reference = { namespace, name: 'app' };
      const { uid = '', resourceVersion = '' } = created.metadata;
      await cluster.delete(V1, reference, { uid, resourceVersion });

      const marked = await cluster.get(V1, reference);
      await cluster.patch(V1, reference, { metadata: { finalizers: null } }, WRITER);

      expect(marked?.metadata.deletionTimestamp).toBeTypeOf('string');
      expect(await cluster.get(V1, reference)).toBeUndefined();
    },
  },
  {
    name: 'a value that the definition does not allow is refused for good, with the field',
    async run({ cluster, namespace }) {
      const object = externalSecret(namespace, 'app', V1, { target: { creationPolicy: 'Sometimes' } });

      const refused = cluster.create(V1, object, WRITER);

      await expect(refused).rejects.toThrow(TerminalError);
      await expect(refused).rejects.toMatchObject({
        code: 'Invalid',
        message: expect.stringContaining('spec.target.creationPolicy: Unsupported value: "Sometimes"'),
      });
    },
  },
  {
    name: 'a Secret belongs to its writer field by field, and a value changed by hand to the hand',
    async run({ cluster, namespace }) {
      const owner = await cluster.create(V1, externalSecret(namespace, 'app', V1), WRITER);
      await cluster.create(SECRET, secretOf(owner), WRITER);

      const edited = await cluster.patch(SECRET, { namespace, name: 'app' }, { data: { a: 'Yg==' } }, HAND);
      const restored = await cluster.replace(SECRET, { ...edited, data: { a: 'YQ==', b: 'YQ==' } }, WRITER);

      const metadata = {
        'f:labels': { '.': {}, 'f:managed': {} },
        'f:ownerReferences': { '.': {}, [`k:{"uid":"${owner.metadata.uid}"}`]: {} },
      };
      const whole = { 'f:data': { '.': {}, 'f:a': {}, 'f:b': {} }, 'f:metadata': metadata, 'f:type': {} };
      expect(ownersOf(edited)).toEqual({
        [WRITER.fieldManager]: { ...whole, 'f:data': { '.': {}, 'f:b': {} } },
        [HAND.fieldManager]: { 'f:data': { 'f:a': {} } },
      });
      expect(ownersOf(restored)).toEqual({ [WRITER.fieldManager]: whole });
    },
  },
  {
    name: 'the type of a Secret cannot change, nor the data of an immutable one',
    async run({ cluster, namespace }) {
      const owner = await cluster.create(V1, externalSecret(namespace, 'app', V1), WRITER);
      const created = await cluster.create(SECRET, { ...secretOf(owner), immutable: true }, WRITER);

      const typed = cluster.replace(SECRET, { ...created, type: 'kubernetes.io/tls' }, WRITER);
      await expect(typed).rejects.toMatchObject({
        code: 'Invalid',
        message: expect.stringContaining('type: '),
      });
      const changed = cluster.replace(SECRET, { ...created, data: { a: 'Yg==' } }, WRITER);
      await expect(changed).rejects.toMatchObject({
        code: 'Invalid',
        message: expect.stringContaining('data: Forbidden: field is immutable when `immutable` is set'),
      });
    },
  },
];

function externalSecret(
  namespace: string,
  name: string,
  type: ResourceType,
  spec: object = {},
): KubernetesObject {
  return {
    apiVersion: `${type.group}/${type.version}`,
    kind: type.kind,
    metadata: { namespace, name },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { name: 'aws-ssm', kind: 'ClusterSecretStore' },
      data: [{ secretKey: 'a', remoteRef: { key: '/a' } }],
      ...spec,
    },
  };
}

/** Its owner is there: the garbage collector takes what refers to none. */
function secretOf({ apiVersion, kind, metadata: owner }: KubernetesObject): KubernetesObject {
  const { name, namespace = '', uid = '' } = owner;
  const ownerReferences = [{ apiVersion, kind, name, uid }];
  const metadata = { namespace, name, labels: { managed: 'true' }, ownerReferences };
  return { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data: { a: 'YQ==', b: 'YQ==' } };
}

function ownersOf({ metadata }: KubernetesObject): Record<string, unknown> {
  return Object.fromEntries(
    (metadata.managedFields ?? []).map(({ manager, fieldsV1 }) => [manager, fieldsV1]),
  );
}
