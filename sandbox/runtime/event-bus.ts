import { RULE } from '../template/kinds/events.ts';
import type { ResolvedStack } from '../template/resolve-stack.ts';
import type { DeployedResource } from '../template/resource-kind.ts';
import { deliver, type ReportProblem, type SendToQueue } from './deliver.ts';
import { targetInput } from './event-input.ts';

/** An event on the bus: the EventBridge envelope. */
export type BusEvent = Readonly<Record<string, unknown>>;

/** What the bus needs from the sandbox around it. */
export interface BusSurroundings {
  /** Whether a pattern matches an event; throws on an operator it does not know. */
  matches(pattern: Readonly<Record<string, unknown>>, event: BusEvent): boolean;
  /** Sends as `events.amazonaws.com` on behalf of the rule with this ARN. */
  sendAs(ruleArn: string): SendToQueue;
  readonly report: ReportProblem;
}

/**
 * The default event bus with the rules of the template, and no others: an event no enabled rule matches goes
 * nowhere. Returns the function that puts one event on the bus.
 * @throws TypeError when a target is not a queue
 */
export function createEventBus(
  stack: ResolvedStack,
  surroundings: BusSurroundings,
): (event: BusEvent) => void {
  const rules = stack.resources(RULE).filter(({ properties }) => properties.State === 'ENABLED');
  for (const rule of rules) assertQueueTargets(rule);
  return (event) => {
    for (const { name, arn, properties } of rules) {
      if (!surroundings.matches(properties.EventPattern, event)) continue;
      for (const target of properties.Targets) {
        const delivery = {
          from: `rule ${name}`,
          queueArn: target.Arn,
          deadLetterArn: target.DeadLetterConfig?.Arn,
          body: targetInput(target, event),
        };
        deliver(delivery, surroundings.sendAs(arn), surroundings.report);
      }
    }
  };
}

function assertQueueTargets(rule: DeployedResource<{ Targets: { Arn: string }[] }>): void {
  for (const { Arn } of rule.properties.Targets) {
    if (!Arn.startsWith('arn:aws:sqs:')) {
      throw new TypeError(`${rule.logicalId}: the sandbox delivers events to queues only, got ${Arn}`);
    }
  }
}
