import type { ReportEntry } from '../../../../lambdas/core/report.ts';
import type { Difference } from '../../divergence.ts';
import type { ActionsOutcome } from './actions.ts';
import type { Actions, EsoCase, Expectation, NamespaceExpectation } from './case.ts';
import type { Observed } from './observe.ts';
import type { Invocation } from './settle.ts';

/** One settled step beside its recording: what every comparison is made from. */
export interface StepView {
  /** 1 for the first; 0 for the setup. */
  readonly step: number;
  readonly recorded: EsoCase;
  readonly actions: Actions;
  readonly expect: Expectation;
  /** Before the step. */
  readonly before: Observed;
  /** When everything in `do` was done and the function had not run. */
  readonly done: Observed;
  /** When nothing changed any more. */
  readonly after: Observed;
  /** How long the step took until nothing changed any more. */
  readonly tookMs: number;
  readonly rejected: ActionsOutcome['rejected'];
  readonly invocations: readonly Invocation[];
  /** What our own protections did before a person let them through; shown where they did something else. */
  readonly protections: readonly Omit<Difference, 'step'>[];
  /** Writes of a sweep that had nothing to do. */
  readonly restless: readonly string[];
  /** Runs that failed as a whole. */
  readonly errors: readonly string[];
  /** `<uid>` for a uid that the named object has or had, the uid itself otherwise. */
  uidName(owner: { readonly kind: string; readonly name: string; readonly uid: string }): string;
}

/** The case's namespace and the further ones a step speaks of, with what it says of each. */
export function namespacesOfStep({ recorded, expect }: StepView): readonly [string, NamespaceExpectation][] {
  return [[recorded.namespace, expect], ...Object.entries(expect.namespaces ?? {})];
}

/** How a difference names an object of a further namespace. */
export function fieldPrefix({ recorded }: StepView, namespace: string): string {
  return namespace === recorded.namespace ? '' : `namespaces.${namespace}.`;
}

/**
 * Whether AWS answered in this step with something that passes by itself: then Ready may be Unknown, or still
 * True within the bound of DESIGN 4.8, where the recording has False.
 */
export function isTransient({ expect }: StepView): boolean {
  return (expect.awsCalls ?? []).some(({ error }) => error !== undefined && TRANSIENT.test(error));
}

const TRANSIENT =
  /^(Throttling|TooManyRequests|RequestLimitExceeded|InternalServer|InternalFailure|InternalError|ServiceUnavailable|RequestTimeout|ExpiredToken)/v;

/** What the last run of the step declined to do, by subject: `ExternalSecret/auth/postgres`. */
export function refusedBy({ invocations }: Pick<StepView, 'invocations'>): ReadonlyMap<string, ReportEntry> {
  const entries = invocations.at(-1)?.report ?? [];
  return new Map(entries.filter(({ action }) => action === 'refused').map((entry) => [entry.subject, entry]));
}
