import { AwsServiceError } from '../service-error.ts';
import type { EventPattern } from './pattern.ts';
import type { EventsState, RuleTarget } from './rules.ts';
import { requireRule, ruleArn } from './rules.ts';

/** Event patterns may have this many characters (EventBridge quota). */
const PATTERN_MAX = 2048;

export interface PutRuleRequest {
  readonly Name: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
  readonly State?: string;
}

/** Creates or replaces a rule; its targets stay. */
export function putRule(state: EventsState, request: PutRuleRequest): { RuleArn: string } {
  if (request.EventPattern === undefined && request.ScheduleExpression === undefined) {
    throw new AwsServiceError(
      'ValidationException',
      'Parameter(s) EventPattern or ScheduleExpression must be specified.',
    );
  }
  state.rules.set(request.Name, {
    name: request.Name,
    pattern: request.EventPattern === undefined ? undefined : parsePattern(request.EventPattern),
    schedule: request.ScheduleExpression,
    enabled: request.State !== 'DISABLED',
    targets: state.rules.get(request.Name)?.targets ?? new Map(),
  });
  return { RuleArn: ruleArn(state, request.Name) };
}

/** Adds or replaces targets by id. */
export function putTargets(
  state: EventsState,
  request: { readonly Rule: string; readonly Targets: readonly RuleTarget[] },
): { FailedEntryCount: number; FailedEntries: never[] } {
  const { targets } = requireRule(state, request.Rule);
  for (const target of request.Targets) targets.set(target.Id, target);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

function parsePattern(text: string): EventPattern {
  if (text.length > PATTERN_MAX) {
    throw new AwsServiceError(
      'InvalidEventPatternException',
      `Event pattern is longer than ${PATTERN_MAX} characters.`,
    );
  }
  try {
    return JSON.parse(text) as EventPattern;
  } catch {
    throw new AwsServiceError(
      'InvalidEventPatternException',
      'Event pattern is not valid. Reason: Invalid JSON',
    );
  }
}
