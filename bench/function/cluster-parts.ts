import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { SECRET } from '../../lambdas/core/resources.ts';
import { findReferrers } from '../../lambdas/core/secrets/referrers.ts';
import { forEachInFlight } from '../../lambdas/secret-sync/in-flight.ts';
import { takeInventory } from '../../lambdas/secret-sync/inventory.ts';
import { serveMethods } from '../processes/rpc.ts';
import { type Address, type BareRequest, connect, connectBare } from './cluster-client.ts';
import { measureCpu } from './cpu-time.ts';

/** Parts of the function against their floor, in turn in one process. */
interface Pair {
  readonly oursMs: number;
  readonly bareMs: number;
}

const EXTERNAL_SECRETS = '/apis/external-secrets.io/v1/externalsecrets';
const IN_FLIGHT = 8;
const SECRETS = '/api/v1/namespaces/bench/secrets';

const methods = {
  /** List and match of every ExternalSecret, and `JSON.parse` of the same pages; a pair a round. */
  async list(
    address: Address,
    rounds: number,
  ): Promise<{ readonly pairs: readonly Pair[]; readonly bytes: number }> {
    const cluster = connect(address);
    const pages = await readPages(connectBare(address));
    const texts = pages.map((page) => page.toString('utf8'));
    const pairs: Pair[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const ours = await measureCpu(async () => {
        const { externalSecrets } = await takeInventory(cluster);
        return findReferrers([hintFor(round)], externalSecrets).length;
      });
      if (ours.result !== 1)
        throw new Error(`one ExternalSecret reads the parameter, ${ours.result} were found`);
      const bare = await measureCpu(() => {
        for (const text of texts) JSON.parse(text);
      });
      pairs.push({ oursMs: ours.cpuMs, bareMs: bare.cpuMs });
    }
    return { pairs, bytes: pages.reduce((sum, page) => sum + page.length, 0) };
  },

  /** PUTs of changed Secrets, through the product's client and bare; a pair of batches a round. */
  async write(
    address: Address,
    {
      secrets,
      perRound,
      rounds,
    }: { readonly secrets: number; readonly perRound: number; readonly rounds: number },
  ): Promise<readonly Pair[]> {
    const cluster = connect(address);
    const bare = connectBare(address);
    const objects = await Promise.all(
      Array.from({ length: secrets }, (_, index) =>
        cluster.get(SECRET, { namespace: 'bench', name: `write-${index}` }),
      ),
    );
    const targets = objects.filter((object) => object !== undefined);
    const pairs: Pair[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const changed = targets.map((target, index) => change(target, `ours ${round} ${index}`));
      const ours = await measureCpu(() =>
        forEachInFlight(changed, IN_FLIGHT, async (target) => {
          for (let count = 0; count < perRound; count += 1) {
            await cluster.replace(SECRET, change(target, `ours ${round} ${count}`), {
              fieldManager: 'bench',
            });
          }
        }),
      );
      const bodies = targets.map((target) =>
        Array.from({ length: perRound }, (_, count) =>
          JSON.stringify(change(target, `bare ${round} ${count}`)),
        ),
      );
      const floor = await measureCpu(() =>
        forEachInFlight([...targets.entries()], IN_FLIGHT, async ([index, { metadata }]) => {
          for (const body of bodies[index] ?? [])
            await bare('PUT', `${SECRETS}/${metadata.name}?fieldManager=bench`, body);
        }),
      );
      const count = targets.length * perRound;
      pairs.push({ oursMs: ours.cpuMs / count, bareMs: floor.cpuMs / count });
    }
    return pairs;
  },
};

export type ClusterParts = typeof methods;

/** Pages as the product asks for them: 500 objects each. */
async function readPages(bare: BareRequest): Promise<readonly Buffer[]> {
  const pages: Buffer[] = [];
  let token = '';
  do {
    const more = token === '' ? '' : `&continue=${encodeURIComponent(token)}`;
    const page = await bare('GET', `${EXTERNAL_SECRETS}?limit=500${more}`);
    pages.push(page);
    const { metadata } = JSON.parse(page.toString('utf8')) as {
      readonly metadata: { readonly continue?: string };
    };
    token = metadata.continue ?? '';
  } while (token !== '');
  return pages;
}

/** Another parameter each round. */
function hintFor(round: number) {
  return {
    kind: 'parameter',
    name: `/eco2/dev/bench/app-${round}`,
    region: 'ap-northeast-2',
    account: '123456789012',
    operation: 'Update',
    at: 0,
  } as const;
}

/** Last write wins, on both sides: without a resourceVersion no GET is needed in between. */
function change({ metadata, ...rest }: KubernetesObject, value: string): KubernetesObject {
  const { resourceVersion: _read, managedFields: _fields, ...kept } = metadata;
  const password = Buffer.from(value.padEnd(300)).toString('base64');
  return { ...rest, apiVersion: 'v1', kind: 'Secret', metadata: kept, data: { password } };
}

serveMethods(methods);
