import type { Case } from './half.ts';
import type { Deviation } from './schedule.ts';

/** A departure without the step at which it is made. */
type Choice = Deviation extends infer D ? (D extends Deviation ? Omit<D, 'step'> : never) : never;

/** What may happen at a step: the other invocation goes on, or the call fails. */
const CHOICES: readonly Choice[] = [
  { kind: 'switch' },
  { kind: 'fault', fault: 'crash' },
  { kind: 'fault', fault: 'reset' },
];

/**
 * Every course of a case with at most two departures from running one invocation after the other: a switch, a crash,
 * or an answer that is lost, each at every step. `steps` is the length of the undisturbed course.
 */
export function* enumerate<Scenario, Action>(
  one: Case<Scenario, Action>,
  steps: number,
): Generator<Case<Scenario, Action>> {
  const withDeviations = (deviations: readonly Deviation[]) => ({
    ...one,
    schedule: { ...one.schedule, deviations },
  });
  const at = (step: number, choice: Choice) => ({ step, ...choice }) as Deviation;
  yield withDeviations([]);
  for (let first = 0; first < steps; first += 1) {
    for (const choice of CHOICES) {
      const before = at(first, choice);
      yield withDeviations([before]);
      for (let second = first + 1; second < steps; second += 1) {
        for (const other of CHOICES) yield withDeviations([before, at(second, other)]);
      }
    }
  }
}
