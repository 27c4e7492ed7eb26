import type { ReportAction, ReportEntry } from '../report.ts';
import type { DnsPlan, NamePlan, RecordDecision, Verb } from './decision.ts';
import { compileMarkers, neededMarkers } from './marker-changes.ts';
import type { ObservedZone } from './observed-zone.ts';
import type { RecordChange, RecordSet } from './record-set.ts';
import type { Registry } from './registry.ts';
import { subjectOf } from './resource-name.ts';

/** All changes under one name of one zone: applied together or not at all. */
export interface ChangeGroup {
  readonly zoneId: string;
  readonly name: string;
  /** DELETEs first, each of the exact set read; then CREATEs. Never UPSERT. */
  readonly changes: readonly RecordChange[];
  /** Report entries for when they are applied. */
  readonly entries: readonly ReportEntry[];
  /** Who asked for them: `Ingress/auth/web`. */
  readonly objects: readonly string[];
}

const ACTIONS: Readonly<Record<Verb, ReportAction>> = {
  create: 'created',
  update: 'updated',
  mark: 'updated',
  unmark: 'updated',
  replace: 'updated',
  delete: 'deleted',
  keep: 'unchanged',
};

/** The changes of a plan, a group a name, in the plan's order. */
export function compileGroups(
  plan: DnsPlan,
  zones: readonly ObservedZone[],
  registry: Registry,
): readonly ChangeGroup[] {
  const byId = new Map(zones.map((zone) => [zone.zone.id, zone]));
  const changing = plan.names.filter(({ decisions }) => decisions.some(isChange));
  const neededBy = neededMarkers(plan, changing, registry);
  return changing.flatMap((name) => {
    const zone = byId.get(name.zoneId);
    const group = zone === undefined ? undefined : compileGroup(name, { zone, registry, neededBy });
    return group === undefined ? [] : [group];
  });
}

function isChange({ verb }: RecordDecision): boolean {
  return verb !== 'keep';
}

function compileGroup(
  plan: NamePlan,
  context: {
    readonly zone: ObservedZone;
    readonly registry: Registry;
    readonly neededBy: ReadonlyMap<string, string>;
  },
): ChangeGroup | undefined {
  const markers = compileMarkers(plan, context);
  const removed = plan.decisions.flatMap(({ verb, observed }) =>
    observed !== undefined && (verb === 'update' || verb === 'replace' || verb === 'delete')
      ? [observed.set]
      : [],
  );
  const created = plan.decisions.flatMap(({ verb, desired }) =>
    desired !== undefined && (verb === 'create' || verb === 'update') ? [desired] : [],
  );
  const changes = [
    ...changesOf('DELETE', [...removed, ...markers.removed]),
    ...changesOf('CREATE', [...created, ...markers.created]),
  ];
  if (changes.length === 0) return undefined;
  return {
    zoneId: plan.zoneId,
    name: plan.name,
    changes,
    entries: entriesOf(plan),
    objects: objectsOf(plan),
  };
}

/** `web.example.com/A`, with the set identifier behind it when there is one: candidate of a second observation. */
export function decisionKey(
  name: string,
  { type, setIdentifier }: Pick<RecordDecision, 'type' | 'setIdentifier'>,
): string {
  return setIdentifier === '' ? `${name}/${type}` : `${name}/${type}/${setIdentifier}`;
}

function changesOf(action: RecordChange['action'], sets: readonly RecordSet[]): readonly RecordChange[] {
  return sets.map((recordSet) => ({ action, recordSet }));
}

function objectsOf({ decisions }: NamePlan): readonly string[] {
  const resources = decisions.flatMap(({ endpoint }) => (endpoint === undefined ? [] : [endpoint.resource]));
  return [...new Set(resources)].map(subjectOf);
}

function entriesOf(plan: NamePlan): readonly ReportEntry[] {
  return plan.decisions.filter(isChange).map((decision) => ({
    subject: `${plan.zoneId}/${decisionKey(plan.name, decision)}`,
    action: ACTIONS[decision.verb],
    reason: decision.reason,
  }));
}
