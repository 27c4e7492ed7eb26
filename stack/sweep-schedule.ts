import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface SweepScheduleProps {
  /** Name of the schedule, by which `sluice pause` finds it. */
  readonly scheduleName: string;
  /** Account whose scheduler may take the role. */
  readonly account: string;
  readonly queue: Queue;
}

/** Puts one sweep a minute on the queue: what no event announced is found by it (DESIGN 2). */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, { scheduleName, account, queue }: SweepScheduleProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      inlinePolicies: { SendSweep: sendTo(queue) },
    });
    new CfnSchedule(this, 'Schedule', {
      name: scheduleName,
      description: 'one sweep a minute',
      scheduleExpression: 'rate(1 minute)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: queue.queueArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ sluice: 'sweep', at: '<aws.scheduler.scheduled-time>' }),
        // A late sweep is dropped by the function, and the next one is a minute away: no dead letters.
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 3 },
      },
    });
  }
}

function sendTo(queue: Queue): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({ sid: 'SendSweep', actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
    ],
  });
}
