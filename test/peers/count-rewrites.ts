import type { LoggedProcess } from '../../sandbox/control-plane/logged-process.ts';
import { type Count, createTally, type Tally } from './count.ts';
import {
  awaitReady,
  awaitRefreshed,
  compareReady,
  type ReadySeen,
  seeReady,
} from './external-secrets-seen.ts';
import { openPeerWorld, type PeerWorld } from './peer-world.ts';
import { type RecordedWorld, readRecordedWorlds } from './recorded-world.ts';
import { writtenTwice } from './secret-writes.ts';
import { compareSecrets, type Rewrites, type SecretsSeen, seeSecrets } from './secrets-seen.ts';

type Report = (text: string) => void;

/** How often the operator looks at every ExternalSecret. */
const REFRESH_INTERVAL = '20s';
const PATIENCE_MS = 300_000;
const SWEEPS_MAX = 4;
/** Characters of its log when it ends by itself. */
const ENDED_SHOWN = 2000;

/**
 * What the operator and sluice rewrite of each other's Secrets, over the recorded manifests in one cluster: the
 * operator first in one world, sluice first in another.
 * @throws Error when one of them does not sync at all
 */
export async function countRewrites(binary: string, report: Report): Promise<readonly Count[]> {
  const worlds = readRecordedWorlds(REFRESH_INTERVAL);
  report(`${worlds.length} recorded worlds in one cluster`);
  const tally = createTally(report);
  await inWorld(binary, { worlds, tally }, (stage) => operatorFirst(stage, report));
  await inWorld(binary, { worlds, tally }, (stage) => sluiceFirst(stage, report));
  return tally.counts;
}

/** A world and what was counted in it. */
interface Stage {
  readonly world: PeerWorld;
  readonly worlds: readonly RecordedWorld[];
  readonly tally: Tally;
  /** The operator, while it runs. */
  eso: LoggedProcess | undefined;
}

async function inWorld(
  binary: string,
  { worlds, tally }: Pick<Stage, 'worlds' | 'tally'>,
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  const stage: Stage = { world: await openPeerWorld(binary, worlds), worlds, tally, eso: undefined };
  try {
    await play(stage);
  } finally {
    await stage.eso?.stop();
    await stage.world.close();
  }
}

async function operatorFirst(stage: Stage, report: Report): Promise<void> {
  const { world } = stage;
  report('the operator syncs everything, then stops');
  await startOperator(stage);
  const unready = await awaitReady(world.api, PATIENCE_MS);
  stage.tally.tell('operator alone', 'ExternalSecrets without Ready', unready);
  await stopOperator(stage);
  await takeOver(stage, 'takeover');

  report('side by side, nothing changes');
  await sideBySide(stage, 'side by side');

  report('side by side, every value changes, sluice first');
  world.changeEveryValue('-second');
  await changeBeside(stage, 'side by side, values changed');
  await stopOperator(stage);

  report('every value changes under sluice alone, then the operator comes back');
  world.changeEveryValue('-third');
  await handBack(stage, 'hand-back after new values');
  await stopOperator(stage);

  report('every manifest changes as recorded under sluice alone, then the operator comes back');
  await playLater(stage);
  await handBack(stage, 'hand-back after new manifests');
  await stopOperator(stage);
  await takeOver(stage, 'takeover after the hand-back');
}

async function sluiceFirst(stage: Stage, report: Report): Promise<void> {
  report('a cluster that only sluice knows, then the operator comes');
  await handBack(stage, 'hand-over of what sluice made');
  await stopOperator(stage);
  await takeOver(stage, 'takeover of what the operator took over');
}

/** Sweeps until nothing is left for later; the operator does not run. */
async function takeOver(stage: Stage, phase: string): Promise<void> {
  const { world } = stage;
  const [secrets, ready] = [await seen(stage), await seeReady(world.api)];
  await sweepUntilQuiet(stage, phase);
  judge(stage, phase, 'Secrets written', compareSecrets(secrets, await seen(stage)).written);
  stage.tally.tell(
    phase,
    'ExternalSecrets with another Ready',
    compareReady(ready, await seeReady(world.api)),
  );
}

/** Starts the operator where sluice keeps sweeping; nobody changes anything. */
async function sideBySide(stage: Stage, phase: string): Promise<void> {
  const before = await seen(stage);
  await startOperator(stage);
  for (let round = 0; round < 3; round += 1) {
    await refreshed(stage, phase);
    await sweepUntilQuiet(stage, phase);
  }
  judge(stage, phase, 'Secrets written', compareSecrets(before, await seen(stage)).written);
}

