import { freePorts } from '../../../sandbox/runtime/ports.ts';
import { startSandbox } from '../../../sandbox/runtime/start-sandbox.ts';
import type { SynthesizedStack } from '../../../sandbox/template/template.ts';
import { ALARM_STEPS } from './alarm-steps.ts';
import { DNS_STEPS } from './dns-steps.ts';
import type { Removal } from './removal.ts';
import { SECRETS_STEPS } from './secrets-steps.ts';
import { StoryWorld, type TemplateDemand } from './story-world.ts';
import { TROUBLE_STEPS } from './trouble-steps.ts';

const STEPS = [...SECRETS_STEPS, ...DNS_STEPS, ...TROUBLE_STEPS, ...ALARM_STEPS];

/** The first step that failed, and why. */
export interface Failure {
  readonly step: string;
  readonly why: string;
}

/** The whole story, or what there was when it stopped. */
export interface Told {
  /** As it was synthesized, before anything was taken away. */
  readonly stack: SynthesizedStack | undefined;
  readonly failure: Failure | undefined;
  /** What the steps asked of the template itself. */
  readonly demands: readonly TemplateDemand[];
}

/**
 * Deploys the example without one thing and tells the story in it, until a step fails.
 * @param bundles directory of ready bundles
 */
export async function tell(bundles: string, removal?: Removal): Promise<Told> {
  let stack: SynthesizedStack | undefined;
  let deployed: SynthesizedStack | undefined;
  const demands: TemplateDemand[] = [];
  const problems: string[] = [];
  const fail = (step: string, error: unknown): Told => {
    const why = error instanceof Error ? error.message : String(error);
    return { stack, failure: { step, why: why.split('\n', 1)[0] ?? '' }, demands };
  };
  const edit = (original: SynthesizedStack): SynthesizedStack => {
    stack = original;
    deployed = removal?.edit?.(original) ?? original;
    return deployed;
  };
  const options = { report: (text: string) => void problems.push(text), insyncAfterMs: 0, bundles, edit };
  const started = await startSandbox({ ...options, ports: await freePorts() }).catch((error: unknown) => ({
    error,
  }));
  if ('error' in started) return fail('the stack is deployed', started.error);
  if (deployed === undefined) throw new TypeError('the sandbox deployed no stack');
  const world = new StoryWorld(started, { template: deployed.template, demands, problems });
  try {
    await removal?.inCluster?.(started.administrator);
    for (const step of STEPS) {
      world.step = step.name;
      try {
        await step.run(world);
      } catch (error) {
        return fail(step.name, error);
      }
    }
    return { stack, failure: undefined, demands };
  } finally {
    world.stop();
    await started.close();
  }
}
