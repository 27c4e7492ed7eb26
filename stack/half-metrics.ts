import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Duration } from 'aws-cdk-lib/core';
import type { METRIC } from '../lambdas/core/metrics.ts';

/** A name of lambdas/core/metrics.ts; only its type crosses, so that the stack imports no lambda code. */
export type MetricName = (typeof METRIC)[keyof typeof METRIC];

/** Which half of which cluster: the two dimensions of every metric of ours. */
export interface HalfIdentity {
  readonly half: 'secrets' | 'dns';
  readonly cluster: string;
}

/** One of our own metrics, as the functions publish it. */
export function halfMetric(
  { half, cluster }: HalfIdentity,
  metricName: MetricName,
  options: { readonly statistic: string; readonly period: Duration },
): Metric {
  return new Metric({ namespace: 'Sluice', metricName, dimensionsMap: { cluster, half }, ...options });
}
