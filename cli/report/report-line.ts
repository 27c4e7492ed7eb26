import * as v from 'valibot';

const EntrySchema = v.object({
  subject: v.string(),
  action: v.string(),
  reason: v.string(),
  message: v.optional(v.string()),
  keys: v.optional(v.array(v.string())),
  objects: v.optional(v.array(v.string())),
  found: v.optional(v.string()),
  wanted: v.optional(v.string()),
});

const LineSchema = v.object({
  message: v.literal('report'),
  observed: v.optional(v.picklist(['all', 'some'])),
  changes: v.array(EntrySchema),
  settled: v.optional(v.array(v.object({ subject: v.string(), found: v.optional(v.string()) })), []),
});

/** What a run reported of one subject. */
export type LoggedEntry = v.InferOutput<typeof EntrySchema>;

/** One line that a function wrote about a run (lambdas/runtime/report-log.ts). */
export interface ReportLine extends Omit<v.InferOutput<typeof LineSchema>, 'message'> {
  /** ms since the epoch. */
  readonly at: number;
}

/** The line of a log event; undefined when it is none about a run. */
export function parseReportLine(at: number, message: string): ReportLine | undefined {
  let document: unknown;
  try {
    document = JSON.parse(message);
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(LineSchema, document);
  if (!parsed.success) return undefined;
  const { observed, changes, settled } = parsed.output;
  return { at, changes, settled, observed };
}
