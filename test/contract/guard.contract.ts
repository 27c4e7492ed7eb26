import { expect } from 'vitest';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { type AccessHarness, sendAs } from './access.contract.ts';
import type { ContractCase } from './contract-case.ts';

const NAMESPACE = 'auth';
const SECRETS = `/api/v1/namespaces/${NAMESPACE}/secrets`;
const EXTERNAL_SECRETS = `/apis/external-secrets.io/v1/namespaces/${NAMESPACE}/externalsecrets`;
const MARK = { 'reconcile.external-secrets.io/managed': 'true' };
const UNMARKED = /denied request: sluice may only write Secrets that carry the managed label/;

/** What the guard policies refuse our user although RBAC allows it, and what they let through. */
export const GUARD_CASES: readonly ContractCase<AccessHarness>[] = [
  {
    name: 'a Secret with the mark may be created, one without may not',
    async run(harness) {
      const marked = await write(harness, 'POST', secret({ labels: MARK }));
      const unmarked = await write(harness, 'POST', secret({}));

      expect([marked.status, unmarked.status]).toEqual([201, 422]);
      expect(unmarked.message).toMatch(UNMARKED);
    },
  },
  ...['kubernetes.io/service-account-token', 'bootstrap.kubernetes.io/token', 'helm.sh/release.v1'].map(
    (type) => ({
      name: `a Secret of type ${type} may not be created, marked or not`,
      async run(harness: AccessHarness) {
        const annotations = { 'kubernetes.io/service-account.name': 'default' };

        const { status, message } = await write(
          harness,
          'POST',
          secret({ labels: MARK, annotations }, { type }),
        );

        expect(status).toBe(422);
        expect(message).toMatch(/denied request: sluice may not write this Secret type/);
      },
    }),
  ),
  {
    name: 'a Secret made by hand may be taken over with all its keys, and not with loss',
    async run(harness) {
      const hand = await byHand(harness, secret({}, { data: { a: 'YQ==', b: 'Yg==' } }));

      const losing = await write(harness, 'PUT', { ...hand, ...marked(hand), data: { a: 'YQ==' } });
      const keeping = await write(harness, 'PUT', {
        ...hand,
        ...marked(hand),
        data: { a: 'Yw==', b: 'ZA==', c: '' },
      });

      expect([losing.status, keeping.status]).toEqual([422, 200]);
      expect(losing.message).toMatch(
        /keys of it would be lost; annotate it sluice\/adopt=true to allow that/,
      );
    },
  },
  {
    name: 'loss is let through where the owner of the Secret said so',
    async run(harness) {
      const consent = { annotations: { 'sluice/adopt': 'true' } };
      const hand = await byHand(harness, secret(consent, { data: { a: 'YQ==', b: 'Yg==' } }));

      expect((await write(harness, 'PUT', { ...hand, ...marked(hand), data: { a: 'YQ==' } })).status).toBe(
        200,
      );
    },
  },
  {
    name: 'keys may go once the Secret is marked, the mark may not',
    async run(harness) {
      const ours = await byHand(harness, secret({ labels: MARK }, { data: { a: 'YQ==', b: 'Yg==' } }));
      const { labels: _labels, ...metadata } = ours.metadata;

      const unmarking = await write(harness, 'PUT', { ...ours, metadata });
      const emptying = await write(harness, 'PUT', { ...ours, data: {} });

      expect([unmarking.status, emptying.status]).toEqual([422, 200]);
      expect(unmarking.message).toMatch(UNMARKED);
    },
  },
  {
    name: 'a marked Secret may be deleted, one made by hand may not',
    async run(harness) {
      const [ours, hand] = [
        await byHand(harness, secret({ labels: MARK })),
        await byHand(harness, secret({})),
      ];

      const own = await sendAs(harness, 'secrets', 'DELETE', `${SECRETS}/${ours.metadata.name}`);
      const foreign = await sendAs(harness, 'secrets', 'DELETE', `${SECRETS}/${hand.metadata.name}`);

      expect([own.status, foreign.status]).toEqual([200, 422]);
      expect(foreign.message).toMatch(UNMARKED);
    },
  },
  {
    name: 'of an ExternalSecret finalizers may go, its spec may not change',
    async run(harness) {
      const held = await byHand(
        harness,
        externalSecret({ finalizers: ['externalsecrets.external-secrets.io/cleanup'] }),
      );

      const changed = await patch(harness, held, { spec: { refreshInterval: '9h' } });
      const released = await patch(harness, held, { metadata: { finalizers: null } });

      expect([changed.status, released.status]).toEqual([422, 200]);
      expect(changed.message).toMatch(/denied request: sluice may not change the spec of an ExternalSecret/);
    },
  },
  {
    name: 'the spec of a ClusterExternalSecret’s child may change',
    async run(harness) {
      const parent = await byHand(harness, clusterExternalSecret());
      const { apiVersion, kind, metadata } = parent;
      const owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true };
      const child = await byHand(harness, externalSecret({ ownerReferences: [owner] }));

      expect((await patch(harness, child, { spec: { refreshInterval: '9h' } })).status).toBe(200);
    },
  },
  {
    name: 'nobody else is held to any of it',
    async run(harness) {
      const hand = await byHand(harness, secret({}, { data: { a: 'YQ==' } }));
      const { name } = hand.metadata;
      const address = { apiVersion: 'v1', kind: 'Secret', namespace: NAMESPACE, name };

      await harness.administrator.patch(address, { data: { a: null } });
      await harness.administrator.delete(address);

      expect(await harness.administrator.get(address)).toBeUndefined();
    },
  },
];