/** Values have changed: whoever comes first writes, nobody writes again. */
async function changeBeside(stage: Stage, phase: string): Promise<void> {
  const before = await seen(stage);
  await sweepUntilQuiet(stage, phase);
  const ours = await seen(stage);
  stage.tally.tell(phase, 'Secrets that followed', [], compareSecrets(before, ours).changed.length);
  await refreshed(stage, phase);
  await refreshed(stage, phase);
  const both = await seen(stage);
  judge(
    stage,
    phase,
    'Secrets with other data, owners or labels after the operator',
    compareSecrets(ours, both).changed,
  );
  await sweepUntilQuiet(stage, phase);
  await refreshed(stage, phase);
  judge(
    stage,
    phase,
    'Secrets written once both have seen the change',
    compareSecrets(both, await seen(stage)).written,
  );
}

/** Sluice writes what changed, alone; then the operator comes. */
async function handBack(stage: Stage, phase: string): Promise<void> {
  const { world } = stage;
  const before = await seen(stage);
  await sweepUntilQuiet(stage, phase);
  const ours = await seen(stage);
  const moved = compareSecrets(before, ours).written;
  stage.tally.tell(phase, 'Secrets that sluice wrote', [], moved.length);
  const ready = await seeReady(world.api);
  const writes = world.secretWrites();
  await startOperator(stage);
  await refreshed(stage, phase);
  await refreshed(stage, phase);
  const back = compareSecrets(ours, await seen(stage));
  const open = [...back.changed, ...without(back.written, moved)].filter((name) => !isReady(ready, name));
  judge(stage, phase, 'Secrets with other data, owners or labels', without(back.changed, open));
  judge(stage, phase, 'Secrets written that sluice had not', without(back.written, [...moved, ...open]));
  stage.tally.tell(phase, 'Secrets written that sluice had declined to write', [...new Set(open)]);
  const twice = writtenTwice(writes, world.secretWrites()).filter((name) => isReady(ready, name));
  judge(stage, phase, 'Secrets written more than once', twice);
  stage.tally.tell(
    phase,
    'ExternalSecrets with another Ready',
    compareReady(ready, await seeReady(world.api)),
  );
}

/** Everything that the recordings change after their first step. */
async function playLater({ world, worlds }: Stage): Promise<void> {
  for (const recorded of worlds) for (const actions of recorded.later) await world.perform(recorded, actions);
}

/**
 * Sweeps until one finds nothing to do: what is deleted behind a finalizer is made again by the one after. Beside the
 * operator none does where something fails: each of the two has words of its own for that, and writes them over the
 * other's (docs/compatibility.md).
 */
async function sweepUntilQuiet(stage: Stage, phase: string): Promise<void> {
  const { sluice } = stage.world;
  let writes: readonly string[] = [];
  for (let sweeps = 0; sweeps < SWEEPS_MAX && (sweeps < 2 || writes.length > 0); sweeps += 1) {
    await sluice.sweep();
    writes = sluice.takeWrites();
  }
  const statuses = stage.eso === undefined ? [] : writes.filter((write) => write.endsWith('/status'));
  judge(stage, phase, 'writes of the last sweep', without(writes, statuses));
  if (statuses.length > 0) stage.tally.tell(phase, 'statuses written over the operator’s', statuses);
  judge(stage, phase, 'sweeps that failed', sluice.takeErrors());
}

async function refreshed(stage: Stage, phase: string): Promise<void> {
  const late = await awaitRefreshed(stage.world.api, Date.now(), PATIENCE_MS);
  if (late.length > 0) stage.tally.tell(phase, 'ExternalSecrets the operator did not refresh', late);
  if (stage.eso?.isRunning() === false)
    throw new Error(`the operator has ended:\n${stage.eso.logTail().slice(-ENDED_SHOWN)}`);
}

async function startOperator(stage: Stage): Promise<void> {
  stage.eso = await stage.world.startEso();
}

async function stopOperator(stage: Stage): Promise<void> {
  await stage.eso?.stop();
  stage.eso = undefined;
}

function seen({ world }: Stage): Promise<SecretsSeen> {
  return seeSecrets(world.api);
}

function without(names: Rewrites['written'], known: readonly string[]): readonly string[] {
  return names.filter((name) => !known.includes(name));
}

/** Whether sluice called everything in the Secret's namespace synced. */
function isReady(ready: ReadySeen, secret: string): boolean {
  const namespace = secret.split('/')[0];
  const beside = [...ready].filter(([name]) => name.split('/')[0] === namespace);
  return beside.every(([, status]) => status === 'True');
}

/** None is allowed. Said once for a phase while there is none. */
function judge({ tally }: Stage, phase: string, what: string, names: readonly string[]): void {
  const isKnown = tally.counts.some((count) => count.phase === phase && count.what === what);
  if (!isKnown || names.length > 0) tally.judge(phase, what, names);
}
