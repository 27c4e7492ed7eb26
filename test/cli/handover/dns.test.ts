import { describe, expect, it } from 'vitest';
import { applyChange } from '../../../cli/handover/apply-change.ts';
import { planDns } from '../../../cli/handover/plan-dns.ts';
import { readCommon } from '../../../cli/handover/read-common.ts';
import { readDnsHandover } from '../../../cli/handover/read-dns.ts';
import type { Step } from '../../../cli/handover/step.ts';
import type { KubernetesObject } from '../../../lambdas/core/kubernetes.ts';
import { exampleCluster, exampleDns } from '../../stack/example-cluster.ts';
import { createHandoverWorld, externalDns, type HandoverWorld, namespace } from './world.ts';

const DEPLOYMENT = '/apis/apps/v1/namespaces/kube-system/deployments/external-dns';
const OBSERVE = exampleDns({ mode: 'observe', sources: ['ingress', 'service'] });

async function withObjects(...objects: readonly KubernetesObject[]): Promise<HandoverWorld> {
  const world = createHandoverWorld();
  await world.put(namespace('sluice-system'), ...objects);
  return world;
}

async function judge(
  world: HandoverWorld,
  given: {
    readonly dns?: typeof OBSERVE;
    readonly deployedMode?: 'observe' | 'enforce';
    readonly chosen?: readonly string[];
  } = {},
): Promise<readonly Step[]> {
  const { dns = OBSERVE, deployedMode = 'observe', chosen = [] } = given;
  const { secrets: _secrets, ...cluster } = exampleCluster({ dns });
  const common = await readCommon(world.cluster, cluster, { file: 'config/eco2-dev.yaml', deployedMode });
  return planDns(await readDnsHandover(world.cluster, common, chosen), chosen);
}

const brief = (steps: readonly Step[]) => steps.map(({ state, subject }) => `${state} ${subject}`);
const apply = (world: HandoverWorld, step: Step | undefined) =>
  step?.change === undefined
    ? Promise.reject(new Error('nothing to apply'))
    : applyChange(step.change, {
        cluster: world.cluster,
        configuration: { path: '', root: [] },
        clusterName: 'eco2-dev',
      });

describe('all sources at once', () => {
  it('ExternalDNS stops first, then ours enforces, each step with its way back', async () => {
    const steps = await judge(await withObjects(externalDns(['--source=ingress', '--source=service'])));

    expect(brief(steps)).toEqual([
      'ready Deployment/kube-system/external-dns',
      'ready dns in config/eco2-dev.yaml',
      'ready manifests',
      'yours dns function',
    ]);
    expect(steps[0]).toMatchObject({
      how: ['kubectl scale deployment external-dns -n kube-system --replicas=0'],
      rollback: ['kubectl scale deployment external-dns -n kube-system --replicas=1'],
      why: 'it and our function would both write records of owner "eco2-dev"',
    });
    expect(steps[1]).toMatchObject({
      how: ['in config/eco2-dev.yaml: dns.mode: enforce'],
      rollback: [
        'in config/eco2-dev.yaml: dns.mode: observe',
        'npm run deploy -- -c config=config/eco2-dev.yaml',
        'then ExternalDNS kube-system/external-dns as it was',
      ],
    });
  });

  it('its Pods must be gone before the next step', async () => {
    const world = await withObjects(externalDns(['--source=ingress']));
    await apply(world, (await judge(world))[0]);
    await world.patch(`${DEPLOYMENT}/status`, { status: { replicas: 1 } });
    expect((await judge(world))[0]).toMatchObject({ state: 'waits', why: '1 of its Pods still run' });

    await world.patch(`${DEPLOYMENT}/status`, { status: { replicas: 0 } });
    expect((await judge(world))[0]).toMatchObject({ state: 'done' });
  });

  it('what Argo CD applies is stopped in Git', async () => {
    const tracking = {
      annotations: { 'argocd.argoproj.io/tracking-id': 'dns:apps/Deployment:kube-system/external-dns' },
    };
    const [first] = await judge(await withObjects(externalDns(['--source=ingress'], { metadata: tracking })));

    expect(first).toMatchObject({
      state: 'yours',
      how: [
        'in Git (Argo CD application "dns"): spec.replicas: 0 (by the values of its chart, or a patch over it)',
      ],
      why: expect.stringContaining('would undo a change made by kubectl') as string,
    });
    expect(first).not.toHaveProperty('change');
  });

  it('one with another owner id may run on', async () => {
    const other = externalDns(['--source=ingress', '--txt-owner-id=elsewhere']);
    expect(brief(await judge(await withObjects(other)))).toEqual([
      'ready dns in config/eco2-dev.yaml',
      'ready manifests',
      'yours dns function',
    ]);
  });

  it('one without a registry must not: nothing says which records are its own', async () => {
    const other = externalDns(['--source=ingress', '--registry=noop', '--txt-owner-id=elsewhere']);
    expect(brief(await judge(await withObjects(other)))[0]).toBe('ready Deployment/kube-system/external-dns');
  });

  it('a source of the peer that ours lacks is refused: its records would be deleted', async () => {
    const crd = externalDns(['--source=ingress', '--source=crd']);
    const istio = externalDns(['--source=ingress', '--source=istio-gateway']);

    expect((await judge(await withObjects(crd)))[0]).toMatchObject({
      state: 'refused',
      how: ['add crd to dns.sources'],
      why: 'ExternalDNS publishes records of crd with our owner id: with policy sync our function would delete them',
    });
    expect((await judge(await withObjects(istio)))[0]).toMatchObject({
      state: 'refused',
      how: [
        'keep ExternalDNS for istio-gateway, with an owner id of its own, or set dns.policy: upsert-only',
      ],
    });
  });
});

