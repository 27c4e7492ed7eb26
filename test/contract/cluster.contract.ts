import { expect } from 'vitest';
import { TerminalError, TransientError } from '../../lambdas/core/errors.ts';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import type { Cluster } from '../../lambdas/core/ports.ts';
import { CONFIG_MAP, EXTERNAL_SECRET, INGRESS, LEASE, SECRET } from '../../lambdas/core/resources.ts';
import type { ContractCase } from './contract-case.ts';

export interface ClusterHarness {
  readonly cluster: Cluster;
  /** The same server, read two objects a page. */
  readonly paged: Cluster;
  /** A fresh, empty namespace. */
  readonly namespace: string;
}

const WRITER = { fieldManager: 'sluice-contract' };

/** What the API server does, as far as sluice relies on it. */
export const CLUSTER_CASES: readonly ContractCase<ClusterHarness>[] = [
  {
    name: 'a served kind is found in the first version that is served, another is undefined',
    async run({ cluster }) {
      const { version: _version, ...ingress } = INGRESS;

      expect(await cluster.discover(ingress, ['v9', 'v1'])).toEqual(INGRESS);
      expect(await cluster.discover({ ...ingress, plural: 'egresses' }, ['v1'])).toBeUndefined();
      expect(await cluster.discover({ ...EXTERNAL_SECRET, group: 'no.such.group' }, ['v1'])).toBeUndefined();
    },
  },
  {
    name: 'an object that was created is read back with the fields the server gave it',
    async run({ cluster, namespace }) {
      const created = await cluster.create(CONFIG_MAP, configMap(namespace, 'one', { a: '1' }), WRITER);

      expect(await cluster.get(CONFIG_MAP, { namespace, name: 'one' })).toEqual(created);
      expect(created.metadata.uid).toBeTypeOf('string');
      expect(created.metadata.resourceVersion).toBeTypeOf('string');
      expect(created.metadata.managedFields).toMatchObject([
        { manager: 'sluice-contract', operation: 'Update' },
      ]);
    },
  },
  {
    name: 'an absent object is undefined, also in a namespace that is absent',
    async run({ cluster, namespace }) {
      expect(await cluster.get(SECRET, { namespace, name: 'none' })).toBeUndefined();
      expect(await cluster.get(SECRET, { namespace: `${namespace}-none`, name: 'none' })).toBeUndefined();
    },
  },
  {
    name: 'creating a name that is taken is a lost race',
    async run({ cluster, namespace }) {
      await cluster.create(CONFIG_MAP, configMap(namespace, 'one'), WRITER);

      const again = cluster.create(CONFIG_MAP, configMap(namespace, 'one'), WRITER);

      await expect(again).rejects.toThrow(TransientError);
      await expect(again).rejects.toMatchObject({ code: 'AlreadyExists' });
    },
  },
  {
    name: 'replacing an object that somebody changed meanwhile is a conflict and changes nothing',
    async run({ cluster, namespace }) {
      const read = await cluster.create(CONFIG_MAP, configMap(namespace, 'one', { a: '1' }), WRITER);
      await cluster.replace(CONFIG_MAP, { ...read, data: { a: '2' } }, WRITER);

      const late = cluster.replace(CONFIG_MAP, { ...read, data: { a: '3' } }, WRITER);

      await expect(late).rejects.toThrow(TransientError);
      await expect(late).rejects.toMatchObject({ code: 'Conflict' });
      expect((await cluster.get(CONFIG_MAP, { namespace, name: 'one' }))?.['data']).toEqual({ a: '2' });
    },
  },
  {
    name: 'replacing with the same content changes nothing, not even the resourceVersion',
    async run({ cluster, namespace }) {
      const read = await cluster.create(CONFIG_MAP, configMap(namespace, 'one', { a: '1' }), WRITER);

      const replaced = await cluster.replace(CONFIG_MAP, read, WRITER);

      expect(replaced.metadata.resourceVersion).toBe(read.metadata.resourceVersion);
    },
  },
  {
    name: 'replacing an object that is gone is NotFound and does not create it',
    async run({ cluster, namespace }) {
      const read = await cluster.create(CONFIG_MAP, configMap(namespace, 'one'), WRITER);
      await cluster.delete(CONFIG_MAP, { namespace, name: 'one' }, identityOf(read));

      await expect(cluster.replace(CONFIG_MAP, read, WRITER)).rejects.toMatchObject({ code: 'NotFound' });
      expect(await cluster.get(CONFIG_MAP, { namespace, name: 'one' })).toBeUndefined();
    },
  },
  {
    name: 'a merge patch sets, keeps and removes',
    async run({ cluster, namespace }) {
      await cluster.create(CONFIG_MAP, configMap(namespace, 'one', { keep: '1', drop: '2' }), WRITER);

      await cluster.patch(CONFIG_MAP, { namespace, name: 'one' }, { data: { drop: null, add: '3' } }, WRITER);

      const read = await cluster.get(CONFIG_MAP, { namespace, name: 'one' });
      expect(read?.['data']).toEqual({ keep: '1', add: '3' });
    },
  },
  {
    name: 'status is written through its subresource only, and alone',
    async run({ cluster, namespace }) {
      const status = { loadBalancer: { ingress: [{ hostname: 'lb.example.com' }] } };
      await cluster.create(INGRESS, { ...ingress(namespace, 'one'), status }, WRITER);
      const reference = { namespace, name: 'one' };
      const before = await cluster.get(INGRESS, reference);

      await cluster.patch(INGRESS, reference, { status, spec: null }, { ...WRITER, subresource: 'status' });

      const after = await cluster.get(INGRESS, reference);
      expect(before?.['status']).not.toEqual(status);
      expect(after?.['status']).toEqual(status);
      expect(after?.['spec']).toEqual(before?.['spec']);
      expect(after?.metadata.generation).toBe(before?.metadata.generation);
    },
  },
  {
    name: 'an object is deleted only as the one that was read, and once',
    async run({ cluster, namespace }) {
      const reference = { namespace, name: 'one' };
      const read = await cluster.create(CONFIG_MAP, configMap(namespace, 'one'), WRITER);
      const changed = await cluster.replace(CONFIG_MAP, { ...read, data: { a: '2' } }, WRITER);

      const late = cluster.delete(CONFIG_MAP, reference, identityOf(read));

      await expect(late).rejects.toMatchObject({ code: 'Conflict' });
      const other = { ...identityOf(changed), uid: '00000000-0000-4000-8000-000000000000' };
      await expect(cluster.delete(CONFIG_MAP, reference, other)).rejects.toMatchObject({ code: 'Conflict' });
      expect(await cluster.delete(CONFIG_MAP, reference, identityOf(changed))).toBe(true);
      expect(await cluster.delete(CONFIG_MAP, reference, identityOf(changed))).toBe(false);
    },
  },
  {
    name: 'a list has every object whatever its pages, each with apiVersion and kind',
    async run({ cluster, paged, namespace }) {
      for (const name of ['a', 'b', 'c', 'd', 'e']) {
        await cluster.create(CONFIG_MAP, configMap(namespace, name), WRITER);
      }

      const whole = await cluster.list(CONFIG_MAP, { namespace });
      const pages = await paged.list(CONFIG_MAP, { namespace });

      const ours = pages.items.filter(({ metadata }) => metadata.name.length === 1);
      expect(ours.map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(pages.items).toEqual(whole.items);
      expect(ours[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
      expect(pages.resourceVersion).not.toBe('');
    },
  },
  {
    name: 'a list of all namespaces has those of this one',
    async run({ cluster, namespace }) {
      await cluster.create(LEASE, lease(namespace), WRITER);

      const { items } = await cluster.list(LEASE);

      expect(items.map(({ metadata }) => metadata.namespace)).toContain(namespace);
    },
  },
  {
    name: 'what has not changed since the last list is not parsed again, what has is',
    async run({ cluster, namespace }) {
      const listOwn = async () =>
        (await cluster.list(INGRESS)).items.filter(({ metadata }) => metadata.namespace === namespace);
      await cluster.create(INGRESS, ingress(namespace, 'one'), WRITER);
      await cluster.create(INGRESS, ingress(namespace, 'two'), WRITER);
      const before = await listOwn();
      await cluster.patch(INGRESS, { namespace, name: 'two' }, { metadata: { labels: { a: 'b' } } }, WRITER);

      const [one, two] = await listOwn();

      expect(one).toBe(before[0]);
      expect(two?.metadata.labels).toEqual({ a: 'b' });
    },
  },
  {
    name: 'a list of an empty namespace is empty',
    async run({ cluster, namespace }) {
      expect((await cluster.list(SECRET, { namespace })).items).toEqual([]);
    },
  },
  {
    name: 'an object the server does not accept is refused with the field, for good',
    async run({ cluster, namespace }) {
      const secret = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { namespace, name: 'one' },
        data: { 'a b': '' },
      };

      const creating = cluster.create(SECRET, secret, WRITER);

      await expect(creating).rejects.toThrow(TerminalError);
      await expect(creating).rejects.toMatchObject({ code: 'Invalid' });
      await expect(creating).rejects.toThrow(/data\[a b\]/);
    },
  },
];

function configMap(namespace: string, name: string, data: Record<string, string> = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name }, data };
}

function ingress(namespace: string, name: string): KubernetesObject {
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const rules = [{ host: 'web.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { namespace, name },
    spec: { rules },
  };
}

function lease(namespace: string): KubernetesObject {
  const spec = { holderIdentity: 'contract', leaseDurationSeconds: 60 };
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { namespace, name: 'one' }, spec };
}

function identityOf({ metadata }: KubernetesObject): {
  readonly uid: string;
  readonly resourceVersion: string;
} {
  return { uid: metadata.uid ?? '', resourceVersion: metadata.resourceVersion ?? '' };
}
