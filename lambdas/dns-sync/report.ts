import { compileGroups } from '../core/dns/changes.ts';
import type { DnsPlan } from '../core/dns/decision.ts';
import type { DnsScope } from '../core/dns/scope.ts';
import type { Hint } from '../core/hint.ts';
import type { KubernetesObject } from '../core/kubernetes.ts';
import { METRIC } from '../core/metrics.ts';
import type { ReportEntry } from '../core/report.ts';
import type { Outcome } from '../runtime/invocation.ts';
import type { Applied } from './apply.ts';
import type { Decision } from './delete-alone.ts';
import type { World } from './world.ts';

/** An outcome, and the objects it speaks of. */
export interface RunResult extends Outcome {
  readonly objects: readonly KubernetesObject[];
}

/** What a run came to; `applied` is absent when it was not to write. */
export function report(
  world: World,
  hints: readonly Hint[],
  run: { readonly scope: DnsScope; readonly decision: Decision; readonly applied?: Applied },
): RunResult {
  const { seen, decided } = run.decision;
  publish(world, run);
  const dryRun = run.applied === undefined;
  const written = run.applied?.entries ?? plannedEntries(world, run.decision);
  const retry = seen.retry || run.applied?.retry === true;
  return {
    entries: [...seen.notes, ...decided.notes, ...written].map((entry) =>
      dryRun ? { ...entry, dryRun } : entry,
    ),
    unfinished: retry ? hints : [],
    unchanged: countUnchanged(decided.plan),
    objects: Object.values(seen.objects).flat(),
    ...(decided.checksum === undefined ? {} : { checksum: decided.checksum }),
  };
}

/** Names of ours in which nothing is to be done. They have no entries: a zone may have ten thousand. */
function countUnchanged({ names, owned }: DnsPlan): number {
  const changing = names.filter(
    ({ observed, decisions }) =>
      observed.records.some(({ state }) => state === 'ours') && decisions.some(({ verb }) => verb !== 'keep'),
  );
  return [...owned.values()].reduce((sum, ours) => sum + ours.length, 0) - changing.length;
}

function plannedEntries(world: World, { seen, decided }: Decision): readonly ReportEntry[] {
  return compileGroups(decided.plan, seen.zones, world.registry).flatMap((group) => group.entries);
}

function publish(
  { metrics }: World,
  {
    scope,
    decision,
    applied,
  }: { readonly scope: DnsScope; readonly decision: Decision; readonly applied?: Applied },
): void {
  const { seen, decided } = decision;
  if (scope.full && !seen.complete) metrics.count(METRIC.observationIncomplete, 1);
  if (decided.checksum !== undefined) metrics.count(METRIC.deletionsStopped, 1);
  const found = applied?.entries.filter(({ action }) => action === 'created' || action === 'updated') ?? [];
  if (scope.sweep && found.length > 0) metrics.count(METRIC.changesFoundBySweep, found.length);
}
