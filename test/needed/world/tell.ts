import { freePorts } from '../../../sandbox/runtime/ports.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/runtime/start-sandbox.ts';
import type { SynthesizedStack } from '../../../sandbox/template/template.ts';
import type { Chapter } from './chapters.ts';
import type { Removal } from './removal.ts';
import { StoryWorld, type TemplateDemand } from './story-world.ts';
import { prepareAws } from './surroundings.ts';
import { deployWhole } from './whole-cluster.ts';

/** The first step that failed, and why. */
export interface Failure {
  readonly step: string;
  readonly why: string;
}

/** A chapter, or what there was of it when it stopped. */
export interface Told {
  /** As they were synthesized, before anything was taken away. */
  readonly stacks: readonly SynthesizedStack[];
  readonly failure: Failure | undefined;
  /** What the steps asked of the template itself. */
  readonly demands: readonly TemplateDemand[];
  /** What the functions and services asked for and were refused, by IAM or by RBAC. */
  readonly refused: readonly string[];
}

/** The log line of an API server that refuses by RBAC. */
const DENIED = 'RBAC DENY: ';

/**
 * Deploys the example without one thing and tells a chapter in it, until a step fails.
 * @param bundles directory of ready bundles
 */
export async function tell(bundles: string, chapter: Chapter, removal?: Removal): Promise<Told> {
  const stacks: SynthesizedStack[] = [];
  const deployed: SynthesizedStack[] = [];
  const demands: TemplateDemand[] = [];
  const problems: string[] = [];
  const edit = (original: SynthesizedStack): SynthesizedStack => {
    stacks.push(original);
    const edited = removal?.edit?.(original) ?? original;
    deployed.push(edited);
    return edited;
  };
  const told = (sandbox?: Sandbox, failure?: Failure): Told => {
    return { stacks, failure, demands, refused: sandbox === undefined ? [] : listRefused(sandbox) };
  };
  const options = { report: (text: string) => void problems.push(text), insyncAfterMs: 0, bundles, edit };
  const starting = startSandbox({
    ...options,
    configure: chapter.deploy ?? deployWhole,
    ports: await freePorts(),
  });
  const started = await starting.catch((error: unknown) => ({ error }));
  if ('error' in started)
    return told(undefined, { step: 'the stack is deployed', why: explain(started.error) });
  const [main] = deployed;
  if (main === undefined) throw new TypeError('the sandbox deployed no stack');
  const world = new StoryWorld(started, { template: main.template, demands, problems });
  try {
    prepareAws(world);
    await removal?.inCluster?.(started.administrator);
    await world.takeWebhooksOff();
    return told(started, await findFailure(world, chapter));
  } finally {
    world.stop();
    await started.close();
  }
}

async function findFailure(
  world: StoryWorld,
  { name, prepare, steps }: Chapter,
): Promise<Failure | undefined> {
  const preparing = { name: `chapter ${name} begins`, run: prepare ?? (async () => undefined) };
  for (const { name: step, run } of [preparing, ...steps]) {
    world.step = step;
    try {
      await run(world);
    } catch (error) {
      return { step, why: explain(error) };
    }
  }
  return undefined;
}

function explain(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return why.split('\n', 1)[0] ?? '';
}

function listRefused({ aws, logs }: Sandbox): readonly string[] {
  const byIam = aws.roles
    .refusedRequests()
    .map(({ roleArn, action, resource }) => `${roleArn.split('/').at(-1)}: ${action} on ${resource}`);
  const byRbac = logs
    .lines('kube-apiserver')
    .filter(({ text }) => text.startsWith(DENIED))
    .map(({ text }) => text.slice(DENIED.length));
  return [...new Set([...byIam, ...byRbac])];
}