function secret(metadata: object, content: object = {}): KubernetesObject {
  const name = `guard-${crypto.randomUUID()}`;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: NAMESPACE, ...metadata },
    ...content,
  };
}

function externalSecret(metadata: object): KubernetesObject {
  const spec = {
    refreshInterval: '1h',
    secretStoreRef: { name: 'aws-ssm', kind: 'ClusterSecretStore' },
    data: [{ secretKey: 'a', remoteRef: { key: '/a' } }],
  };
  const { apiVersion, kind } = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret' };
  return { apiVersion, kind, metadata: { ...secret(metadata).metadata }, spec };
}

/** Matches no namespace. A child needs one that is there: the garbage collector takes what refers to no owner. */
function clusterExternalSecret(): KubernetesObject {
  const spec = { externalSecretSpec: externalSecret({})['spec'], namespaces: ['nowhere'] };
  const { apiVersion, kind } = { apiVersion: 'external-secrets.io/v1', kind: 'ClusterExternalSecret' };
  return { apiVersion, kind, metadata: { name: `guard-${crypto.randomUUID()}` }, spec };
}

function marked({ metadata }: KubernetesObject): Pick<KubernetesObject, 'metadata'> {
  return { metadata: { ...metadata, labels: { ...metadata.labels, ...MARK } } };
}

/** Made by an administrator; gives it as the server has it. */
async function byHand({ administrator }: AccessHarness, object: KubernetesObject): Promise<KubernetesObject> {
  await administrator.apply([object]);
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = metadata;
  const live = await administrator.get({ apiVersion, kind, name, ...(namespace && { namespace }) });
  return live ?? expect.fail(`${kind} ${metadata.name} was not made`);
}

function write(harness: AccessHarness, method: 'POST' | 'PUT', object: KubernetesObject) {
  const path = method === 'POST' ? SECRETS : `${SECRETS}/${object.metadata.name}`;
  return sendAs(harness, 'secrets', method, path, object);
}

function patch(harness: AccessHarness, { metadata }: KubernetesObject, change: object) {
  return sendAs(harness, 'secrets', 'PATCH', `${EXTERNAL_SECRETS}/${metadata.name}`, change);
}
