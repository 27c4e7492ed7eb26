import { StepFailed, type StoryWorld } from './story-world.ts';

/** One promise of the deployed example, as a sentence, and what shows that it holds. */
export interface Step {
  readonly name: string;
  /** Rejects when it does not hold. Steps run in order in one world. */
  readonly run: (world: StoryWorld) => Promise<void>;
}

/** @throws StepFailed with `what` unless it holds */
export function demand(holds: boolean, what: string): void {
  if (!holds) throw new StepFailed(what);
}

/** Runs something, and gives how often AWS was asked for an action meanwhile. */
export async function countCalls(
  { sandbox: { aws } }: StoryWorld,
  wanted: string,
  run: () => Promise<void>,
): Promise<number> {
  let calls = 0;
  aws.intercept = ({ action }) => {
    if (action === wanted) calls += 1;
    return undefined;
  };
  await run();
  aws.intercept = undefined;
  return calls;
}
