import { AwsServiceError } from '../service-error.ts';
import type { EventPattern } from './pattern.ts';

/** The envelope on the bus (version 0). */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** One second resolution: `2026-11-22T08:00:00Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface RuleTarget {
  readonly Id: string;
  readonly Arn: string;
  readonly Input?: string;
  readonly RoleArn?: string;
}

export interface Rule {
  readonly name: string;
  readonly pattern: EventPattern | undefined;
  readonly schedule: string | undefined;
  enabled: boolean;
  readonly targets: Map<string, RuleTarget>;
}

/** The default bus of one account and region. */
export interface EventsState {
  readonly account: string;
  readonly region: string;
  readonly rules: Map<string, Rule>;
  /** Events published so far; makes ids. */
  sequence: number;
  now(): number;
  /** Called for each target of each enabled rule whose pattern matches. */
  deliver?: ((target: RuleTarget, event: BusEvent, rule: Rule) => void) | undefined;
  /** Called for every event on the bus, matched or not. */
  published?: ((event: BusEvent) => void) | undefined;
}

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

/** Switches a rule on. */
export function enableRule(state: EventsState, request: { readonly Name: string }): Record<string, never> {
  requireRule(state, request.Name).enabled = true;
  return {};
}

/** Switches a rule off. */
export function disableRule(state: EventsState, request: { readonly Name: string }): Record<string, never> {
  requireRule(state, request.Name).enabled = false;
  return {};
}

/** ARN of a rule on the default bus. */
export function ruleArn(state: Pick<EventsState, 'account' | 'region'>, name: string): string {
  return `arn:aws:events:${state.region}:${state.account}:rule/${name}`;
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

function requireRule(state: EventsState, name: string): Rule {
  const rule = state.rules.get(name);
  if (rule !== undefined) return rule;
  throw new AwsServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
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
