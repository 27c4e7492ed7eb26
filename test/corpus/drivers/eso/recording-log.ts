import type { Log, Metrics } from '../../../../lambdas/core/ports.ts';
import type { ReportEntry } from '../../../../lambdas/core/report.ts';

export interface RecordingLog extends Log {
  /** What the reports logged since the last time say was done, declined or failed. */
  takeReport(): readonly ReportEntry[];
  /** Errors logged since the last time: a run that failed as a whole. */
  takeErrors(): readonly string[];
}

/** Keeps the reports and the errors; the rest of a log is for people. */
export function createRecordingLog(): RecordingLog {
  const report: ReportEntry[] = [];
  const errors: string[] = [];
  return {
    info: (message, fields) => {
      if (message === 'report') report.push(...((fields?.['changes'] ?? []) as readonly ReportEntry[]));
    },
    warn: () => undefined,
    error: (message, fields) => {
      const { error } = fields ?? {};
      errors.push(`${message}: ${error instanceof Error ? error.stack : String(error)}`);
    },
    takeReport: () => report.splice(0),
    takeErrors: () => errors.splice(0),
  };
}

/** Metrics are asserted elsewhere. */
export const NO_METRICS: Metrics = {
  count: () => undefined,
  milliseconds: () => undefined,
  flush: () => undefined,
};
