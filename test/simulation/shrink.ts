import type { Case, Half } from './half.ts';
import type { Schedule } from './schedule.ts';
import { simulate } from './simulate.ts';

/** Runs of a shrinking, so that a large schedule does not take minutes. */
const ATTEMPTS_MAX = 400;

/** Greedily leaves out deviations and things that happen, as long as the same invariant breaks. */
export async function shrink<Scenario, Action>(
  half: Half<Scenario, Action>,
  { scenario, schedule }: Case<Scenario, Action>,
  violation: string,
): Promise<Schedule<Action>> {
  const invariant = invariantOf(violation);
  let smallest = schedule;
  let attempts = 0;
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const candidate of smaller(smallest)) {
      attempts += 1;
      if (attempts > ATTEMPTS_MAX) return smallest;
      const { violations } = await simulate(await half.world(scenario), candidate);
      if (!violations.some((one) => invariantOf(one) === invariant)) continue;
      smallest = candidate;
      shrunk = true;
      break;
    }
  }
  return smallest;
}

/** Every schedule with one thing less. */
function* smaller<Action>(schedule: Schedule<Action>): Generator<Schedule<Action>> {
  for (let index = schedule.deviations.length - 1; index >= 0; index -= 1) {
    yield { ...schedule, deviations: schedule.deviations.toSpliced(index, 1) };
  }
  for (let index = schedule.plot.length - 1; index >= 0; index -= 1) {
    yield { ...schedule, plot: schedule.plot.toSpliced(index, 1) };
  }
}

function invariantOf(violation: string): string {
  return violation.split(' ', 1)[0] ?? violation;
}
