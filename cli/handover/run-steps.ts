import { applyChange, type HandoverTarget } from './apply-change.ts';
import { holdsUp, type Step } from './step.ts';

/** What `--apply` came to. */
export interface HandoverOutcome {
  /** The steps as they are at the end. */
  readonly steps: readonly Step[];
  /** Subjects and titles of what was written. */
  readonly applied: readonly Pick<Step, 'subject' | 'title'>[];
}

/** Writes of one command, and looks at what is under way; both end by themselves long before. */
const WRITES_MAX = 1000;
const WAITS_MAX = 120;
const WAIT_MS = 1000;

/**
 * Makes the changes of the steps one by one. After each the world is read and judged anew, so that what somebody
 * else did meanwhile counts, and a second call goes on where the first one stopped.
 *
 * @param judge reads everything and gives the steps
 * @param told of each step before it is applied
 * @throws Error of the first change that fails, or of one that was made and is not to be seen
 */
export async function runSteps(
  judge: () => Promise<readonly Step[]>,
  target: HandoverTarget,
  world: {
    readonly told: (step: Step) => void;
    readonly sleep: (ms: number) => Promise<void>;
  },
): Promise<HandoverOutcome> {
  const applied: Step[] = [];
  let waits = 0;
  let steps = await judge();
  for (let writes = 0; writes < WRITES_MAX; writes += 1) {
    const next = nextStep(steps);
    if (next?.state === 'waits' && waits < WAITS_MAX) {
      waits += 1;
      await world.sleep(WAIT_MS);
    } else if (next?.change !== undefined) {
      if (applied.some((step) => isSame(step, next))) {
        throw new Error(
          `${next.subject}: ${next.title}: it was changed, and is as before: something puts it back`,
        );
      }
      world.told(next);
      await applyChange(next.change, target);
      applied.push(next);
    } else break;
    steps = await judge();
  }
  return { steps, applied: applied.map(({ subject, title }) => ({ subject, title })) };
}

/** The first that can be applied or waited for, unless one before it has to come first. */
function nextStep(steps: readonly Step[]): Step | undefined {
  for (const step of steps) {
    if (step.state === 'ready' || step.state === 'waits') return step;
    if (holdsUp(step)) return undefined;
  }
  return undefined;
}

function isSame(left: Step, right: Step): boolean {
  return left.subject === right.subject && left.title === right.title;
}
