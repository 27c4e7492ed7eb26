import { describe, expect, it } from 'vitest';
import { applyChange } from '../../../cli/handover/apply-change.ts';
import { planSecrets } from '../../../cli/handover/plan-secrets.ts';
import { readCommon } from '../../../cli/handover/read-common.ts';
import { readSecretsHandover } from '../../../cli/handover/read-secrets.ts';
import type { Step } from '../../../cli/handover/step.ts';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { readManifest } from '../../../sandbox/runtime/manifests.ts';
import { exampleCluster, exampleSecrets } from '../../stack/example-cluster.ts';
import { createHandoverWorld, deployment, ESO_IMAGE, type HandoverWorld, namespace } from './world.ts';

const AWS_SSM = '/apis/external-secrets.io/v1/clustersecretstores/aws-ssm';
const ESO = deployment('external-secrets', { image: ESO_IMAGE, args: ['--concurrent=1'] });
const OBSERVE = exampleSecrets({ mode: 'observe', storeClasses: ['sluice', 'default'] });
const ENFORCE = exampleSecrets({ mode: 'enforce', storeClasses: ['sluice'] });

/** The first user's cluster with these objects besides. */
async function withObjects(...objects: readonly KubernetesObject[]): Promise<HandoverWorld> {
  const world = createHandoverWorld();
  const names = ['auth', 'argocd', 'postgres', 'redis', 'rabbitmq', 'sluice-system'];
  await world.put(...names.map(namespace), ...(readManifest('secrets') as KubernetesObject[]), ...objects);
  return world;
}

async function judge(
  world: HandoverWorld,
  given: {
    readonly secrets?: typeof OBSERVE;
    readonly deployedMode?: 'observe' | 'enforce';
    readonly chosen?: readonly string[];
  } = {},
): Promise<readonly Step[]> {
  const { secrets = OBSERVE, deployedMode = 'observe', chosen = [] } = given;
  const { dns: _dns, ...cluster } = exampleCluster({ secrets });
  const common = await readCommon(world.cluster, cluster, { file: 'config/eco2-dev.yaml', deployedMode });
  return planSecrets(await readSecretsHandover(world.cluster, common), chosen);
}

const brief = (steps: readonly Step[]) => steps.map(({ state, subject }) => `${state} ${subject}`);
const storeStep = (steps: readonly Step[], name = 'aws-ssm') =>
  steps.find(({ subject }) => subject === `ClusterSecretStore/${name}`);
const apply = (world: HandoverWorld, { change }: Step) =>
  change === undefined
    ? Promise.reject(new Error('nothing to apply'))
    : applyChange(change, {
        cluster: world.cluster,
        configuration: { path: '', root: [] },
        clusterName: 'eco2-dev',
      });

