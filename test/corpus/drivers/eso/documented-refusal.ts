import type { ReportEntry } from '../../../../lambdas/core/report.ts';
import { NOT_BUILT } from '../../../../lambdas/core/secrets/not-built.ts';

/** What the configuration does not grant (DESIGN 4.5). */
const NOT_GRANTED = /is mapped to no role|may not use/v;

/** Reasons that stand for themselves. */
const NAMED: ReadonlySet<string> = new Set([
  'InvalidSpec',
  'RandomFunction',
  ...NOT_BUILT.map(({ reason }) => reason),
]);

/** The documented reason (test/corpus/refusals.ts) of a refusal of ours, or undefined. */
export function documentedReason({ reason, message = '' }: ReportEntry): string | undefined {
  if (NAMED.has(reason)) return reason;
  return reason === 'InvalidProviderConfig' && NOT_GRANTED.test(message) ? reason : undefined;
}
