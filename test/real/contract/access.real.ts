import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileStandardManifests } from '../../../cli/manifests.ts';
import { readCustomResourceDefinitions } from '../../../manifests/crds.ts';
import { compileGuardPolicies } from '../../../manifests/guard-policy.ts';
import { compileRbac } from '../../../manifests/rbac.ts';
import { type AccessHarness, AUTHENTICATION_CASES, sendAs } from '../../contract/access.contract.ts';
import { runContract } from '../../contract/contract-case.ts';
import { GUARD_CASES } from '../../contract/guard.contract.ts';
import { RBAC_CASES } from '../../contract/rbac.contract.ts';
import { RIGHTS_VARIANT_CASES } from '../../contract/rights-variants.contract.ts';
import { sendTo } from '../../contract/send-with-token.ts';
import { exampleNotifier, exampleSecrets } from '../../stack/example-cluster.ts';
import { type RealCluster, startRealCluster } from '../control-plane.ts';
import { createServiceAccountToken } from './service-account-token.ts';

let real: RealCluster;
let harness: AccessHarness;

beforeAll(async () => {
  real = await startRealCluster();
  harness = {
    configuration: real.configuration,
    administrator: real.administrator,
    sign: (claims) => real.aws.in().sts.state.keys.signToken('ES384', claims),
    send: sendTo(real.endpoint, real.ca),
  };
  await untilGuarded(harness);
});
afterAll(async () => await real?.stop());

/** Policies, roles and the issuer's keys take effect some time after they were accepted. */
async function untilGuarded(asked: AccessHarness): Promise<void> {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'probe', namespace: 'auth' } };
  for (;;) {
    const path = '/api/v1/namespaces/auth/secrets?dryRun=All';
    const { status, message } = await sendAs(asked, 'secrets', 'POST', path, secret);
    if (status === 422 && message.includes('sluice-secrets')) return;
    await sleep(100);
  }
}

const open = async () => harness;
const implementation = 'kube-apiserver';

describe('authentication on kube-apiserver', () =>
  runContract(AUTHENTICATION_CASES, { implementation, open }));
describe('the shipped RBAC on kube-apiserver', () => runContract(RBAC_CASES, { implementation, open }));
describe('the guard policies on kube-apiserver', () => runContract(GUARD_CASES, { implementation, open }));
describe('the rights of other configurations on kube-apiserver', () =>
  runContract(RIGHTS_VARIANT_CASES, { implementation, open }));

test('what manifests prints is what the API server keeps: no tool finds a difference to mend', async () => {
  const secrets = exampleSecrets({ clusterExternalSecrets: true });
  const cluster = { ...real.configuration, secrets, notifier: exampleNotifier(), restart: {} };
  for (const object of [...compileStandardManifests(cluster), ...readCustomResourceDefinitions(cluster)]) {
    const kept = await real.administrator.applyDry(object, 'argocd-controller');

    // A Namespace gets a label and a finalizer, which nobody takes for a difference.
    if (object.kind === 'Namespace') continue;
    const { labels, annotations, name, namespace } = kept.metadata;
    const { status: _status, ...rest } = kept;
    expect(withoutUndefined({ ...rest, metadata: { labels, annotations, name, namespace } })).toEqual(object);
  }
});

const withoutUndefined = (object: object) => JSON.parse(JSON.stringify(object)) as object;

/** Last, because it leaves the manifests of another mode behind: the user is a ServiceAccount then, in no group. */
describe('the guard policies of mode token on kube-apiserver', () => {
  let token = '';
  beforeAll(async () => {
    const configuration = { ...real.configuration, auth: { mode: 'token', parameter: '/token' } } as const;
    await real.administrator.apply([...compileRbac(configuration), ...compileGuardPolicies(configuration)]);
    token = await createServiceAccountToken(real.transport);
    await untilGuarded({ ...harness, sign: () => token });
  });
  runContract(GUARD_CASES, { implementation, open: async () => ({ ...harness, sign: () => token }) });
});
