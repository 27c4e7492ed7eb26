import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { METRIC } from '../lambdas/core/metrics.ts';
import type { Half } from '../manifests/identity.ts';
import type { ClusterConfiguration } from '../stack/config.ts';

/** How far behind a half is, as CloudWatch tells it: about a minute late. */
export interface HalfFreshness {
  /** Minute of the last sweep that succeeded, ISO 8601; undefined: none in the time that is looked at. */
  readonly lastSweep: string | undefined;
  /** Seconds that the oldest message has waited; undefined where SQS measured none. */
  readonly oldestMessageSeconds: number | undefined;
  /** Why the two above are not known. */
  readonly couldNotTell?: string;
}

/** How far back a sweep is looked for. */
export const FRESHNESS_HOURS = 3;

const PERIOD_SECONDS = 60;

/** Reads the metrics of one cluster's halves. */
export class HalfFreshnessReader {
  readonly #cluster: ClusterConfiguration;
  readonly #cloudWatch: CloudWatchClient;

  constructor(cluster: ClusterConfiguration) {
    this.#cluster = cluster;
    this.#cloudWatch = new CloudWatchClient({ region: cluster.region, maxAttempts: 2 });
  }

  /** Never rejects: a person who may not read metrics still wants to know the rest. */
  async read(half: Half): Promise<HalfFreshness> {
    const now = Date.now();
    try {
      const { MetricDataResults = [] } = await this.#cloudWatch.send(
        new GetMetricDataCommand({
          MetricDataQueries: this.#queries(half),
          StartTime: new Date(now - FRESHNESS_HOURS * 3_600_000),
          // The minute under way counts.
          EndTime: new Date(now + PERIOD_SECONDS * 1000),
        }),
      );
      const of = (id: string) => MetricDataResults.find(({ Id }) => Id === id);
      const { Timestamps = [], Values = [] } = of('sweep') ?? {};
      const last = Timestamps.find((_time, index) => (Values[index] ?? 0) > 0);
      return { lastSweep: last?.toISOString(), oldestMessageSeconds: of('age')?.Values?.[0] };
    } catch (error) {
      const couldNotTell = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return { lastSweep: undefined, oldestMessageSeconds: undefined, couldNotTell };
    }
  }

  close(): void {
    this.#cloudWatch.destroy();
  }

  #queries(half: Half): MetricDataQuery[] {
    const { name } = this.#cluster;
    return [
      query('sweep', 'Sum', {
        Namespace: 'Sluice',
        MetricName: METRIC.sweepSucceeded,
        Dimensions: [
          { Name: 'cluster', Value: name },
          { Name: 'half', Value: half },
        ],
      }),
      query('age', 'Maximum', {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value: `sluice-${name}-${half}` }],
      }),
    ];
  }
}

function query(
  Id: string,
  Stat: string,
  Metric: NonNullable<MetricDataQuery['MetricStat']>['Metric'],
): MetricDataQuery {
  return { Id, MetricStat: { Metric, Period: PERIOD_SECONDS, Stat } };
}
