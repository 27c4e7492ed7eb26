import { unescapeName } from '../../../../lambdas/core/dns/dns-name.ts';
import type { Difference } from '../../divergence.ts';
import type { CaseReference, DnsCase, DnsStep } from './case.ts';
import { compareChanges, compareSecondRun, rewrittenKeys, touchedKeys } from './compare-changes.ts';
import { changedKeys, compareZones, recordedContents, spellOwner, spellWhole } from './compare-zones.ts';
import { readEncrypted } from './encrypted.ts';
import type { CaseRun, StepRun } from './rules.ts';
import { readPlan, release, settle, sweepOnce } from './settle.ts';
import { createDnsWorld, type DnsServers, type DnsWorld, type StartFunction } from './world.ts';
import type { ZoneContents } from './zones-world.ts';

/** A case, driven: what our world came to, and where it differs. */
export interface DrivenCase {
  readonly run: CaseRun;
  readonly differences: readonly Difference[];
}

/** Drives every step of a case, compares after each, and ends its world. */
export async function runDnsCase(
  recorded: DnsCase,
  startFunction: StartFunction,
  servers: DnsServers = {},
): Promise<DrivenCase> {
  const world = await createDnsWorld(recorded, startFunction, servers);
  try {
    return await drive(recorded, world);
  } finally {
    await world.close();
  }
}

async function drive(recorded: DnsCase, world: DnsWorld): Promise<DrivenCase> {
  const steps: StepRun[] = [];
  const differences: Difference[] = [];
  let recordedBefore = await world.zones.contents();
  const differing = new Set<string>();
  for (const [index, step] of recorded.steps.entries()) {
    const events = await world.act(step.do ?? {});
    // Nobody else writes to the zones of a case.
    const edited = step.do?.records === undefined ? {} : await world.zones.contents();
    recordedBefore = withEdits(recordedBefore, edited, step);
    const driven = await driveStep(world, {
      recorded,
      step,
      number: index + 1,
      events,
      recordedBefore,
      differing,
    });
    steps.push(driven.step);
    differences.push(...driven.differences);
    recordedBefore = recordedContents(step.expect.records);
  }
  return { run: { id: recorded.name, recorded, steps }, differences };
}

interface StepInput {
  readonly recorded: DnsCase;
  readonly step: DnsStep;
  readonly number: number;
  readonly events: readonly object[];
  /** The zones as the recording had them when its run began. */
  readonly recordedBefore: ZoneContents;
  /** `<zone>.<key>` of what differs so far: once a record set has gone its own way, its changes have too. */
  readonly differing: Set<string>;
}

async function driveStep(
  world: DnsWorld,
  { recorded, step, number, events, recordedBefore, differing }: StepInput,
): Promise<{ readonly step: StepRun; readonly differences: readonly Difference[] }> {
  const expected = recordedContents(step.expect.records);
  // A recording that met a scripted failure ends there: what a later run would do belongs to the next step.
  const failedByFault = step.expect.exitCode !== 0 && (step.do?.faults ?? []).length > 0;
  const first = await settle(world, failedByFault ? [] : events);
  const deleted = missingFrom(recordedBefore, expected);
  const stopped = deleted.filter((key) => first.stopped.has(unescapeName(key.split(' ')[0] ?? '')));
  const kept = await world.zones.contents();
  const slipped = stopped.filter((key) => !has(kept, key));
  const released = stopped.length > 0;
  if (released) await release(world);
  const second = released ? await settle(world, []) : undefined;
  const settled = second ?? first;
  const calls = [...first.changes, ...(second?.changes ?? [])];
  const ours = readEncrypted(released ? await world.zones.contents() : kept, recorded.config);
  const spell = recorded.tags.includes('unstable') ? spellOwner : spellWhole;
  const records = compareZones(number, { recorded: expected, ours, spell });
  const { labelOf } = world.zones;
  for (const { field } of records) differing.add(field.slice('records.'.length));
  const recordedKeys = new Set([...changedKeys(recordedBefore, expected), ...rewrittenKeys(step.expect)]);
  const changes = { calls, labelOf, recordedKeys, differingKeys: differing };
  const differences: Difference[] = [
    ...slipped.map((key) => ({
      step: number,
      field: `stopped.${key}`,
      recorded: 'stopped',
      ours: undefined,
    })),
    ...(settled.endless
      ? [{ step: number, field: 'endless', recorded: undefined, ours: 'still changing' }]
      : []),
    ...records,
    ...(spell === spellWhole ? compareChanges(number, changes, step.expect) : []),
    ...(await compareObjects(world, number, step)),
  ];
  const entries =
    differences.length === 0 ? settled.entries : [...settled.entries, ...(await readPlan(world))];
  if (!failedByFault) {
    const again = await sweepOnce(world);
    differences.push(...compareSecondRun(number, again, { changes: step.expect.changes, labelOf }));
  }
  const refused = world.refusal() !== undefined;
  return { step: { entries, refused, touched: touchedKeys(changes) }, differences };
}

/** The zones before the recorded run: as the step before left them, with the step's own edits. */
function withEdits(before: ZoneContents, edited: ZoneContents, step: DnsStep): ZoneContents {
  const edits = step.do?.records ?? {};
  return Object.fromEntries(
    Object.entries(before).map(([zone, sets]) => {
      const { delete: gone = [], put = [] } = edits[zone] ?? {};
      const keys = recordedContents({ [zone]: [...gone, ...put] })[zone] ?? {};
      const kept = Object.entries(sets).filter(([key]) => !(key in keys));
      const placed = Object.entries(edited[zone] ?? {}).filter(([key]) => key in keys);
      return [zone, Object.fromEntries([...kept, ...placed])];
    }),
  );
}

function missingFrom(before: ZoneContents, after: ZoneContents): readonly string[] {
  return Object.entries(before).flatMap(([zone, sets]) =>
    Object.keys(sets).flatMap((key) => (after[zone]?.[key] === undefined ? [`${zone}.${key}`] : [])),
  );
}

function has(contents: ZoneContents, place: string): boolean {
  return Object.entries(contents).some(([zone, sets]) =>
    Object.keys(sets).some((key) => `${zone}.${key}` === place),
  );
}

/** Generation and status of the objects that the case observes. */
async function compareObjects(
  world: DnsWorld,
  step: number,
  { expect }: DnsStep,
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  for (const object of expect.objects ?? []) {
    const { kind, name, generation, status } = object as CaseReference & ObservedObject;
    const live = await world.cluster.get({
      apiVersion: 'externaldns.k8s.io/v1alpha1',
      kind,
      metadata: { name, namespace: 'default' },
    });
    const ours = { generation: live?.metadata.generation, status: live?.['status'] };
    if (JSON.stringify(ours) !== JSON.stringify({ generation, status })) {
      differences.push({ step, field: `objects.${kind}.${name}`, recorded: { generation, status }, ours });
    }
  }
  return differences;
}

interface ObservedObject {
  readonly name: string;
  readonly generation: number;
  readonly status: unknown;
}
