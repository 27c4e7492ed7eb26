import { judgeCase, type ListedDivergence } from '../../divergence.ts';
import type { CaseResult } from '../../result.ts';
import type { CaseRun } from './case-run.ts';
import { objectsOf } from './configuration.ts';
import { resourceTypeOf } from './kinds.ts';
import { esoRules } from './rules.ts';

/** The verdict on a driven case. */
export function judgeRun(run: CaseRun, listed: readonly ListedDivergence[]): CaseResult {
  const result = judgeCase(run, run.differences, { listed, rules: esoRules });
  const leftOut = leftOutKind(run);
  const verdict: CaseResult =
    result.outcome === 'passed' && leftOut !== undefined
      ? { id: run.id, outcome: 'diverged', reason: leftOut }
      : result;
  return run.wording.length === 0 ? verdict : { ...verdict, wording: run.wording };
}

/** A kind of the case that is not installed, because we refuse it by name: the case cannot count as passed. */
function leftOutKind({ recorded }: CaseRun): string | undefined {
  const missing = objectsOf(recorded).find((object) => resourceTypeOf(object) === undefined);
  if (missing === undefined) return undefined;
  return missing.apiVersion.startsWith('generators.') ? 'Generator' : missing.kind;
}
