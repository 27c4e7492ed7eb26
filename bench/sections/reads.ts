import { PARAMETERS_PER_CALL } from '../../lambdas/core/bounds.ts';
import { SECRET } from '../../lambdas/core/resources.ts';
import { ANNOTATION } from '../../lambdas/core/secrets/marks.ts';
import {
  EXTERNAL_SECRET_V1,
  externalSecret,
  NAMESPACE,
  STORE_V1,
  store,
} from '../../test/secret-sync/objects.ts';
import { createWorld, type World } from '../../test/secret-sync/world.ts';
import type { Quantity } from '../quantity.ts';
import type { Section } from '../section.ts';

const EXTERNAL_SECRETS = 60;
/** Keys each ExternalSecret has to itself, and one that all of them read. */
const OWN_KEYS = 3;
const DISTINCT_KEYS = EXTERNAL_SECRETS * OWN_KEYS + 1;

/** Calls and writes of whole runs, counted at the sandbox's models; no time is measured here. */
export const reads: Section = {
  name: 'reads',
  title: `GetParameters calls and writes of whole runs: ${EXTERNAL_SECRETS} ExternalSecrets, ${DISTINCT_KEYS} distinct keys`,
  async measure() {
    const world = await createFilledWorld();
    const first = await countRun(world, () => world.sweep());
    const steady = await countRun(world, () => world.sweep());
    await leaveToEso(world);
    world.restart();
    const cold = await countRun(world, () => world.sweep());
    const idle = await countRun(world, () => world.sweep());
    const drift = await countDrift(world);
    const perRun = Math.ceil(DISTINCT_KEYS / PARAMETERS_PER_CALL);
    return [
      exactly('GetParameters calls of the first sweep, which decrypts', first.calls, perRun),
      exactly('GetParameters calls of a steady sweep', steady.calls, perRun),
      exactly('writes of a steady sweep', steady.writes, 0),
      exactly('GetParameters calls of a cold sweep after a takeover', cold.calls, perRun),
      exactly('keys decrypted by a cold sweep after a takeover', cold.decrypted, DISTINCT_KEYS),
      exactly('writes of a cold sweep after a takeover', cold.writes, 0),
      exactly('keys decrypted by the next idle sweep', idle.decrypted, 0),
      exactly('writes of the next idle sweep', idle.writes, 0),
      exactly('Secrets got by a sweep that repairs an edited and a deleted one', drift.gets, GETS_MAX),
      exactly('lists of Secrets by it', drift.lists, 0),
      exactly('Secrets written by it', drift.writes, 2),
      exactly('GetParameters calls of it', drift.calls, perRun + 1),
    ];
  },
};

interface RunCount {
  readonly calls: number;
  /** Names asked for with decryption. */
  readonly decrypted: number;
  /** Requests to the API server that changed something. */
  readonly writes: number;
}

/** One GET for each Secret, which needs no right to list them. */
const GETS_MAX = EXTERNAL_SECRETS;

/** What it costs to find and repair what somebody did to two Secrets by hand. */
async function countDrift(world: World) {
  const edited = { namespace: NAMESPACE, name: 'app-0' };
  const refusal = await world.api.patch(SECRET, edited, { data: { shared: 'ZWRpdGVk' } });
  if (refusal !== undefined) throw new Error(refusal.message);
  await world.api.delete(SECRET, { namespace: NAMESPACE, name: 'app-1' });
  world.requests.splice(0);
  const { calls } = await countRun(world, () => world.sweep());
  const texts = await Promise.all(['app-0', 'app-1'].map(async (name) => (await world.secret(name))?.text));
  if (texts.some((text) => text?.['shared'] !== 'shared')) throw new Error('drift was not repaired');
  const paths = world.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`);
  const count = (pattern: RegExp) => paths.filter((path) => pattern.test(path)).length;
  return {
    calls,
    gets: count(/^GET .*\/secrets\/[^/]+$/),
    lists: count(/^GET .*\/secrets$/),
    writes: count(/^(POST|PUT|PATCH) .*\/secrets(\/[^/]+)?$/),
  };
}

/** A store, and ExternalSecrets whose parameters exist. */
async function createFilledWorld(): Promise<World> {
  const world = await createWorld();
  await world.apply(STORE_V1, store());
  world.put('/app/shared', 'shared');
  for (let index = 0; index < EXTERNAL_SECRETS; index += 1) {
    const keys: Record<string, string> = { shared: '/app/shared' };
    for (let key = 0; key < OWN_KEYS; key += 1) keys[`key-${key}`] = `/app/${index}/${key}`;
    for (const name of Object.values(keys).slice(1)) world.put(name, `value of ${name}`);
    await world.apply(EXTERNAL_SECRET_V1, externalSecret(`app-${index}`, keys));
  }
  return world;
}

/** Takes our only annotation away: what is left on the Secrets is what ESO itself leaves. */
async function leaveToEso(world: World): Promise<void> {
  for (let index = 0; index < EXTERNAL_SECRETS; index += 1) {
    const reference = { namespace: NAMESPACE, name: `app-${index}` };
    const annotations = { [ANNOTATION.sourceVersions]: null };
    const refusal = await world.api.patch(SECRET, reference, { metadata: { annotations } });
    if (refusal !== undefined) throw new Error(`app-${index}: ${refusal.message}`);
  }
}

async function countRun(world: World, run: () => Promise<unknown>): Promise<RunCount> {
  world.stores.calls.splice(0);
  world.writes.splice(0);
  await run();
  const calls = world.stores.calls.filter(({ action }) => action === 'GetParameters');
  const names = calls
    .filter(({ params }) => params['WithDecryption'] === true)
    .flatMap(({ params }) => params['Names'] as readonly string[]);
  return { calls: calls.length, decrypted: names.length, writes: world.writes.length };
}

/** One more is a defect, not noise. */
function exactly(name: string, value: number, limit: number): Quantity {
  return { name, value, unit: '', target: limit, fail: limit };
}
