import type { DnsPlan, NamePlan, RecordDecision } from './decision.ts';

/** A plan with every decision replaced; names that do not change are the same objects. */
export function mapDecisions(
  plan: DnsPlan,
  replace: (decision: RecordDecision, name: NamePlan) => RecordDecision,
): DnsPlan {
  return { ...plan, names: plan.names.map((name) => replaceIn(name, replace)) };
}

/** Nearly every name of a large plan stays as it is, and that allocates nothing. */
function replaceIn(name: NamePlan, replace: Parameters<typeof mapDecisions>[1]): NamePlan {
  let replaced: RecordDecision[] | undefined;
  let index = 0;
  for (const decision of name.decisions) {
    const other = replace(decision, name);
    if (other !== decision) {
      replaced ??= [...name.decisions];
      replaced[index] = other;
    }
    index += 1;
  }
  return replaced === undefined ? name : { ...name, decisions: replaced };
}
