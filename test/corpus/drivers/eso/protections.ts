import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import type { ReportEntry } from '../../../../lambdas/core/report.ts';
import { SECRET } from '../../../../lambdas/core/resources.ts';
import type { Difference } from '../../divergence.ts';
import { objectEvent } from './event-bodies.ts';
import { readyOf, targetOf } from './external-secret-facts.ts';
import { type Observed, observe } from './observe.ts';
import { type Settled, settle } from './settle.ts';
import { refusedBy } from './step-view.ts';
import type { World } from './world.ts';

/** Reasons under which the report says that a protection stopped something. */
export const ADOPTION_REASON = 'AdoptionWouldLoseKeys';
export const BREAKER_REASON = 'DeletionsStopped';

/** What letting the protections through came to. */
export interface Passed {
  readonly settled: readonly Settled[];
  /** Where a protection did not do what it must. */
  readonly differences: readonly Omit<Difference, 'step'>[];
  /** Events before this world belong to the refusal and are not the recording's. */
  readonly eventsFrom?: Observed;
}

/**
 * Two refusals are not the end of a case: adoption that would lose keys and a deletion stopped by the breaker. Each
 * is asserted (nothing was written, the status or report says so), then released as a person would.
 */
export async function passProtections(world: World, done: Observed, first: Settled): Promise<Passed> {
  const refused = [...refusedBy(first).values()];
  const adoptions = refused.filter(({ reason }) => reason === ADOPTION_REASON);
  // Told by the run that saw the absence for the second time; later sweeps only wait.
  const stopped = first.invocations.flatMap(({ report }) =>
    report.filter(({ reason }) => reason === BREAKER_REASON),
  );
  if (adoptions.length === 0 && stopped.length === 0) return { settled: [], differences: [] };
  const eventsFrom = await observe(world.api);
  const events = await Promise.all(adoptions.map((entry) => permitAdoption(world, entry, eventsFrom)));
  if (stopped.length > 0) await releaseBreaker(world);
  const settled = [await settle(world, events.flat(), 0)];
  const released = await observe(world.api);
  const differences = [
    ...adoptions.flatMap((entry) => assertRefusedAdoption(entry, { done, refused: eventsFrom, released })),
    ...(stopped.length === 0 ? [] : assertNothingDeleted(done, eventsFrom)),
  ];
  return { settled, differences, eventsFrom };
}

/** The Secret was left as it was, and the status named every key that went with consent. */
function assertRefusedAdoption(
  entry: ReportEntry,
  worlds: { readonly done: Observed; readonly refused: Observed; readonly released: Observed },
) {
  const { externalSecret, namespace, target } = locate(entry, worlds.refused);
  const field = `adoption.${target}`;
  const secretIn = (world: Observed) => world.secrets.get(namespace)?.get(target);
  const [was, is] = [secretIn(worlds.done), secretIn(worlds.refused)];
  const kept = keysOf(secretIn(worlds.released));
  const lost = keysOf(was).filter((key) => !kept.includes(key));
  const ready = readyOf(externalSecret);
  const named = ready?.status === 'False' && lost.every((key) => ready.message?.includes(key));
  return [
    ...(isDeepStrictEqual(was, is) ? [] : [{ field, recorded: 'nothing written before consent', ours: is }]),
    ...(named ? [] : [{ field, recorded: `Ready=False naming ${lost.join(', ')}`, ours: ready }]),
  ];
}

function keysOf(secret: KubernetesObject | undefined): readonly string[] {
  return Object.keys((secret?.['data'] ?? {}) as Readonly<Record<string, string>>);
}

function assertNothingDeleted(done: Observed, now: Observed) {
  return [...done.secrets].flatMap(([namespace, secrets]) =>
    [...secrets.keys()]
      .filter((name) => !now.secrets.get(namespace)?.has(name))
      .map((name) => ({ field: `breaker.${name}`, recorded: 'kept until released', ours: 'deleted' })),
  );
}

async function permitAdoption(world: World, entry: ReportEntry, now: Observed): Promise<readonly object[]> {
  const { namespace, target } = locate(entry, now);
  const consent = { metadata: { annotations: { 'sluice/adopt': 'true' } } };
  await world.api.patch(SECRET, { namespace, name: target }, consent);
  return objectEvent({ apiVersion: 'v1', kind: 'Secret', name: target, namespace }, 'UPDATE', world.now());
}

/** A person reads the plan and lets it through by its checksum. */
async function releaseBreaker(world: World): Promise<void> {
  const plan = await world.invoke({ action: 'plan' });
  const checksum = 'checksum' in plan ? plan.checksum : undefined;
  await world.invoke({ action: 'release', checksum: checksum ?? 'none was given' });
}

function locate({ subject }: ReportEntry, { externalSecrets }: Observed) {
  const [, namespace = '', name = ''] = subject.split('/');
  const externalSecret = externalSecrets.get(namespace)?.get(name);
  return { namespace, externalSecret, target: targetOf(externalSecret) ?? name };
}
