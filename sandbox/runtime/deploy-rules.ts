import type { Events } from '../aws/events/events.ts';
import type { BusEvent } from '../aws/events/rules.ts';
import { RULE, type RuleTarget } from '../template/kinds/events.ts';
import type { ResolvedStack } from '../template/resolve-stack.ts';
import { deliver, type ReportProblem, type SendToQueue } from './deliver.ts';
import { targetInput } from './event-input.ts';

/** What the bus needs from the sandbox around it. */
export interface BusSurroundings {
  /** Sends as `events.amazonaws.com` on behalf of the rule with this ARN. */
  sendAs(ruleArn: string): SendToQueue;
  /** Puts an event on the bus of another region with the role of the target, on behalf of the rule. */
  forward(ruleArn: string, target: RuleTarget, event: BusEvent): void;
  readonly report: ReportProblem;
}

const QUEUE = 'arn:aws:sqs:';
const BUS = /^arn:aws:events:[a-z0-9-]+:[0-9]{12}:event-bus\/default$/;

/**
 * Puts the rules of the template on the default bus, and no others: an event no enabled rule matches goes
 * nowhere. From then on the bus delivers to their queues, and to the buses of other regions.
 * @throws TypeError when a target is neither
 */
export function deployRules(stack: ResolvedStack, events: Events, surroundings: BusSurroundings): void {
  for (const { logicalId, name, properties } of stack.resources(RULE)) {
    for (const { Arn } of properties.Targets) {
      if (Arn.startsWith(QUEUE) || BUS.test(Arn)) continue;
      throw new TypeError(
        `${logicalId}: the sandbox delivers events to queues and default buses, got ${Arn}`,
      );
    }
    const EventPattern = JSON.stringify(properties.EventPattern);
    events.call('PutRule', { Name: name, EventPattern, State: properties.State });
    const Targets = properties.Targets.map(({ Id, Arn }) => ({ Id, Arn }));
    events.call('PutTargets', { Rule: name, Targets });
  }
  events.state.deliver = ({ Id }, event, { name }) => {
    const rule = stack.resources(RULE).find((candidate) => candidate.name === name);
    const target = rule?.properties.Targets.find((candidate) => candidate.Id === Id);
    if (rule === undefined || target === undefined) return;
    if (!target.Arn.startsWith(QUEUE)) {
      forward(rule, { target, event }, surroundings);
      return;
    }
    const delivery = {
      from: `rule ${name}`,
      queueArn: target.Arn,
      deadLetterArn: target.DeadLetterConfig?.Arn,
      body: targetInput(target, { ...event }),
    };
    deliver(delivery, surroundings.sendAs(rule.arn), surroundings.report);
  };
}

/** A bus takes the event whole; one that refuses it is reported. */
function forward(
  { name, arn }: { readonly name: string; readonly arn: string },
  { target, event }: { readonly target: RuleTarget; readonly event: BusEvent },
  surroundings: BusSurroundings,
): void {
  try {
    surroundings.forward(arn, target, event);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    surroundings.report(`rule ${name} could not put an event on ${target.Arn}: ${why}`);
  }
}
