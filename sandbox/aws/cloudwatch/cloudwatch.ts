import type { ServiceHooks } from '../service.ts';
import { AwsService } from '../service.ts';
import { AwsServiceError } from '../service-error.ts';

/** One metric with one set of dimensions. */
export interface Series {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One measurement, ms since the epoch. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** Where measurements come from: the template runtime. */
export interface MetricSource {
  points(series: Series): readonly Point[];
}

interface MetricDataQuery {
  readonly Id: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
}

interface GetMetricDataRequest {
  readonly MetricDataQueries: readonly MetricDataQuery[];
  /** Seconds since the epoch. */
  readonly StartTime: number;
  readonly EndTime: number;
}

const OPERATIONS = { GetMetricData: getMetricData };

/** CloudWatch's metrics, as far as a person asks for them. */
export type CloudWatch = AwsService<MetricSource, typeof OPERATIONS>;

export function createCloudWatch(source: MetricSource, hooks: ServiceHooks): CloudWatch {
  return new AwsService(OPERATIONS, source, hooks);
}

/** Each query's periods that have a measurement, the newest first. */
function getMetricData(
  source: MetricSource,
  { MetricDataQueries, StartTime, EndTime }: GetMetricDataRequest,
): { MetricDataResults: object[] } {
  return {
    MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
      if (MetricStat === undefined)
        throw new AwsServiceError('NotImplemented', 'the sandbox does not implement metric math', 501);
      const { Metric, Period, Stat } = MetricStat;
      const dimensions = (Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]);
      const points = source
        .points({
          namespace: Metric.Namespace,
          name: Metric.MetricName,
          dimensions: Object.fromEntries(dimensions),
        })
        .filter(({ at }) => at >= StartTime * 1000 && at < EndTime * 1000);
      const periods = Map.groupBy(points, ({ at }) => Math.floor(at / 1000 / Period) * Period);
      const newest = [...periods].sort(([a], [b]) => b - a);
      return {
        Id,
        Label: Metric.MetricName,
        Timestamps: newest.map(([start]) => start),
        Values: newest.map(([, some]) => statistic(Stat, some)),
        StatusCode: 'Complete',
      };
    }),
  };
}

function statistic(name: string, points: readonly Point[]): number {
  const values = points.map(({ value }) => value);
  if (name === 'Sum') return values.reduce((sum, value) => sum + value, 0);
  if (name === 'Maximum') return Math.max(...values);
  throw new AwsServiceError('NotImplemented', `the sandbox does not implement the statistic ${name}`, 501);
}
