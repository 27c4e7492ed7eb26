import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedProcess } from '../../sandbox/control-plane/logged-process.ts';
import { openPeerWorld, type PeerWorld } from './peer-world.ts';
import { compareSecrets, type SecretsSeen, seeSecrets } from './secrets-seen.ts';

/** One count and what it may be at most. */
export interface Count {
  readonly what: string;
  readonly count: number;
  readonly limit: number;
}

type Report = (text: string) => void;

/** Parameters and ExternalSecrets with one key each. */
const SECRETS = 20;
/** Two refreshes of the operator (`refreshInterval` below) and what the control plane takes. */
const TWO_REFRESHES_MS = 12_000;
const PATIENCE_MS = 60_000;

/**
 * The operator syncs, sluice takes over, both run, parameters change under each, the operator takes back.
 * @throws Error when one of them does not sync at all
 */
export async function countRewrites(binary: string, report: Report): Promise<readonly Count[]> {
  const world = await openPeerWorld(binary, { names: namesOf(SECRETS), refreshInterval: '5s' });
  let eso: LoggedProcess | undefined;
  const counts: Count[] = [];
  const count = (what: string, found: number, limit: number) => counts.push({ what, count: found, limit });
  try {
    report(`${SECRETS} ExternalSecrets, synced by the operator first`);
    eso = await world.startEso();
    await awaitSecrets(world, (seen) => seen.size === SECRETS);
    await eso.stop();

    const synced = await seen(world);
    await world.sweep();
    await world.sweep();
    count('Secrets written by a takeover', compareSecrets(synced, await seen(world)).written, 0);

    report('both side by side');
    eso = await world.startEso();
    for (let round = 0; round < 3; round += 1) {
      await delay(TWO_REFRESHES_MS / 3);
      await world.sweep();
    }
    count('Secrets written side by side', compareSecrets(synced, await seen(world)).written, 0);
    await eso.stop();

    report('half of the parameters change under sluice, then the operator takes back');
    for (const name of namesOf(SECRETS / 2)) world.put(name, 'changed');
    await world.sweep();
    const changed = await seen(world);
    const moved = compareSecrets(synced, changed).written;
    count('Secrets that did not follow their parameter', Math.abs(SECRETS / 2 - moved), 0);
    eso = await world.startEso();
    await delay(2 * TWO_REFRESHES_MS);
    const handedBack = compareSecrets(changed, await seen(world));
    count('Secrets with other data, owners or labels after the hand-back', handedBack.changed, 0);
    count('metadata writes of the hand-back', handedBack.written, moved);
    return counts;
  } finally {
    await eso?.stop();
    await world.close();
  }
}

function namesOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `app-${index}`);
}

function seen({ administrator, namespace }: PeerWorld): Promise<SecretsSeen> {
  return seeSecrets(administrator, namespace);
}

async function awaitSecrets(world: PeerWorld, isDone: (secrets: SecretsSeen) => boolean): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (!isDone(await seen(world))) {
    if (performance.now() > until)
      throw new Error(`the operator has not synced after ${PATIENCE_MS / 1000} s`);
    await delay(500);
  }
}
