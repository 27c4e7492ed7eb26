import type { EventsState, Rule, RuleTarget } from './rules.ts';
import { requireRule, ruleArn } from './rules.ts';

/** Rules by name prefix. */
export function listRules(
  state: EventsState,
  request: { readonly NamePrefix?: string },
): { Rules: Record<string, unknown>[] } {
  const rules = [...state.rules.values()].filter((rule) => rule.name.startsWith(request.NamePrefix ?? ''));
  return { Rules: rules.map((rule) => ruleOutput(state, rule)) };
}

/** One rule. */
export function describeRule(
  state: EventsState,
  request: { readonly Name: string },
): Record<string, unknown> {
  return ruleOutput(state, requireRule(state, request.Name));
}

/** Targets of one rule. */
export function listTargetsByRule(
  state: EventsState,
  request: { readonly Rule: string },
): { Targets: RuleTarget[] } {
  return { Targets: [...requireRule(state, request.Rule).targets.values()] };
}

function ruleOutput(state: EventsState, rule: Rule): Record<string, unknown> {
  return {
    Name: rule.name,
    Arn: ruleArn(state, rule.name),
    ...(rule.pattern === undefined ? {} : { EventPattern: JSON.stringify(rule.pattern) }),
    ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule }),
    State: rule.enabled ? 'ENABLED' : 'DISABLED',
    EventBusName: 'default',
  };
}
