import type { DnsPlan, NamePlan, RecordDecision } from './decision.ts';

/** A plan with every decision replaced; names that do not change are the same objects. */
export function mapDecisions(
  plan: DnsPlan,
  replace: (decision: RecordDecision, name: NamePlan) => RecordDecision,
): DnsPlan {
  const names = plan.names.map((name) => {
    const decisions = name.decisions.map((decision) => replace(decision, name));
    return decisions.every((decision, index) => decision === name.decisions[index])
      ? name
      : { ...name, decisions };
  });
  return { ...plan, names };
}
