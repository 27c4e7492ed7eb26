import { Dashboard, GraphWidget, type IMetric, Metric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type HalfIdentity, halfMetric, type MetricName } from './half-metrics.ts';

export interface SluiceDashboardProps {
  readonly cluster: string;
  readonly halves: readonly HalfIdentity['half'][];
}

const PERIOD = Duration.minutes(1);
const CHANGES: readonly MetricName[] = ['Created', 'Updated', 'Deleted', 'Refused', 'Failed'];
const HEALTH: readonly MetricName[] = [
  'SweepSucceeded',
  'ChangesFoundBySweep',
  'ObjectsNotReady',
  'DeletionsStopped',
  'Throttled',
];

/** One row a half: how fresh, what changed, how healthy, how long the queue. */
export class SluiceDashboard extends Construct {
  constructor(scope: Construct, id: string, { cluster, halves }: SluiceDashboardProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: `sluice-${cluster}` });
    for (const half of halves) {
      dashboard.addWidgets(new TextWidget({ markdown: `## ${half}`, width: 24, height: 1 }));
      dashboard.addWidgets(...widgetsOf({ half, cluster }));
    }
  }
}

function widgetsOf(identity: HalfIdentity): readonly GraphWidget[] {
  const sum = (name: MetricName) => halfMetric(identity, name, { statistic: 'Sum', period: PERIOD });
  const latency: MetricName = identity.half === 'secrets' ? 'EventAge' : 'InSync';
  return [
    graph(
      identity.half === 'secrets' ? 'event to Secret (ms)' : 'change to INSYNC (ms)',
      ['p50', 'p99'].map((statistic) => halfMetric(identity, latency, { statistic, period: PERIOD })),
    ),
    graph('changes', CHANGES.map(sum)),
    graph('health', HEALTH.map(sum)),
    graph('queue', queueMetrics(identity)),
  ];
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 6 });
}

function queueMetrics({ half, cluster }: HalfIdentity): IMetric[] {
  return [`sluice-${cluster}-${half}`, `sluice-${cluster}-${half}-dead`].map(
    (QueueName) =>
      new Metric({
        namespace: 'AWS/SQS',
        metricName: 'ApproximateNumberOfMessagesVisible',
        dimensionsMap: { QueueName },
        statistic: 'Maximum',
        period: PERIOD,
      }),
  );
}