describe('source by source', () => {
  const peer = externalDns(['--source=ingress', '--source=service', '--policy=sync']);

  it('neither deletes while both write, and each keeps its own sources', async () => {
    const world = await withObjects(peer);
    const steps = await judge(world, { chosen: ['ingress'] });

    expect(steps.map(({ title }) => title)).toEqual([
      'deletes nothing while two programs write (--policy=upsert-only)',
      'reads service only',
      'mode enforce, policy upsert-only, for ingress',
      'RBAC and guard policies of the configuration are in the cluster',
      'deployed in mode enforce',
    ]);
    expect(steps[2]?.how).toEqual([
      'in config/eco2-dev.yaml: dns.mode: enforce',
      'in config/eco2-dev.yaml: dns.sources: [ingress]',
      'in config/eco2-dev.yaml: dns.policy: upsert-only',
    ]);
    await apply(world, steps[0]);
    await apply(world, (await judge(world, { chosen: ['ingress'] }))[1]);
    const left = await judge(world, { chosen: ['ingress'] });
    expect(left.map(({ state }) => state).slice(0, 2)).toEqual(['done', 'done']);
    const { spec } = (await world.get(DEPLOYMENT)) as unknown as {
      spec: { template: { spec: { containers: { args: string[] }[] } } };
    };
    expect(spec.template.spec.containers[0]?.args).toEqual([
      '--provider=aws',
      '--registry=txt',
      '--txt-owner-id=eco2-dev',
      '--domain-filter=dev.growbin.app',
      '--policy=upsert-only',
      '--source=service',
    ]);
  });

  it('with its last source ExternalDNS stops, and ours has both', async () => {
    const world = await withObjects(externalDns(['--source=service', '--policy=upsert-only']));
    const dns = exampleDns({ mode: 'enforce', sources: ['ingress'], policy: 'upsert-only' });
    const steps = await judge(world, { dns, deployedMode: 'enforce', chosen: ['service'] });

    expect(steps[0]).toMatchObject({ state: 'ready', title: 'no Pod of it runs (spec.replicas: 0)' });
    expect(steps[1]?.how).toEqual(['in config/eco2-dev.yaml: dns.sources: [ingress, service]']);
  });

  it('flags from the environment are changed by a person', async () => {
    const base = externalDns([]);
    const spec = structuredClone(base['spec']) as {
      template: { spec: { containers: Record<string, unknown>[] } };
    };
    Object.assign(spec.template.spec.containers[0] ?? {}, {
      env: [{ name: 'EXTERNAL_DNS_SOURCE', value: 'ingress\nservice' }],
    });
    const steps = await judge(await withObjects({ ...base, spec }), { chosen: ['ingress'] });

    expect(steps[1]).toMatchObject({
      state: 'yours',
      how: ['--source=ingress --source=service becomes --source=service'],
      why: expect.stringContaining('--source is not among the arguments') as string,
    });
  });
});
