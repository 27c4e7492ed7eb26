import { describe, expect, it } from 'vitest';
import { applyChange } from '../../../cli/handover/apply-change.ts';
import { planFinishDns } from '../../../cli/handover/finish-dns.ts';
import { planFinishSecrets } from '../../../cli/handover/finish-secrets.ts';
import { findLegacyMarkers } from '../../../cli/handover/legacy-in-zones.ts';
import { readCommon } from '../../../cli/handover/read-common.ts';
import { readFinishSecrets } from '../../../cli/handover/read-finish.ts';
import type { Step } from '../../../cli/handover/step.ts';
import type { RecordSet } from '../../../lambdas/core/dns/record-set.ts';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { readManifest } from '../../../sandbox/runtime/manifests.ts';
import { compileDnsSyncConfig } from '../../../stack/config/function-config.ts';
import { exampleCluster, exampleDns, exampleSecrets } from '../../stack/example-cluster.ts';
import {
  createHandoverWorld,
  deployment,
  ESO_IMAGE,
  externalDns,
  type HandoverWorld,
  namespace,
} from './world.ts';

const FILE = 'config/eco2-dev.yaml';
const AWS_SSM = '/apis/external-secrets.io/v1/clustersecretstores/aws-ssm';
const ESO = [
  deployment('external-secrets', { image: ESO_IMAGE }),
  deployment('eso-webhook', { image: ESO_IMAGE, args: ['webhook', '--port=10250'] }),
  deployment('eso-cert-controller', { image: ESO_IMAGE, args: ['certcontroller'] }),
];
const WEBHOOK: KubernetesObject = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'secretstore-validate' },
  webhooks: [
    {
      name: 'validate.clustersecretstore.external-secrets.io',
      rules: [
        { apiGroups: ['example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['none'] },
        {
          apiGroups: ['external-secrets.io'],
          apiVersions: ['v9'],
          operations: ['CREATE'],
          resources: ['none'],
        },
      ],
      clientConfig: { service: { namespace: 'kube-system', name: 'eso-webhook' } },
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
    },
  ],
};

const brief = (steps: readonly Step[]) => steps.map(({ state, subject }) => `${state} ${subject}`);

describe('handover secrets --finish', () => {
  async function withObjects(controller?: string): Promise<HandoverWorld> {
    const world = createHandoverWorld();
    await world.put(namespace('auth'), ...(readManifest('secrets') as KubernetesObject[]), ...ESO, WEBHOOK);
    if (controller !== undefined) await world.patch(AWS_SSM, { spec: { controller } });
    return world;
  }
  async function judge(
    world: HandoverWorld,
    { strip = false, deployedMode = 'enforce' as 'observe' | 'enforce' } = {},
  ): Promise<readonly Step[]> {
    const secrets = exampleSecrets({ storeClasses: ['sluice'] });
    const common = await readCommon(world.cluster, exampleCluster({ secrets }), { file: FILE, deployedMode });
    return planFinishSecrets(await readFinishSecrets(world.cluster, common), strip);
  }
  const apply = (world: HandoverWorld, step: Step) =>
    step.change === undefined
      ? Promise.reject(new Error('nothing to apply'))
      : applyChange(step.change, {
          cluster: world.cluster,
          configuration: { path: '', root: [] },
          clusterName: 'eco2-dev',
        });

  it('is refused while ESO serves a store, and before ours is deployed', async () => {
    const [first] = await judge(await withObjects(), { deployedMode: 'observe' });

    expect(first).toMatchObject({
      state: 'refused',
      why:
        'ESO still serves ClusterSecretStore/aws-ssm: hand them over, or keep ESO; ' +
        'the function is not deployed in mode enforce',
    });
  });

  it('stops the programs, takes the webhooks that fail closed away, and makes stores without a class ours', async () => {
    const world = await withObjects('sluice');
    const steps = await judge(world);

    expect(brief(steps)).toEqual([
      'ready Deployment/kube-system/external-secrets',
      'ready Deployment/kube-system/eso-cert-controller',
      'ready ValidatingWebhookConfiguration/secretstore-validate',
      'ready Deployment/kube-system/eso-webhook',
      `ready secrets in ${FILE}`,
    ]);
    expect(steps.at(-1)?.how).toEqual([
      `in ${FILE}: secrets.storeClasses: [sluice, default]`,
      `npm run deploy -- -c config=${FILE}`,
    ]);
    for (const step of steps.slice(0, 4)) await apply(world, step);
    expect(brief(await judge(world))).toEqual([
      'done Deployment/kube-system/external-secrets',
      'done Deployment/kube-system/eso-cert-controller',
      'done Deployment/kube-system/eso-webhook',
      `ready secrets in ${FILE}`,
    ]);
  });

  it("takes ESO's finalizers off what is left on request only, and leaves those of others", async () => {
    const world = await withObjects('sluice');
    const finalizers = ['secretstore.externalsecrets.io/finalizer', 'example.com/theirs'];
    await world.patch(AWS_SSM, { metadata: { finalizers } });
    const unasked = await judge(world);
    const step = (await judge(world, { strip: true })).at(-1);

    expect(unasked.some(({ title }) => title.startsWith('without '))).toBe(false);
    expect(step).toMatchObject({
      subject: 'ClusterSecretStore/aws-ssm',
      title: 'without secretstore.externalsecrets.io/finalizer',
      rollback: [expect.stringContaining(JSON.stringify(finalizers)) as string],
    });
    if (step !== undefined) await apply(world, step);
    expect((await world.get(AWS_SSM)).metadata.finalizers).toEqual(['example.com/theirs']);
  });

  it.each([
    [{ 'meta.helm.sh/release-name': 'eso' }, 'upgrade Helm release "eso" with crds.annotations'],
    [
      { 'argocd.argoproj.io/tracking-id': 'eso:a/b:c/d' },
      'in Git (Argo CD application "eso"): annotation argocd.argoproj.io/sync-options',
    ],
  ])('names definitions that would go with the release: %j', async (annotations, how) => {
    const world = await withObjects('sluice');
    const path =
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/externalsecrets.external-secrets.io';
    await world.patch(path, { metadata: { annotations } });
    const steps = (await judge(world)).filter(({ subject }) =>
      subject.startsWith('CustomResourceDefinition/'),
    );

    expect(steps).toMatchObject([{ state: 'yours', how: [expect.stringContaining(how) as string] }]);
    const kept = {
      'helm.sh/resource-policy': 'keep',
      'argocd.argoproj.io/sync-options': 'Prune=false, Delete=false',
    };
    await world.patch(path, { metadata: { annotations: kept } });
    expect(brief(await judge(world)).join()).not.toContain('CustomResourceDefinition/');
  });
});

describe('handover dns --finish', () => {
  const facts = (
    given: {
      readonly dns?: Parameters<typeof exampleDns>[0];
      readonly deployments?: readonly KubernetesObject[];
      readonly legacyMarkers?: readonly string[];
      readonly deployedMode?: 'observe' | 'enforce';
    } = {},
  ) => ({
    cluster: exampleCluster({ dns: exampleDns(given.dns) }),
    file: FILE,
    applications: new Set<string>(),
    deployments: given.deployments ?? [],
    deployedMode: given.deployedMode ?? ('enforce' as const),
    legacyMarkers: given.legacyMarkers ?? [],
  });
  const txt = { prefix: '', suffix: '', wildcardReplacement: '', compat: 'none' as const };

  it('is refused while ExternalDNS runs with our owner id, and before ours enforces', () => {
    const deployments = [externalDns(['--source=ingress'])];
    const [first] = planFinishDns(facts({ deployments, deployedMode: 'observe' }));

    expect(first).toMatchObject({
      state: 'refused',
      why: 'ExternalDNS kube-system/external-dns still runs with owner id "eco2-dev"; the function is in mode observe',
    });
  });

  it('ends txt.compat, names the markers that go, and gives no alias an AAAA that had none', () => {
    const legacyMarkers = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `cname-${name}.dev.growbin.app`);
    const [first, second] = planFinishDns(facts({ legacyMarkers }));

    expect(first).toMatchObject({
      state: 'ready',
      how: [`in ${FILE}: dns.txt.compat: none`, `in ${FILE}: dns.aaaa: dualstack-only`],
      rollback: [`in ${FILE}: dns.txt.compat: "0.14"`, `npm run deploy -- -c config=${FILE}`],
      why: expect.stringMatching(/cname-a.*cname-e.dev.growbin.app, and 1 more; dns.aaaa keeps/) as string,
    });
    expect(second).toMatchObject({ state: 'yours', why: expect.stringContaining('6 are left') as string });
  });

  it('is done when the setting is made and nothing is left; a stopped ExternalDNS may then be removed', () => {
    const base = externalDns(['--source=ingress']);
    const stopped = { ...base, spec: { ...(base['spec'] as object), replicas: 0 } };
    expect(brief(planFinishDns(facts({ dns: { txt }, deployments: [stopped] })))).toEqual([
      `done dns in ${FILE}`,
      'done dns function',
      'yours Deployment/kube-system/external-dns',
    ]);
  });

  it('says that nothing goes with a policy that deletes nothing', () => {
    const [, second] = planFinishDns(facts({ dns: { txt, policy: 'upsert-only' }, legacyMarkers: ['a'] }));
    expect(second?.why).toBe('with policy upsert-only they stay: it deletes nothing; 1 are left');
  });

  it('finds in a zone just the markers of ours that only older versions read', () => {
    const config = compileDnsSyncConfig(exampleCluster(), exampleDns());
    const zone = { id: 'Z1', name: 'dev.growbin.app', private: false };
    const alias = { dnsName: 'lb.example.com', hostedZoneId: 'Z2', evaluateTargetHealth: true };
    const record = (name: string): RecordSet => ({ name: `${name}.dev.growbin.app`, type: 'A', alias });
    const marker = (name: string, owner = 'eco2-dev'): RecordSet => ({
      name: `${name}.dev.growbin.app`,
      type: 'TXT',
      ttl: 300,
      values: [`"heritage=external-dns,external-dns/owner=${owner},external-dns/resource=ingress/a/b"`],
    });
    const sets = [
      ...[record('web'), marker('web'), marker('cname-web'), marker('a-web')],
      ...[record('new'), marker('a-new')],
      ...[record('theirs'), marker('theirs', 'other'), marker('cname-theirs', 'other')],
    ];

    expect([...findLegacyMarkers(zone, sets, config)].sort()).toEqual([
      'cname-web.dev.growbin.app',
      'web.dev.growbin.app',
    ]);
  });
});
