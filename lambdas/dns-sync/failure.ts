import { TerminalError, TransientError } from '../core/errors.ts';
import type { ReportEntry } from '../core/report.ts';

/** A report entry of something that failed: the service's own code is the reason. */
export function failureEntry(subject: string, error: unknown): ReportEntry {
  const known = error instanceof TransientError || error instanceof TerminalError;
  if (!known) throw error;
  return { subject, action: 'failed', reason: error.code, message: error.message };
}
