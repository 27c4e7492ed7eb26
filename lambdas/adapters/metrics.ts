import { Metrics as EmbeddedMetrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Metrics } from '../core/ports.ts';

const NAMESPACE = 'Sluice';

/**
 * Metrics in CloudWatch's embedded format: one log line an invocation, no call.
 *
 * @param dimensions the whole set; alarms name exactly these (core/metrics.ts).
 */
export function createMetrics(dimensions: Readonly<Record<string, string>>): Metrics {
  const metrics = new EmbeddedMetrics({ namespace: NAMESPACE });
  // Powertools adds `service` by itself, under which no alarm would find the metric.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ ...dimensions });
  return {
    count: (name, value) => void metrics.addMetric(name, MetricUnit.Count, value),
    milliseconds: (name, value) => void metrics.addMetric(name, MetricUnit.Milliseconds, value),
    flush() {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
