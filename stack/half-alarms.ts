import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type HalfIdentity, halfMetric, type MetricName } from './half-metrics.ts';
import type { SyncQueue } from './sync-queue.ts';
import { makeAlarms, type Watch } from './watch.ts';

export interface HalfAlarmsProps extends HalfIdentity {
  readonly queue: SyncQueue;
  readonly handler: LambdaFunction;
  /** @default alarms without an action */
  readonly topicArn?: string | undefined;
}

const FIVE_MINUTES = Duration.minutes(5);
/** Two minutes: a push takes seconds and the sweep one minute, so older work was stuck (DESIGN 2). */
const EVENT_AGE_MS_MAX = 120_000;

/** The alarms of one half (DESIGN 8). */
export class HalfAlarms extends Construct {
  constructor(scope: Construct, id: string, props: HalfAlarmsProps) {
    super(scope, id);
    const watches = [
      ...watchBoth(props),
      ...(props.half === 'secrets' ? watchSecrets(props) : watchDns(props)),
    ];
    const prefix = `sluice-${props.cluster}-${props.half}`;
    makeAlarms(this, watches, { prefix, topicArn: props.topicArn });
  }
}

function watchBoth(props: HalfAlarmsProps): readonly Watch[] {
  const ours = (name: MetricName) => halfMetric(props, name, { statistic: 'Sum', period: FIVE_MINUTES });
  return [
    {
      id: 'Errors',
      description: 'the function failed or ran out of time',
      metric: props.handler.metricErrors({ period: FIVE_MINUTES }),
    },
    {
      id: 'DeadLetters',
      description: 'a message failed five times, or an event could not be delivered',
      metric: props.queue.deadLetters.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES }),
    },
    {
      id: 'NoSweep',
      description: 'no sweep succeeded for 5 minutes: changes that no event announced are not found',
      metric: ours('SweepSucceeded'),
      below: true,
      missingIsBreaching: true,
    },
    {
      id: 'AuthenticationFailed',
      description: 'the API server did not accept the credential',
      metric: ours('AuthenticationFailed'),
    },
    {
      id: 'DeletionsStopped',
      description: 'the breaker stopped deletions; a person decides',
      metric: ours('DeletionsStopped'),
    },
  ];
}

/** Only the secrets half gets events from AWS, so only there does a change found by the sweep mean a lost one. */
function watchSecrets(props: HalfAlarmsProps): readonly Watch[] {
  return [
    {
      id: 'EventAge',
      description: 'work on an event was complete more than 2 minutes after it happened',
      metric: halfMetric(props, 'EventAge', { statistic: 'Maximum', period: FIVE_MINUTES }),
      threshold: EVENT_AGE_MS_MAX,
    },
    {
      id: 'ChangesFoundBySweep',
      description: 'the sweep found changes that no event announced, twice in a row: is a rule dead?',
      metric: halfMetric(props, 'ChangesFoundBySweep', { statistic: 'Sum', period: Duration.minutes(15) }),
      periods: 2,
    },
    {
      id: 'ObjectsNotReady',
      description: 'ExternalSecrets were not ready for 15 minutes',
      metric: halfMetric(props, 'ObjectsNotReady', { statistic: 'Maximum', period: FIVE_MINUTES }),
      periods: 3,
    },
  ];
}

/** One failed list is a passing trouble; in a row they mean that nothing has been deleted for that long. */
function watchDns(props: HalfAlarmsProps): readonly Watch[] {
  return [
    {
      id: 'ObservationIncomplete',
      description: 'a source or a zone could not be read completely for 10 minutes: nothing is deleted',
      metric: halfMetric(props, 'ObservationIncomplete', { statistic: 'Sum', period: FIVE_MINUTES }),
      periods: 2,
    },
  ];
}
