import type { Difference } from '../../divergence.ts';
import type { EsoCase } from './case.ts';
import type { StepView } from './step-view.ts';

/** A case that was driven to its end: what rules and refusals look at. */
export interface CaseRun {
  /** Name of the case. */
  readonly id: string;
  readonly recorded: EsoCase;
  /** By step; the setup is the first. */
  readonly views: readonly StepView[];
  readonly differences: readonly Difference[];
  readonly wording: readonly string[];
}

/** The view of the step a difference was found in. */
export function viewOf(run: CaseRun, { step }: Difference): StepView {
  const view = run.views[step];
  if (view === undefined) throw new RangeError(`case ${run.id} has no step ${step}`);
  return view;
}
