import { type Guard, switchOff } from './guard.ts';
import type { Proof } from './proof.ts';
import { TestLane } from './test-lane.ts';
import { TreeCopy } from './tree-copy.ts';

/**
 * Switches every guard off, one at a time, in a copy of the tree, and runs its tests there until one fails. First all
 * tests run with every guard on: what fails then proves nothing. Calls `tell` with each guard as it is done.
 * @param jobs how many copies work at once
 * @throws Error when the tests do not pass with every guard on
 */
export async function proveGuards(
  guards: readonly Guard[],
  jobs: number,
  tell: (proof: Proof) => void,
): Promise<readonly Proof[]> {
  const copies = Array.from({ length: jobs }, () => new TreeCopy());
  try {
    const [first] = copies;
    if (first === undefined) throw new RangeError(`jobs: ${jobs} given, at least 1 is needed`);
    await demandPassing(first, guards, jobs);
    const proofs: Proof[] = [];
    const queue = guards[Symbol.iterator]();
    const work = async (copy: TreeCopy): Promise<void> => {
      const lane = new TestLane(copy.directory);
      try {
        for (const guard of queue) {
          const proof = await proveGuard(guard, copy, lane);
          tell(proof);
          proofs.push(proof);
        }
      } finally {
        lane.close();
      }
    };
    await Promise.all(copies.map(work));
    return proofs;
  } finally {
    for (const copy of copies) copy.remove();
  }
}

/** All their tests together, on a slow machine. */
const BASELINE_MS = 30 * 60_000;

async function demandPassing(copy: TreeCopy, guards: readonly Guard[], workers: number): Promise<void> {
  const tests = [...new Set(guards.flatMap((guard) => guard.tests))];
  const lane = new TestLane(copy.directory, workers);
  try {
    const run = await lane.run(tests, BASELINE_MS);
    if (run.kind === 'passed') return;
    const why = run.kind === 'failed' ? `${run.file}: ${run.test}: ${run.message}` : run.output;
    throw new Error(`with every guard on, tests must pass before any of them proves anything: ${why}`);
  } finally {
    lane.close();
  }
}

async function proveGuard(guard: Guard, copy: TreeCopy, lane: TestLane): Promise<Proof> {
  const started = performance.now();
  const proof = (needed: boolean, by: string): Proof => ({
    part: `guard ${guard.rule}`,
    name: guard.guard,
    needed,
    by,
    seconds: (performance.now() - started) / 1000,
  });
  try {
    const change = (source: string): string => switchOff(guard, source);
    return await copy.withChange(guard.file, change, async () => {
      for (const test of guard.tests) {
        const run = await lane.run([test]);
        if (run.kind === 'failed') return proof(true, `${run.file}: ${run.test}`);
        if (run.kind === 'broken') return proof(false, `${test} says nothing without it: ${run.output}`);
      }
      return proof(false, `${guard.file}: no test of ${guard.tests.join(', ')} fails without it`);
    });
  } catch (error) {
    return proof(false, error instanceof Error ? error.message : String(error));
  }
}