describe('beside a running ESO', () => {
  it('enforce comes first, without the classes that ESO serves, then every store, each with its way back', async () => {
    const steps = await judge(await withObjects(ESO));

    expect(brief(steps)).toEqual([
      'ready secrets in config/eco2-dev.yaml',
      'ready manifests',
      'yours secrets function',
      'ready ClusterSecretStore/aws-ssm',
    ]);
    expect(steps[0]).toMatchObject({
      how: [
        'in config/eco2-dev.yaml: secrets.mode: enforce',
        'in config/eco2-dev.yaml: secrets.storeClasses: [sluice]',
      ],
      rollback: [
        'in config/eco2-dev.yaml: secrets.mode: observe',
        'in config/eco2-dev.yaml: secrets.storeClasses: [sluice, default]',
        'npm run deploy -- -c config=config/eco2-dev.yaml',
      ],
      why: 'ESO still serves class default (ClusterSecretStore/aws-ssm): in mode enforce both would write the same Secrets',
    });
    expect(storeStep(steps)).toMatchObject({
      title: 'spec.controller: sluice, for 1 ExternalSecret',
      how: [
        `kubectl patch clustersecretstores.external-secrets.io aws-ssm --type merge -p '{"spec":{"controller":"sluice"}}'`,
      ],
      rollback: [
        `kubectl patch clustersecretstores.external-secrets.io aws-ssm --type merge -p '{"spec":{"controller":null}}'`,
      ],
    });
  });

  it('a configuration that enforces for the class of ESO is a step to change, not one that is done', async () => {
    const both = exampleSecrets({ mode: 'enforce', storeClasses: ['sluice', 'default'] });
    const [first] = await judge(await withObjects(ESO), { secrets: both, deployedMode: 'enforce' });

    expect(first).toMatchObject({
      state: 'ready',
      how: ['in config/eco2-dev.yaml: secrets.storeClasses: [sluice]'],
      why: expect.stringContaining('both would write the same Secrets') as string,
    });
  });

  it('the manifests and the store are written once, and then are done', async () => {
    const world = await withObjects(ESO);
    const settings = { secrets: ENFORCE, deployedMode: 'enforce' } as const;
    for (const step of (await judge(world, settings)).filter(({ state }) => state === 'ready')) {
      await apply(world, step);
    }

    const steps = await judge(world, settings);
    expect(steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done']);
    expect((await world.get(AWS_SSM))['spec']).toMatchObject({ controller: 'sluice', provider: { aws: {} } });
  });

  it('an ESO of the very class that our stores would get is refused', async () => {
    const eso = deployment('eso', { image: ESO_IMAGE, args: ['--controller-class', 'sluice'] });
    const [first] = await judge(await withObjects(eso));

    expect(first).toMatchObject({
      state: 'refused',
      subject: 'Deployment/kube-system/eso',
      why: 'both would write the Secrets of the same stores',
    });
  });

  it('only the chosen store is handed over; one that nobody has is an error', async () => {
    const world = await withObjects(ESO);
    expect(storeStep(await judge(world, { chosen: ['ClusterSecretStore/aws-ssm'] }))).toBeDefined();
    await expect(judge(world, { chosen: ['SecretStore/auth/x'] })).rejects.toThrow(
      'no AWS store is named "SecretStore/auth/x"; there are ClusterSecretStore/aws-ssm',
    );
  });
});

describe('a store that would not work with sluice is refused', () => {
  const base = readManifest('secrets') as KubernetesObject[];
  const [storeBase, secretBase] = [base[0] as KubernetesObject, base[1] as KubernetesObject];
  const second: KubernetesObject = { ...storeBase, metadata: { name: 'second' } };
  const both: KubernetesObject = {
    ...secretBase,
    metadata: { name: 'both', namespace: 'auth' },
    spec: {
      ...(secretBase['spec'] as object),
      target: { name: 'both' },
      data: [
        {
          secretKey: 'a',
          sourceRef: { storeRef: { name: 'second', kind: 'ClusterSecretStore' } },
          remoteRef: { key: '/eco2/dev/a' },
        },
      ],
    },
  };

  it('while an ExternalSecret names it together with one that stays with ESO', async () => {
    const world = await withObjects(ESO, second, both);
    const alone = await judge(world, { chosen: ['ClusterSecretStore/aws-ssm'] });
    const together = await judge(world);

    expect(storeStep(alone)).toMatchObject({
      state: 'refused',
      why: 'an ExternalSecret names it together with ClusterSecretStore/second: hand them over together',
    });
    expect(storeStep(alone)).not.toHaveProperty('change');
    expect(storeStep(together)).toMatchObject({ state: 'ready' });
    expect(storeStep(together, 'second')).toMatchObject({ state: 'ready' });
  });

  it('with the reason that our function would give, and the others go on', async () => {
    const outside: KubernetesObject = {
      ...both,
      metadata: { name: 'outside', namespace: 'auth' },
      spec: {
        ...(both['spec'] as object),
        secretStoreRef: { name: 'second', kind: 'ClusterSecretStore' },
        target: { name: 'outside' },
        data: [{ secretKey: 'a', remoteRef: { key: '/elsewhere/a' } }],
      },
    };
    const steps = await judge(await withObjects(ESO, second, outside));

    expect(storeStep(steps)).toMatchObject({ state: 'ready' });
    expect(storeStep(steps, 'second')).toMatchObject({
      state: 'refused',
      why: expect.stringMatching(/^ExternalSecret\/auth\/outside: .*\/elsewhere\/a/) as string,
    });
  });

  it('when it is paused', async () => {
    const world = await withObjects(ESO);
    await world.patch(AWS_SSM, { metadata: { annotations: { 'sluice/pause': 'true' } } });
    expect(storeStep(await judge(world))).toMatchObject({
      state: 'refused',
      why: 'annotation sluice/pause is set on it',
    });
  });
});

describe('what Argo CD or Flux applies is changed in Git', () => {
  it.each([
    [
      'a tracking annotation',
      {
        annotations: {
          'argocd.argoproj.io/tracking-id': 'secrets:external-secrets.io/ClusterSecretStore:/aws-ssm',
        },
      },
      'Argo CD application "secrets"',
    ],
    [
      'the label of an Application that exists',
      { labels: { 'app.kubernetes.io/instance': 'stores' } },
      'Argo CD application "stores"',
    ],
    [
      'the labels of a Kustomization',
      {
        labels: {
          'kustomize.toolkit.fluxcd.io/name': 'apps',
          'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
        },
      },
      'Flux Kustomization flux-system/apps',
    ],
  ])('%s', async (_name, metadata, who) => {
    const application = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'stores', namespace: 'argocd' },
    };
    const world = await withObjects(ESO, application);
    await world.patch(AWS_SSM, { metadata });
    const step = storeStep(await judge(world));

    expect(step).toMatchObject({
      state: 'yours',
      how: [`in Git (${who}): spec.controller: sluice`],
      rollback: [`in Git (${who}): no spec.controller`],
      why: `${who} applies it and would undo a change made by kubectl`,
    });
    expect(step).not.toHaveProperty('change');
  });

  it('the label of a Helm release alone means nothing', async () => {
    const world = await withObjects(ESO);
    await world.patch(AWS_SSM, { metadata: { labels: { 'app.kubernetes.io/instance': 'eso' } } });
    expect(storeStep(await judge(world))).toMatchObject({ state: 'ready' });
  });
});

it('where ESO no longer runs, its stores are ours by "default", and nothing is to be switched', async () => {
  const stopped = deployment('external-secrets', { image: ESO_IMAGE, replicas: 0 });
  const steps = await judge(await withObjects(stopped));

  expect(steps[0]).toMatchObject({ how: ['in config/eco2-dev.yaml: secrets.mode: enforce'] });
  expect(storeStep(steps)).toMatchObject({ state: 'done' });
});
