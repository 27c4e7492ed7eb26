import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExampleCluster } from '../../sandbox/runtime/example-configuration.ts';
import { bundleFunctions } from '../../stack/bundle.ts';
import { eachAtOnce } from './each-at-once.ts';
import type { Proof } from './proof.ts';
import { ACCESS_CHAPTERS, type AccessChapter } from './world/access-chapters.ts';
import { CHAPTERS, type Chapter, chaptersFor } from './world/chapters.ts';
import { listClusterRemovals } from './world/cluster-removals.ts';
import type { Removal } from './world/removal.ts';
import { listStackRemovals } from './world/stack-removals.ts';
import { type Told, tell } from './world/tell.ts';
import { deployWhole } from './world/whole-cluster.ts';

/** What one asks for, how much at once, and whom to tell of each as it is done. */
export interface ProofOptions {
  /** By its name. */
  readonly isAsked: (name: string) => boolean;
  readonly jobs: number;
  readonly report: (proof: Proof) => void;
}

/** The table of what is asked for and not granted. */
export const MISSING = 'missing permission';

/**
 * Tells the story of the deployed example once with everything, which must go well and ask for nothing that is not
 * granted, and once without each resource, action, right, binding and policy of it.
 * @throws Error naming the step that fails although nothing was taken away
 */
export async function proveRemovals({ isAsked, jobs, report }: ProofOptions): Promise<readonly Proof[]> {
  const bundles = mkdtempSync(join(tmpdir(), 'sluice-needed-bundles-'));
  const proofs: Proof[] = [];
  const take = (proof: Proof): void => {
    report(proof);
    proofs.push(proof);
  };
  try {
    await bundleFunctions(bundles);
    const whole = await tellWhole(bundles, jobs);
    for (const name of whole.refused) {
      take({ part: MISSING, name, needed: false, by: 'it is asked for and not granted', seconds: 0 });
    }
    const asked = listRemovals(whole).filter(({ name }) => isAsked(name));
    await eachAtOnce(asked, jobs, async (removal) => {
      take(removal.isPassive ? judge(removal, whole) : await prove(bundles, removal));
    });
    return proofs;
  } finally {
    rmSync(bundles, { recursive: true, force: true });
  }
}

/** What was told with nothing taken away. */
interface Whole extends Omit<Told, 'failure'> {
  /** The stacks of each other way to the API server. */
  readonly accesses: ReadonlyMap<AccessChapter, Told['stacks']>;
}

/** A removal, and where it is told of. @default every chapter, those about it first */
type PlacedRemoval = Removal & { readonly chapters?: readonly Chapter[] };

/** Of the other ways to the API server only what the stacks and manifests of web identity do not have. */
function listRemovals({ stacks, accesses }: Whole): readonly PlacedRemoval[] {
  const example = readExampleCluster('https://127.0.0.1', '');
  const common = [...stacks.flatMap(listStackRemovals), ...listClusterRemovals(deployWhole(example))];
  const known = new Set(common.map(({ name }) => name));
  const others = [...accesses].flatMap(([chapter, own]) =>
    [...own.flatMap(listStackRemovals), ...listClusterRemovals(chapter.deploy(example))]
      .filter(({ name }) => !known.has(name))
      .map((removal) => ({ ...removal, name: `${chapter.name}: ${removal.name}`, chapters: [chapter] })),
  );
  return [...common, ...others];
}

/** Every chapter with nothing taken away. */
async function tellWhole(bundles: string, jobs: number): Promise<Whole> {
  const told = new Map<Chapter, Told>();
  await eachAtOnce([...CHAPTERS, ...ACCESS_CHAPTERS], jobs, async (chapter) => {
    const one = await tell(bundles, chapter);
    const { failure } = one;
    if (failure !== undefined) {
      const where = `${chapter.name}: ${failure.step}: ${failure.why}`;
      throw new Error(`the story fails with everything in place: ${where}`);
    }
    told.set(chapter, one);
  });
  const all = [...told.values()];
  const stacksOf = (chapter: Chapter) => told.get(chapter)?.stacks ?? [];
  return {
    accesses: new Map(ACCESS_CHAPTERS.map((chapter) => [chapter, stacksOf(chapter)])),
    // But for the ways to the API server the chapters are told of the same stacks.
    stacks: CHAPTERS.slice(0, 1).flatMap(stacksOf),
    demands: all.flatMap(({ demands }) => demands),
    refused: [...new Set(all.flatMap(({ refused }) => refused))],
  };
}

const UNNEEDED = 'every step goes well without it';

/** Of what the sandbox does not act on, the demands of the story are asked of the template without it. */
function judge(removal: Removal, { stacks, demands }: Pick<Told, 'stacks' | 'demands'>): Proof {
  const [main] = stacks;
  const { part, name } = removal;
  if (main === undefined) throw new TypeError('there is no stack');
  const { template } = removal.edit?.(main) ?? main;
  const failed = demands.find(({ holds }) => !holds(template));
  const by = failed === undefined ? UNNEEDED : `${failed.step} (${failed.what})`;
  return { part, name, needed: failed !== undefined, by, seconds: 0 };
}

/** Chapter after chapter, until a step fails. */
async function prove(bundles: string, removal: PlacedRemoval): Promise<Proof> {
  const started = performance.now();
  const { part, name } = removal;
  const proof = (needed: boolean, by: string): Proof => {
    return { part, name, needed, by, seconds: (performance.now() - started) / 1000 };
  };
  for (const chapter of removal.chapters ?? chaptersFor(name)) {
    const { failure } = await tell(bundles, chapter, removal);
    if (failure !== undefined) return proof(true, `${failure.step} (${failure.why})`);
  }
  return proof(false, UNNEEDED);
}
