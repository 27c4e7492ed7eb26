import * as v from 'valibot';
import type { Half } from '../manifests/identity.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './context.ts';

const ReportSchema = v.looseObject({
  entries: v.array(
    v.looseObject({
      subject: v.string(),
      action: v.string(),
      reason: v.string(),
      message: v.optional(v.string()),
      keys: v.optional(v.array(v.string())),
    }),
  ),
  counts: v.record(v.string(), v.number()),
  checksum: v.optional(v.string()),
});

/** The report of one half, as its function returned it. */
export interface FunctionReport {
  readonly half: Half;
  readonly report: v.InferOutput<typeof ReportSchema>;
}

/** Actions that would change, or did change, something outside. */
const CHANGES: readonly string[] = ['created', 'updated', 'deleted', 'pending'];

/** @throws Error when a function answered with something else than a report */
export function parseReport(half: Half, answer: unknown): FunctionReport {
  const parsed = v.safeParse(ReportSchema, answer);
  if (parsed.success) return { half, report: parsed.output };
  throw new Error(`the ${half} function answered without a report: is it the version of this checkout?`);
}

/** Prints reports for people, or as JSON, and sets the exit code by what they say. */
export function finishWithReports(
  context: CliContext,
  reports: readonly FunctionReport[],
  options: { readonly json?: boolean; readonly expectNoChanges?: boolean },
): void {
  context.write(
    options.json === true
      ? `${JSON.stringify(reports, undefined, 2)}\n`
      : reports.map(formatReport).join('\n'),
  );
  const entries = reports.flatMap(({ report }) => report.entries);
  const changed = entries.some(({ action }) => CHANGES.includes(action));
  if (entries.some(({ action }) => action === 'failed')) context.exitWith(EXIT.failed);
  else if (options.expectNoChanges === true && changed) context.exitWith(EXIT.changesExpectedNone);
}

function formatReport({ half, report }: FunctionReport): string {
  const counts = Object.entries(report.counts)
    .filter(([, count]) => count > 0)
    .map(([action, count]) => `${count} ${action}`);
  const lines = report.entries
    .filter(({ action }) => action !== 'unchanged')
    .map(({ subject, action, reason, message, keys }) => {
      const detail = [reason, keys === undefined ? '' : `[${keys.join(', ')}]`, message ?? ''];
      return `  ${action.padEnd(9)} ${subject}  ${detail.filter((part) => part !== '').join(' ')}`;
    });
  const release =
    report.checksum === undefined
      ? []
      : [`  deletions were stopped; to let them through: sluice release ${report.checksum}`];
  return [`${half}: ${counts.join(', ') || 'nothing to do'}`, ...lines, ...release, ''].join('\n');
}
