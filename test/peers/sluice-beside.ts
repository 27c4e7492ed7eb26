import { setTimeout as delay } from 'node:timers/promises';
import { createChance } from '../../lambdas/adapters/chance.ts';
import { systemClock } from '../../lambdas/adapters/clock.ts';
import { createKeySources } from '../../lambdas/adapters/credentials.ts';
import { createCluster } from '../../lambdas/adapters/kubernetes/client.ts';
import type { Transport } from '../../lambdas/adapters/kubernetes/http.ts';
import { createSecretsManagers } from '../../lambdas/adapters/secrets-manager.ts';
import { createParameterStores } from '../../lambdas/adapters/ssm.ts';
import { createSts } from '../../lambdas/adapters/sts.ts';
import { createSecretSync } from '../../lambdas/secret-sync/secret-sync.ts';
import { configurationOf } from '../corpus/drivers/eso/configuration.ts';
import { sweepEvent } from '../corpus/drivers/eso/event-bodies.ts';
import { createMessageQueue } from '../corpus/drivers/eso/message-queue.ts';
import { createRecordingLog, NO_METRICS } from '../corpus/drivers/eso/recording-log.ts';
import type { RecordedWorld } from './recorded-world.ts';

/** secret-sync in this process, on a real cluster and AWS over HTTP, by the machine's clock. */
export interface Sluice {
  /** A sweep, and everything it sends itself: second observations and retries. */
  sweep(): Promise<void>;
  /** Requests that changed something since the last time, Events aside: `PUT /api/v1/namespaces/...`. */
  takeWrites(): readonly string[];
  /** Runs that failed as a whole since the last time. */
  takeErrors(): readonly string[];
}

/** The shortest wait for a second observation, so that a run does not take hours. */
const DELETE_DELAY_SECONDS = 1;
/** What a run may take: far more than in production, since the operator and a control plane share the machine. */
const DEADLINE_MS = 600_000;
/** Messages that become visible later than this belong to a later sweep. */
const PATIENCE_MS = 10_000;

/** Serves every store of the worlds, everything granted. */
export function createSluice(options: {
  readonly transport: Transport;
  readonly region: string;
  readonly worlds: readonly RecordedWorld[];
}): Sluice {
  const { region } = options;
  const writes: string[] = [];
  const sts = createSts({ region });
  const keys = createKeySources(sts);
  const queue = createMessageQueue(systemClock);
  const log = createRecordingLog();
  const sync = createSecretSync({
    config: grantEverything(options.worlds),
    cluster: createCluster(keepWrites(options.transport, writes)),
    parameterStores: createParameterStores({ sts, keys }),
    secretsManagers: createSecretsManagers({ keys }),
    queue,
    clock: systemClock,
    chance: createChance(systemClock),
    log,
    metrics: NO_METRICS,
  });
  const drain = async () => {
    for (let next = queue.receive(); next !== undefined; next = queue.receive()) {
      const result = await sync(next.batch, { getRemainingTimeInMillis: () => DEADLINE_MS });
      if (!('batchItemFailures' in result)) throw new TypeError('a batch got a report');
      queue.settle(next.batch, result.batchItemFailures);
    }
  };
  return {
    async sweep() {
      queue.put([sweepEvent(systemClock.now())]);
      await drain();
      const until = systemClock.now() + PATIENCE_MS;
      for (let at = queue.nextAt(); at !== undefined && at < until; at = queue.nextAt()) {
        await delay(Math.max(0, at - systemClock.now()));
        await drain();
      }
    },
    takeWrites: () => writes.splice(0),
    takeErrors: () => log.takeErrors(),
  };
}

function grantEverything(worlds: readonly RecordedWorld[]) {
  const objects = worlds.flatMap(({ objects: first, later }) => [
    ...first,
    ...later.flatMap(({ apply = [], create = [] }) => [...apply, ...create]),
  ]);
  const all = { name: 'peers', namespace: 'default', tags: [], cluster: objects, steps: [] };
  const namespaces = new Set(['default', ...worlds.map(({ name }) => name), ...objects.flatMap(namespaceOf)]);
  return {
    ...configurationOf(all),
    namespaces: [...namespaces].map((name) => ({ name, prefixes: [''] })),
    deleteDelaySeconds: DELETE_DELAY_SECONDS,
    secretListSeconds: 0,
    sweepCallsPerSecond: 1000,
  };
}

function namespaceOf({
  metadata,
}: {
  readonly metadata: { readonly namespace?: string };
}): readonly string[] {
  return metadata.namespace === undefined ? [] : [metadata.namespace];
}

function keepWrites(transport: Transport, writes: string[]): Transport {
  return async (request) => {
    const response = await transport(request);
    const path = request.path.split('?')[0] ?? '';
    const isEvent = /\/events(\/|$)/.test(path);
    if (request.method !== 'GET' && response.status < 300 && !isEvent)
      writes.push(`${request.method} ${path}`);
    return response;
  };
}
