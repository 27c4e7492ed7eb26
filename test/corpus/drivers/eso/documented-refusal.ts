import type { ReportEntry } from '../../../../lambdas/core/report.ts';

/** Fields of features that are never built, and the name under which docs/compatibility.md refuses each. */
const NEVER_BUILT: readonly (readonly [field: RegExp, name: string])[] = [
  [/^spec\.syncWindows/v, 'SyncWindows'],
  [/^spec\.target\.manifest/v, 'GenericTarget'],
  [/^spec\.(data|dataFrom)\[\d+\]\.sourceRef\.generatorRef/v, 'Generator'],
];

/** What the configuration does not grant (DESIGN 4.5). */
const NOT_GRANTED = /is mapped to no role|may not use/v;

/**
 * The documented reason (test/corpus/refusals.ts) of a refusal of ours, or undefined. A field that a later issue
 * builds is refused too while it is not built; that is a failure, not a divergence.
 */
export function documentedReason({ reason, message = '' }: ReportEntry): string | undefined {
  if (reason === 'InvalidSpec' || reason === 'RandomFunction') return reason;
  if (reason === 'InvalidProviderConfig' && NOT_GRANTED.test(message)) return reason;
  if (reason !== 'UnsupportedField') return undefined;
  return NEVER_BUILT.find(([field]) => field.test(message))?.[1];
}
