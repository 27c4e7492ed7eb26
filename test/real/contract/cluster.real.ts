import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import { createCluster } from '../../../lambdas/adapters/kubernetes/client.ts';
import { NAMESPACE } from '../../../lambdas/core/resources.ts';
import { CLUSTER_CASES, type ClusterHarness } from '../../contract/cluster.contract.ts';
import { runContract } from '../../contract/contract-case.ts';
import { CUSTOM_RESOURCE_CASES } from '../../contract/custom-resources.contract.ts';
import { LIFECYCLE_CASES } from '../../contract/lifecycle.contract.ts';
import { type RealCluster, startRealCluster } from '../control-plane.ts';

const LOOK_MS = 100;
const PATIENCE_MS = 120_000;

let real: RealCluster;
let count = 0;

beforeAll(async () => {
  real = await startRealCluster();
});
afterAll(async () => await real?.stop());

/** A fresh namespace a case; nothing is ever removed. */
async function open(): Promise<ClusterHarness> {
  count += 1;
  const namespace = `contract-${count}`;
  const cluster = createCluster(real.transport);
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  await cluster.create(NAMESPACE, object, { fieldManager: 'test' });
  return { cluster, paged: createCluster(real.transport, { pageSize: 2 }), namespace };
}

describe('the Kubernetes client on kube-apiserver', () => {
  runContract(CLUSTER_CASES, { implementation: 'kube-apiserver', open });
});

describe('custom resources through the Kubernetes client, on kube-apiserver', () => {
  runContract(CUSTOM_RESOURCE_CASES, { implementation: 'kube-apiserver', open });
});

/** Last: collectors take away what the cases before have left without its owners. */
describe('owners and namespaces on kube-apiserver with its controllers', () => {
  beforeAll(async () => void (await real.startControllers()));
  runContract(LIFECYCLE_CASES, {
    implementation: 'kube-apiserver',
    open: async () => ({ ...(await open()), until }),
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const started = performance.now();
  while (!(await condition())) {
    if (performance.now() - started > PATIENCE_MS) throw new Error(`not within ${PATIENCE_MS / 1000} s`);
    await sleep(LOOK_MS);
  }
}
