import { type DnsScope, scopeOf } from '../core/dns/scope.ts';
import type { Hint } from '../core/hint.ts';
import type { KubernetesObject } from '../core/kubernetes.ts';
import { applyPlan } from './apply.ts';
import { confirmChanges } from './confirm-changes.ts';
import { decide } from './decide.ts';
import { askAgain, postpone } from './delayed-messages.ts';
import { type Decision, deleteAlone } from './delete-alone.ts';
import { observe } from './observe.ts';
import { paceZones } from './paced-zones.ts';
import { type RunResult, report } from './report.ts';
import type { World } from './world.ts';

const NOTHING: RunResult = { entries: [], unfinished: [], objects: [] };

/**
 * One run, the whole story: hints say where to look; cluster and zones say what is desired and what is there; the
 * plan passes the safety rules; it is applied, deletions by the holder of the Lease only; the report says what
 * happened, and what was seen absent for the first time is looked at again after the delay.
 */
export async function reconcile(run: World, hints: readonly Hint[]): Promise<RunResult> {
  const scope = chooseScope(run, hints);
  if (scope === undefined) return NOTHING;
  const world = scope.sweep ? { ...run, zones: paceZones(run.zones, run.clock) } : run;
  await postpone(world, scope);
  if (!scope.full && scope.objects.length === 0) return NOTHING;

  const first = await lookAndDecide(world, scope);
  if (scope.dryRun || world.config.mode === 'observe')
    return describe(world, report(world, hints, { scope, decision: first }), { scope, decision: first });

  const { decision, applied } = await deleteAlone(world, first, {
    lookAgain: () => lookAndDecide(world, scope),
    apply: ({ seen, decided }) => applyPlan(world, decided.plan, seen.zones),
  });
  await askAgain(world, candidatesOf(scope, decision));
  const pending = await confirmChanges(world, applied);
  const unwritten = await tellObserved(world, decision.seen.objects.crd ?? []);
  return report(world, hints, {
    scope,
    decision,
    applied: { ...applied, entries: [...applied.entries, ...pending, ...unwritten] },
  });
}

/** What says what stands there is loaded where nothing may be written. */
async function describe(
  { config }: World,
  result: RunResult,
  run: { readonly scope: DnsScope; readonly decision: Decision },
): Promise<RunResult> {
  const { describeRun } = await import('./describe-records.ts');
  return describeRun(result, { ...run, isObserving: config.mode === 'observe' });
}

/** Loaded where there are DNSEndpoints. */
async function tellObserved(world: World, endpoints: readonly KubernetesObject[]) {
  if (endpoints.length === 0) return [];
  const { writeObservedGenerations } = await import('./observed-generation.ts');
  return writeObservedGenerations(world, endpoints);
}

function chooseScope({ clock, config }: World, hints: readonly Hint[]): DnsScope | undefined {
  const deleteDelayMs = config.deleteDelaySeconds * 1000;
  return scopeOf(hints, { now: clock.now(), deleteDelayMs, sources: config.sources });
}

async function lookAndDecide(world: World, scope: DnsScope): Promise<Decision> {
  const seen = await observe(world, scope);
  return { seen, decided: await decide(world, scope, seen) };
}

function candidatesOf(scope: DnsScope, { seen, decided }: Decision) {
  const released = scope.released === undefined ? {} : { checksum: scope.released };
  return { candidates: decided.candidates, at: seen.at, ...released };
}
