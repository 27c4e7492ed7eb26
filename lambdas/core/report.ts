import { compareBytes } from './object-key.ts';

/**
 * What a run did, declined to do, or failed to do. Names, keys and reasons only: masked by construction (I1).
 * What we decline is an entry with a reason, never a silent `continue`.
 */

export type ReportAction =
  | 'created'
  | 'updated'
  | 'deleted'
  | 'unchanged'
  /** A deletion seen once, waiting for its second observation. */
  | 'pending'
  /** Not ours, paused, or not due. */
  | 'skipped'
  /** A rule said no: unsupported field, foreign owner, breaker. */
  | 'refused'
  | 'failed';

export interface ReportEntry {
  /** `Secret/auth/postgres-auth`, `ExternalSecret/auth/postgres`, `Z123/web.example.com/A`. */
  readonly subject: string;
  readonly action: ReportAction;
  /** PascalCase constant: `ParameterMissing`, `OwnedByAnother`, `UnsupportedField`. */
  readonly reason: string;
  readonly message?: string;
  /** Secret keys or record values' kinds concerned; never values of secrets. */
  readonly keys?: readonly string[];
  /** Objects that asked for what `subject` names, where that is not the object itself: `Ingress/auth/web`. */
  readonly objects?: readonly string[];
  /** What is there now, in a dry run: a resourceVersion, or the text of a record set. Never data of a Secret. */
  readonly found?: string;
  /** The record set that would be written, in a dry run. */
  readonly wanted?: string;
  /** True in observe mode and for `plan`: what would have been done. */
  readonly dryRun?: boolean;
}

/** `found` and `wanted` of what is not there, or is not to be. */
export const ABSENT = 'absent';

export interface Report {
  readonly entries: readonly ReportEntry[];
  readonly counts: Readonly<Record<ReportAction, number>>;
}

const ACTIONS: readonly ReportAction[] = [
  'created',
  'updated',
  'deleted',
  'unchanged',
  'pending',
  'skipped',
  'refused',
  'failed',
];

/**
 * Sorts entries by subject, then action and reason, and counts them.
 * @param unchanged how many subjects are right and have no entry of their own
 */
export function compileReport(entries: readonly ReportEntry[], unchanged = 0): Report {
  const sorted = [...entries].sort(
    (a, b) =>
      compareBytes(a.subject, b.subject) ||
      compareBytes(a.action, b.action) ||
      compareBytes(a.reason, b.reason),
  );
  const counts = Object.fromEntries(ACTIONS.map((action) => [action, 0])) as Record<ReportAction, number>;
  counts.unchanged = unchanged;
  for (const entry of sorted) counts[entry.action] += 1;
  return { entries: sorted, counts };
}
