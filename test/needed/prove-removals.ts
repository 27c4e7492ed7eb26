import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExampleCluster } from '../../sandbox/runtime/example-configuration.ts';
import type { SynthesizedStack } from '../../sandbox/template/template.ts';
import { bundleFunctions } from '../../stack/bundle.ts';
import type { Proof } from './proof.ts';
import { listClusterRemovals } from './world/cluster-removals.ts';
import type { Removal } from './world/removal.ts';
import { listStackRemovals } from './world/stack-removals.ts';
import type { TemplateDemand } from './world/story-world.ts';
import { tell } from './world/tell.ts';

/**
 * Tells the story of the deployed example once with everything, which must go well, and once without each resource,
 * action, right, binding and policy of it. Calls `report` with each as it is done.
 * @param isAsked whether a removal is asked for, by its name
 * @throws Error naming the step that fails although nothing was taken away
 */
export async function proveRemovals(
  isAsked: (name: string) => boolean,
  jobs: number,
  report: (proof: Proof) => void,
): Promise<readonly Proof[]> {
  const bundles = mkdtempSync(join(tmpdir(), 'sluice-needed-bundles-'));
  try {
    await bundleFunctions(bundles);
    const { stack, failure, demands } = await tell(bundles);
    if (failure !== undefined || stack === undefined) {
      throw new Error(`the story fails with everything in place: ${failure?.step}: ${failure?.why}`);
    }
    const cluster = readExampleCluster('https://127.0.0.1', '');
    const removals = [...listStackRemovals(stack), ...listClusterRemovals(cluster)];
    const queue = removals.filter(({ name }) => isAsked(name))[Symbol.iterator]();
    const proofs: Proof[] = [];
    const work = async (): Promise<void> => {
      for (const removal of queue) {
        const proof = removal.isPassive ? judge(removal, stack, demands) : await prove(bundles, removal);
        report(proof);
        proofs.push(proof);
      }
    };
    await Promise.all(Array.from({ length: jobs }, work));
    return proofs;
  } finally {
    rmSync(bundles, { recursive: true, force: true });
  }
}

/** Of what the sandbox does not act on, the demands of the story are asked of the template without it. */
function judge(removal: Removal, stack: SynthesizedStack, demands: readonly TemplateDemand[]): Proof {
  const { template } = removal.edit?.(stack) ?? stack;
  const failed = demands.find(({ holds }) => !holds(template));
  const { part, name } = removal;
  const by = failed === undefined ? 'every step goes well without it' : `${failed.step} (${failed.what})`;
  return { part, name, needed: failed !== undefined, by, seconds: 0 };
}

async function prove(bundles: string, removal: Removal): Promise<Proof> {
  const started = performance.now();
  const { failure } = await tell(bundles, removal);
  return {
    part: removal.part,
    name: removal.name,
    needed: failure !== undefined,
    by: failure === undefined ? 'every step goes well without it' : `${failure.step} (${failure.why})`,
    seconds: (performance.now() - started) / 1000,
  };
}
