import type { MetricSource, Point, Series } from '../aws/cloudwatch/cloudwatch.ts';
import type { Sqs } from '../aws/sqs/sqs.ts';
import type { LogGroups } from './log-groups.ts';

/** CloudWatch's embedded metric format, as far as the functions write it. */
interface EmbeddedMetrics {
  readonly _aws?: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [field: string]: unknown;
}

/**
 * Measurements: what the functions wrote into their logs, and of queues the age of what waits longest, which SQS
 * measures itself. Nothing is kept beside the logs.
 */
export function createMetricSource(logs: LogGroups, sqs: Sqs): MetricSource {
  return {
    points(series) {
      if (series.namespace === 'AWS/SQS') return queuePoints(series, sqs);
      return logs
        .names()
        .flatMap((group) => logs.lines(group))
        .flatMap(({ text }) => embeddedPoints(text, series));
    },
  };
}

function embeddedPoints(text: string, { namespace, name, dimensions }: Series): readonly Point[] {
  if (!text.includes('"_aws"')) return [];
  const { _aws: embedded, ...fields } = JSON.parse(text) as EmbeddedMetrics;
  const isMeant = embedded?.CloudWatchMetrics.some(
    (directive) =>
      directive.Namespace === namespace &&
      directive.Metrics.some((metric) => metric.Name === name) &&
      directive.Dimensions.some((names) => isSame(names, fields, dimensions)),
  );
  if (embedded === undefined || isMeant !== true) return [];
  const values = [fields[name] ?? []].flat();
  return values.map((value) => ({ at: embedded.Timestamp, value: Number(value) }));
}

function isSame(
  names: readonly string[],
  fields: Readonly<Record<string, unknown>>,
  wanted: Series['dimensions'],
): boolean {
  return (
    names.length === Object.keys(wanted).length &&
    Object.entries(wanted).every(([key, value]) => names.includes(key) && fields[key] === value)
  );
}

function queuePoints({ name, dimensions }: Series, sqs: Sqs): readonly Point[] {
  const queue = sqs.state.queues.get(dimensions['QueueName'] ?? '');
  if (queue === undefined || name !== 'ApproximateAgeOfOldestMessage') return [];
  const now = sqs.state.now();
  const ages = [...queue.messages.values()].map(({ sentAt }) => (now - sentAt) / 1000);
  return [{ at: now - 1, value: Math.max(0, ...ages) }];
}
