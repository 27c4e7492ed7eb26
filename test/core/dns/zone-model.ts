import { batchChanges, changesOf } from '../../../lambdas/core/dns/change-batch.ts';
import { compileGroups } from '../../../lambdas/core/dns/changes.ts';
import type { DnsPlan } from '../../../lambdas/core/dns/decision.ts';
import type { Endpoint } from '../../../lambdas/core/dns/endpoint.ts';
import type { ObservedZone } from '../../../lambdas/core/dns/observed-zone.ts';
import { readZone } from '../../../lambdas/core/dns/ownership.ts';
import { type Demand, type PlanContext, planRecords } from '../../../lambdas/core/dns/plan.ts';
import type { RecordSet } from '../../../lambdas/core/dns/record-set.ts';
import type { Registry } from '../../../lambdas/core/dns/registry.ts';

/** One zone as a list of record sets, and the whole of planning and applying over it, without ports. */
export const MODEL_ZONE = { id: 'Z1', name: 'example.com', private: false };
const MANAGED = new Set(['A', 'AAAA', 'CNAME']);

export function registry(changes: Partial<Registry['txt']> = {}): Registry {
  const txt = { prefix: '', suffix: '', wildcardReplacement: '', compat: '0.22', ...changes } as const;
  return { ownerId: 'golden', cluster: 'dev', enabled: true, txt };
}

export function context(changes: Partial<PlanContext> = {}): PlanContext {
  return { registry: registry(), policy: 'sync', inScope: () => true, unreadKinds: new Set(), ...changes };
}

export function endpoint(dnsName: string, changes: Partial<Endpoint> = {}): Endpoint {
  const resource = 'ingress/default/web';
  return {
    dnsName,
    recordType: 'A',
    targets: ['192.0.2.1'],
    setIdentifier: '',
    resource,
    properties: {},
    ...changes,
  };
}

export function observe(sets: readonly RecordSet[], using: PlanContext = context()): ObservedZone {
  return readZone(MODEL_ZONE, sets, { registry: using.registry, managed: MANAGED, complete: true });
}

export function plan(
  demand: Partial<Demand>,
  sets: readonly RecordSet[],
  using: PlanContext = context(),
): DnsPlan {
  return planRecords({ endpoints: [], held: [], ...demand }, [observe(sets, using)], using);
}

/** Decisions other than `keep`, as `verb name TYPE`. */
export function verbs(planned: DnsPlan): readonly string[] {
  return planned.names.flatMap(({ name, decisions }) =>
    decisions.filter(({ verb }) => verb !== 'keep').map(({ verb, type }) => `${verb} ${name} ${type}`),
  );
}

/** The zone after a plan; throws where Route 53 would refuse a change. */
export function apply(
  planned: DnsPlan,
  sets: readonly RecordSet[],
  using: PlanContext = context(),
): readonly RecordSet[] {
  const zone = observe(sets, using);
  const groups = compileGroups(planned, [zone], using.registry);
  const { batches } = batchChanges(groups, { changes: 1000, characters: 32_000, values: 1000 });
  const result = [...sets];
  for (const { action, recordSet } of batches.flatMap((batch) => changesOf(batch.groups))) {
    const index = result.findIndex((set) => identity(set) === identity(recordSet));
    if (action === 'CREATE') {
      if (index >= 0) throw new Error(`CREATE of ${identity(recordSet)}, which exists`);
      result.push(recordSet);
    } else {
      if (JSON.stringify(result[index]) !== JSON.stringify(recordSet))
        throw new Error(`DELETE of ${identity(recordSet)}, not as read`);
      result.splice(index, 1);
    }
  }
  refuseCnameBeside(result);
  return result;
}

/** What stands for equality of record sets: everything, in a fixed order. */
export function snapshot(sets: readonly RecordSet[]): readonly string[] {
  return sets.map((set) => JSON.stringify(set)).sort();
}

function identity(set: RecordSet): string {
  return `${set.name} ${set.type} ${set.setIdentifier ?? ''}`;
}

function refuseCnameBeside(sets: readonly RecordSet[]): void {
  for (const { name } of sets.filter((set) => set.type === 'CNAME')) {
    if (sets.filter((set) => set.name === name).length > 1)
      throw new Error(`a CNAME beside other sets at ${name}`);
  }
}
