import type { Events } from '../aws/events/events.ts';
import { RULE } from '../template/kinds/events.ts';
import type { ResolvedStack } from '../template/resolve-stack.ts';
import { deliver, type ReportProblem, type SendToQueue } from './deliver.ts';
import { targetInput } from './event-input.ts';

/** What the bus needs from the sandbox around it. */
export interface BusSurroundings {
  /** Sends as `events.amazonaws.com` on behalf of the rule with this ARN. */
  sendAs(ruleArn: string): SendToQueue;
  readonly report: ReportProblem;
}

/**
 * Puts the rules of the template on the default bus, and no others: an event no enabled rule matches goes
 * nowhere. From then on the bus delivers to their queues.
 * @throws TypeError when a target is not a queue
 */
export function deployRules(stack: ResolvedStack, events: Events, surroundings: BusSurroundings): void {
  for (const { logicalId, name, properties } of stack.resources(RULE)) {
    for (const { Arn } of properties.Targets) {
      if (Arn.startsWith('arn:aws:sqs:')) continue;
      throw new TypeError(`${logicalId}: the sandbox delivers events to queues only, got ${Arn}`);
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
    const delivery = {
      from: `rule ${name}`,
      queueArn: target.Arn,
      deadLetterArn: target.DeadLetterConfig?.Arn,
      body: targetInput(target, { ...event }),
    };
    deliver(delivery, surroundings.sendAs(rule.arn), surroundings.report);
  };
}
