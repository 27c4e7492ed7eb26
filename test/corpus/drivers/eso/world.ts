import { createChance } from '../../../../lambdas/adapters/chance.ts';
import { createCluster } from '../../../../lambdas/adapters/kubernetes/client.ts';
import type { Transport } from '../../../../lambdas/adapters/kubernetes/http.ts';
import { NAMESPACE } from '../../../../lambdas/core/resources.ts';
import { createSecretSync } from '../../../../lambdas/secret-sync/secret-sync.ts';
import { createManualClock } from '../../../fakes/clock.ts';
import type { OpenCaseServer } from '../../driver.ts';
import type { ActionTarget } from './actions.ts';
import { type Api, createApi } from './api.ts';
import { openCaseServer } from './api-server.ts';
import { createAwsWorld } from './aws-world.ts';
import type { EsoCase } from './case.ts';
import { configurationOf, namespacesOf } from './configuration.ts';
import { createMessageQueue } from './message-queue.ts';
import { createRecordingLog, NO_METRICS } from './recording-log.ts';
import type { Settling } from './settle.ts';

/** When every case begins, where the cluster has no clock of its own. */
const START = Date.parse('2026-08-03T09:00:00Z');
/** secret-sync's timeout (DESIGN 2). */
const TIMEOUT_MS = 60_000;

/** One case's cluster, AWS, queue and function, all in this process. */
export interface World extends Settling, ActionTarget {
  readonly api: Api;
  /** Ends the case's cluster. */
  close(): Promise<void>;
}

/** A world in which only the case's namespaces exist. */
export async function createWorld(recorded: EsoCase, open: OpenCaseServer = openCaseServer): Promise<World> {
  const clock = createManualClock(START);
  const collectsGarbage = recorded.tags.includes('garbage-collection');
  const server = await open({ now: () => clock.now(), collectsGarbage });
  clock.advance((server.startsAt ?? START) - START);
  const api = createApi(server.transport);
  for (const name of namespacesOf(recorded)) {
    await api.apply(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  const writes: string[] = [];
  let conflicts = 0;
  const aws = createAwsWorld(clock);
  const queue = createMessageQueue(clock);
  const log = createRecordingLog();
  const secretSync = createSecretSync({
    config: configurationOf(recorded),
    cluster: createCluster(
      recordWrites(server.transport, writes, () => {
        conflicts += 1;
      }),
    ),
    parameterStores: aws.parameterStores,
    secretsManagers: aws.secretsManagers,
    queue,
    clock,
    chance: createChance(clock),
    log,
    metrics: NO_METRICS,
  });
  return {
    api,
    aws,
    queue,
    clock,
    namespace: recorded.namespace,
    now: () => clock.now(),
    invoke: (event) =>
      secretSync(
        event,
        contextFrom(clock.now(), () => clock.now()),
      ),
    takeWrites: () => writes.splice(0),
    takeConflicts: () => {
      const taken = conflicts;
      conflicts = 0;
      return taken;
    },
    takeCalls: () => aws.takeCalls(),
    takeReport: () => log.takeReport(),
    takeErrors: () => log.takeErrors(),
    collectGarbage: () => server.collectGarbage(),
    close: () => server.close(),
  };
}

function contextFrom(startedAt: number, now: () => number) {
  return { getRemainingTimeInMillis: () => Math.max(0, startedAt + TIMEOUT_MS - now()) };
}

/** Keeps what the function asks to be changed and is granted, Events aside: `PUT /api/v1/namespaces/...`. */
function recordWrites(transport: Transport, writes: string[], conflicted: () => void): Transport {
  return async (request) => {
    const response = await transport(request);
    if (response.status === 409) conflicted();
    const path = request.path.split('?')[0] ?? '';
    const isWrite = request.method !== 'GET' && response.status < 300;
    if (isWrite && !path.endsWith('/events') && !path.includes('/events/'))
      writes.push(`${request.method} ${path}`);
    return response;
  };
}
