import type { EventsState } from './rules.ts';

/** Names of the rules with a target. */
export function listRuleNamesByTarget(
  state: EventsState,
  request: { readonly TargetArn: string },
): { RuleNames: string[] } {
  const rules = [...state.rules.values()].filter(({ targets }) =>
    [...targets.values()].some(({ Arn }) => Arn === request.TargetArn),
  );
  return { RuleNames: rules.map(({ name }) => name) };
}
