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

/** ARN of a rule on the default bus. */
export function ruleArn(state: Pick<EventsState, 'account' | 'region'>, name: string): string {
  return `arn:aws:events:${state.region}:${state.account}:rule/${name}`;
}

/** The rule of that name, or ResourceNotFoundException. */
export function requireRule(state: EventsState, name: string): Rule {
  const rule = state.rules.get(name);
  if (rule !== undefined) return rule;
  throw new AwsServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
}
