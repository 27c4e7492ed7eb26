import {
  Alarm,
  type AlarmActionConfig,
  ComparisonOperator,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** What one alarm watches; docs/operations.md has cause, first command and fix of each by its id. */
export interface Watch {
  readonly id: string;
  readonly description: string;
  readonly metric: Metric;
  /** Alarm at this value and above; with `below`, under it. @default 1 */
  readonly threshold?: number;
  readonly below?: boolean;
  /** Periods in a row. @default 1 */
  readonly periods?: number;
  readonly missingIsBreaching?: boolean;
}

export interface AlarmOptions {
  /** Before the id in every alarm's name: `sluice-<cluster>-<half>`. */
  readonly prefix: string;
  /** @default alarms without an action */
  readonly topicArn?: string | undefined;
}

/** One alarm for each watch, by its id. */
export function makeAlarms(scope: Construct, watches: readonly Watch[], options: AlarmOptions): void {
  const { prefix, topicArn } = options;
  for (const watch of watches) {
    const alarm = new Alarm(scope, watch.id, {
      alarmName: `${prefix}-${watch.id}`,
      alarmDescription: watch.description,
      metric: watch.metric,
      threshold: watch.threshold ?? 1,
      evaluationPeriods: watch.periods ?? 1,
      comparisonOperator:
        watch.below === true
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData:
        watch.missingIsBreaching === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    if (topicArn !== undefined) {
      alarm.addAlarmAction({ bind: (): AlarmActionConfig => ({ alarmActionArn: topicArn }) });
    }
  }
}
