import { type IRule, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { EventFamily } from './event-patterns.ts';
import type { SyncQueue } from './sync-queue.ts';

export interface EventRulesProps {
  readonly families: readonly EventFamily[];
  readonly queue: SyncQueue;
}

/** After this the sweep has long found the change; the event goes to the dead letters and raises their alarm. */
const EVENT_AGE_MAX = Duration.hours(1);
const RETRIES_MAX = 185;

/** Rules on the default bus that put matching events on the queue; only these rules may. */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, { families, queue }: EventRulesProps) {
    super(scope, id);
    const rules = families.flatMap((family) =>
      family.patterns.map(
        (eventPattern, index) =>
          // The first rule of a family keeps its id when a second one becomes necessary.
          new Rule(this, index === 0 ? family.id : `${family.id}${index + 1}`, {
            eventPattern,
            targets: [targetOf(queue)],
          }),
      ),
    );
    if (rules.length === 0) return;
    allowRules(queue.queue, rules);
    allowRules(queue.deadLetters, rules);
  }
}

function targetOf({ queue, deadLetters }: SyncQueue): IRuleTarget {
  return {
    bind: () => ({
      arn: queue.queueArn,
      deadLetterConfig: { arn: deadLetters.queueArn },
      retryPolicy: {
        maximumEventAgeInSeconds: EVENT_AGE_MAX.toSeconds(),
        maximumRetryAttempts: RETRIES_MAX,
      },
    }),
  };
}

function allowRules(queue: Queue, rules: readonly IRule[]): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'SendFromRules',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rules.map((rule) => rule.ruleArn) } },
    }),
  );
}
