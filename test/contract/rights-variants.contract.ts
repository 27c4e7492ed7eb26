import { expect } from 'vitest';
import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { compileGuardPolicies } from '../../manifests/guard-policy.ts';
import { compileRbac } from '../../manifests/rbac.ts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { type AccessHarness, sendAs } from './access.contract.ts';
import type { ContractCase } from './contract-case.ts';
import { type Asked, findAllowed } from './rbac.contract.ts';

const NAMESPACE = 'auth';
const EXTERNAL_SECRETS = `/apis/external-secrets.io/v1/namespaces/${NAMESPACE}/externalsecrets`;
const LEASES = 'sluice-system';
const READS: ReadonlySet<string> = new Set(['get', 'list']);
const OTHER_VERBS: ReadonlySet<string> = new Set(['watch', 'deletecollection']);
const ASKED: ReadonlySet<string> = new Set([
  ...['secrets', 'events', 'externalsecrets', 'externalsecrets/status', 'secretstores/status'],
  ...['clustersecretstores/status', 'ingresses', 'ingresses/status', 'dnsendpoints/status', 'leases'],
]);
const LOOK_MS = 50;
const PATIENCE_MS = 30_000;
const CHILDREN_ONLY =
  /denied request: sluice may only make and delete ExternalSecrets of ClusterExternalSecrets/v;

/** What the RBAC and the guard policies of other configurations than the example's come to. */
export const RIGHTS_VARIANT_CASES: readonly ContractCase<AccessHarness>[] = [
  {
    name: 'in observe mode neither half may write anything',
    async run(harness) {
      await withConfiguration(harness, observing(harness.configuration), async () => {
        // The Role of dns-sync is the last that is applied.
        const lease = {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: { name: 'probe', namespace: LEASES },
        };
        const path = `/apis/coordination.k8s.io/v1/namespaces/${LEASES}/leases?dryRun=All`;
        await until(async () => (await sendAs(harness, 'dns', 'POST', path, lease)).status === 403);

        const allowed = [
          ...(await findAllowed(harness, 'secrets', asksFor)),
          ...(await findAllowed(harness, 'dns', asksFor)),
        ];

        expect(allowed.filter(({ verb }) => !READS.has(verb))).toEqual([]);
        expect(allowed.map(({ resource }) => resource)).toEqual(
          expect.arrayContaining(['externalsecrets', 'secrets', 'ingresses']),
        );
      });
    },
  },
  {
    name: 'with ClusterExternalSecrets their children may be made and deleted, and no other ExternalSecret',
    async run(harness) {
      const { configuration, administrator } = harness;
      await withConfiguration(harness, withChildren(configuration), async () => {
        const hand = externalSecret();
        await administrator.apply([hand]);
        const create = (object: KubernetesObject) =>
          sendAs(harness, 'secrets', 'POST', EXTERNAL_SECRETS, object);
        const remove = ({ metadata }: KubernetesObject) =>
          sendAs(harness, 'secrets', 'DELETE', `${EXTERNAL_SECRETS}/${metadata.name}`);
        await until(async () => CHILDREN_ONLY.test((await create(externalSecret())).message));

        const child = externalSecret({ ownerReferences: [await createOwner(harness)] });
        expect(await create(externalSecret())).toMatchObject({
          status: 422,
          message: expect.stringMatching(CHILDREN_ONLY),
        });
        expect((await create(child)).status).toBe(201);
        expect(await remove(hand)).toMatchObject({
          status: 422,
          message: expect.stringMatching(CHILDREN_ONLY),
        });
        expect((await remove(child)).status).toBe(200);
      });
    },
  },
];

/** Reading and writing what the example's halves may write, or look at. */
function asksFor({ verb, resource, namespace }: Asked): boolean {
  return ASKED.has(resource) && (namespace === NAMESPACE || namespace === LEASES) && !OTHER_VERBS.has(verb);
}

/** A ClusterExternalSecret, as its children refer to it: without it, the garbage collector would take them. */
async function createOwner({ administrator }: AccessHarness): Promise<object> {
  const address = { apiVersion: 'external-secrets.io/v1', kind: 'ClusterExternalSecret', name: 'rights' };
  const { apiVersion, kind, name } = address;
  const spec = { externalSecretSpec: externalSecret()['spec'], namespaces: [NAMESPACE] };
  await administrator.apply([{ apiVersion, kind, metadata: { name }, spec }]);
  const uid = (await administrator.get(address))?.metadata.uid;
  return { ...address, uid, controller: true };
}

function observing(cluster: ClusterConfiguration): ClusterConfiguration {
  const { secrets, dns } = cluster;
  if (secrets === undefined || dns === undefined) throw new TypeError('the example has both halves');
  return { ...cluster, secrets: { ...secrets, mode: 'observe' }, dns: { ...dns, mode: 'observe' } };
}

function withChildren(cluster: ClusterConfiguration): ClusterConfiguration {
  const { secrets } = cluster;
  if (secrets === undefined) throw new TypeError('the example has a secrets half');
  return { ...cluster, secrets: { ...secrets, clusterExternalSecrets: true } };
}

/** What is generated from another configuration takes the place of the example's, and gives it back. */
async function withConfiguration(
  { administrator, configuration }: AccessHarness,
  other: ClusterConfiguration,
  run: () => Promise<void>,
): Promise<void> {
  await administrator.apply([...compileRbac(other), ...compileGuardPolicies(other)]);
  try {
    await run();
  } finally {
    await administrator.apply([...compileRbac(configuration), ...compileGuardPolicies(configuration)]);
  }
}

function externalSecret(metadata: object = {}): KubernetesObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: `rights-${crypto.randomUUID()}`, namespace: NAMESPACE, ...metadata },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { name: 'aws-ssm', kind: 'ClusterSecretStore' },
      data: [{ secretKey: 'a', remoteRef: { key: '/a' } }],
    },
  };
}

/** Roles and policies take effect some time after they were accepted. Gives up quietly: whoever asked looks again. */
async function until(look: () => Promise<boolean>): Promise<void> {
  const started = performance.now();
  while (!(await look()) && performance.now() - started < PATIENCE_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
