import { isDeepStrictEqual } from 'node:util';
import type { Difference } from '../../divergence.ts';
import type { OpenCaseServer } from '../../driver.ts';
import { perform } from './actions.ts';
import type { Actions, EsoCase, Expectation } from './case.ts';
import type { CaseRun } from './case-run.ts';
import { compareCalls } from './compare-calls.ts';
import { compareEvents, compareEventWording } from './compare-events.ts';
import { compareRejections } from './compare-rejections.ts';
import { compareSecrets } from './compare-secrets.ts';
import { compareStatuses } from './compare-status.ts';
import { type Observed, observe } from './observe.ts';
import { passProtections } from './protections.ts';
import { settle } from './settle.ts';
import type { StepView } from './step-view.ts';
import { createUidNames } from './uid-names.ts';
import { createWorld, type World } from './world.ts';

/** Time a person takes between two steps; refresh intervals of the cases are longer. */
const STEP_MS = 1_000;

/** Builds the world of a case, drives it step by step, compares after each, and ends it. */
export async function driveCase(recorded: EsoCase, openServer?: OpenCaseServer): Promise<CaseRun> {
  const world = await createWorld(recorded, openServer);
  try {
    return await drive(recorded, world);
  } finally {
    await world.close();
  }
}

async function drive(recorded: EsoCase, world: World): Promise<CaseRun> {
  const uids = createUidNames();
  const views: StepView[] = [];
  const phases = [
    { actions: { apply: recorded.cluster ?? [] }, expect: recorded.setup ?? {} },
    ...recorded.steps.map(({ do: actions, expect }) => ({ actions: actions ?? {}, expect })),
  ];
  world.aws.put(recorded.aws ?? {});
  world.aws.takeChanges();
  world.aws.takeLabels();
  for (const [step, phase] of phases.entries()) {
    world.clock.advance(STEP_MS);
    const run = await runPhase(world, phase, views.at(-1)?.after);
    uids.learn(run.before, run.done, run.after);
    views.push({ ...run, ...phase, step, recorded, uidName: uids.nameOf });
  }
  return {
    id: recorded.name,
    recorded,
    views,
    differences: views.flatMap(compareStep),
    wording: views.flatMap(compareEventWording),
  };
}

interface Phase {
  readonly actions: Actions;
  readonly expect: Expectation;
}

type PhaseRun = Omit<StepView, keyof Phase | 'step' | 'recorded' | 'uidName'>;

/** `found`: as the phase before has left the cluster, to which nobody else writes. */
async function runPhase(world: World, { actions }: Phase, found?: Observed): Promise<PhaseRun> {
  const startedAt = world.clock.now();
  const before = found ?? (await observe(world.api));
  const { events, rejected, isClusterTouched } = await perform(world, actions);
  const done = isClusterTouched ? await observe(world.api) : before;
  const first = await settle(world, events, actions.elapse ?? 0);
  const passed = await passProtections(world, done, first);
  const after = await observe(world.api);
  const own = passed.settled.flatMap((settled) => settled.invocations);
  const invocations = [...first.invocations, ...own.map((invocation) => ({ ...invocation, again: true }))];
  const { restless, errors } = passed.settled.at(-1) ?? first;
  return {
    before: passed.eventsFrom ?? before,
    done,
    after,
    tookMs: world.clock.now() - startedAt,
    rejected,
    invocations,
    protections: passed.differences,
    restless,
    errors: [...first.errors, ...errors.filter((error) => !first.errors.includes(error))],
  };
}

/** Everything the rules of comparison look at, of one settled step. */
function compareStep(view: StepView): readonly Difference[] {
  const differences = [
    ...compareRejections(view),
    ...(view.step === 0 ? [] : compareSecrets(view)),
    ...(isUnstable(view) ? [] : [...compareStatuses(view), ...compareEvents(view), ...compareCalls(view)]),
    ...view.protections.map((difference) => ({ ...difference, step: view.step })),
  ];
  return named(view, [...differences, ...compareQuiet(view)]);
}

/** Differences of the setup say so in their field; they have no step. */
function named({ step }: StepView, differences: readonly Difference[]): readonly Difference[] {
  if (step > 0) return differences;
  return differences.map((difference) => ({ ...difference, field: `setup.${difference.field}` }));
}

/** A second sweep with nothing changed writes nothing, and no run fails as a whole. */
function compareQuiet(view: StepView): readonly Difference[] {
  const quiet = { restless: view.restless, errors: view.errors };
  const silent = { restless: [], errors: [] };
  if (isDeepStrictEqual(quiet, silent)) return [];
  return [{ step: view.step, field: 'secondSweep', recorded: 'writes nothing', ours: quiet }];
}

/** Left to chance by the recorded program: only names, types and owners are compared, and that we are quiet. */
function isUnstable({ recorded }: StepView): boolean {
  return recorded.tags.includes('unstable');
}
