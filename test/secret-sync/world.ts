import { createChance } from '../../lambdas/adapters/chance.ts';
import { createCluster } from '../../lambdas/adapters/kubernetes/client.ts';
import type { HttpRequest, HttpResponse } from '../../lambdas/adapters/kubernetes/http.ts';
import type { KubernetesObject, ResourceType } from '../../lambdas/core/kubernetes.ts';
import type { Log, Metrics } from '../../lambdas/core/ports.ts';
import type { ReportEntry } from '../../lambdas/core/report.ts';
import { SECRET } from '../../lambdas/core/resources.ts';
import type { SecretSyncConfig } from '../../lambdas/core/secrets/config.ts';
import type { InvocationResult } from '../../lambdas/runtime/invocation.ts';
import { createSecretSync } from '../../lambdas/secret-sync/secret-sync.ts';
import { type Api, createApi } from '../corpus/drivers/eso/api.ts';
import { openCaseServer } from '../corpus/drivers/eso/api-server.ts';
import { createMessageQueue, type MessageQueue } from '../corpus/drivers/eso/message-queue.ts';
import { createManualClock, type ManualClock } from '../fakes/clock.ts';
import { createFakeParameterStores, type FakeParameterStores } from '../fakes/parameter-stores.ts';
import { createFakeSecretsManagers, type FakeSecretsManagers } from '../fakes/secrets-managers.ts';
import { createFakeTokenIssuers, type FakeTokenIssuers } from '../fakes/token-issuers.ts';
import { EXTERNAL_SECRET_V1, externalSecret, NAMESPACE, STORE_V1, store, testConfig } from './objects.ts';

/** A Secret as tests look at it. */
export interface SecretView extends KubernetesObject {
  readonly text: Readonly<Record<string, string>>;
}

/** One cluster, one Parameter Store, one queue, one warm container. */
export interface World {
  readonly clock: ManualClock;
  readonly api: Api;
  readonly stores: FakeParameterStores;
  readonly secretsManagers: FakeSecretsManagers;
  readonly tokens: FakeTokenIssuers;
  readonly queue: MessageQueue;
  /** Requests to the API server that changed something: `PUT /api/v1/...`. Events aside. */
  readonly writes: string[];
  /** Every request, in order. */
  readonly requests: HttpRequest[];
  /** Everything that was logged, as JSON. */
  readonly logged: string[];
  /** Counted metrics. */
  readonly metrics: Map<string, number>;
  /** May answer, or do something, before a request reaches the server. */
  before:
    | ((request: HttpRequest) => Promise<HttpResponse | undefined> | HttpResponse | undefined)
    | undefined;
  put(name: string, value: string): void;
  remove(name: string): void;
  apply(type: ResourceType, object: KubernetesObject): Promise<void>;
  secret(name?: string): Promise<SecretView | undefined>;
  find(type: ResourceType, name: string): Promise<KubernetesObject | undefined>;
  /** `True SecretSynced: secret synced` of an ExternalSecret. */
  ready(name?: string): Promise<string>;
  invoke(event: object): Promise<InvocationResult>;
  /** One scheduled sweep, straight into the function. Returns the report's changes. */
  sweep(): Promise<readonly ReportEntry[]>;
  changed(name: string, operation?: string, region?: string): Promise<readonly ReportEntry[]>;
  /** Delivers every message that waits, moving the clock to its time. */
  deliver(): Promise<readonly ReportEntry[]>;
  /** Forgets everything warm: a new container. */
  restart(): void;
}

const START = Date.parse('2026-08-03T09:00:00Z');
const TIMEOUT_MS = 60_000;

export async function createWorld(overrides: Partial<SecretSyncConfig> = {}): Promise<World> {
  const clock = createManualClock(START);
  const server = await openCaseServer({ now: () => clock.now(), collectsGarbage: false });
  const api = createApi(server.transport);
  const stores = createFakeParameterStores({ clock });
  const secretsManagers = createFakeSecretsManagers({ clock });
  const tokens = createFakeTokenIssuers({ clock });
  const queue = createMessageQueue(clock);
  const report: ReportEntry[] = [];
  const world = {
    clock,
    api,
    stores,
    secretsManagers,
    tokens,
    queue,
    writes: [] as string[],
    requests: [] as HttpRequest[],
    logged: [] as string[],
    metrics: new Map<string, number>(),
    before: undefined as World['before'],
  };
  const transport = async (request: HttpRequest) => {
    const path = request.path.split('?')[0] ?? '';
    const answer = (await world.before?.(request)) ?? (await server.transport(request));
    world.requests.push(request);
    if (request.method !== 'GET' && answer.status < 300 && !path.endsWith('/events')) {
      world.writes.push(`${request.method} ${path}`);
    }
    return answer;
  };
  const compose = () =>
    createSecretSync({
      config: testConfig(overrides),
      cluster: createCluster(transport),
      parameterStores: stores,
      secretsManagers,
      tokens,
      queue,
      clock,
      chance: createChance(clock),
      log: recordLog(world.logged, report),
      metrics: recordMetrics(world.metrics),
    });
  let secretSync = compose();
  const invoke = (event: object) => {
    const deadline = clock.now() + TIMEOUT_MS;
    return secretSync(event, { getRemainingTimeInMillis: () => deadline - clock.now() });
  };
  const batch = async (body: object) => {
    queue.put([body]);
    return drain();
  };
  const drain = async () => {
    for (let next = queue.receive(); next !== undefined; next = queue.receive()) {
      const result = await invoke(next.batch);
      queue.settle(next.batch, 'batchItemFailures' in result ? result.batchItemFailures : []);
    }
    return report.splice(0);
  };
  await api.apply(NAMESPACE_TYPE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  const find = async (type: ResourceType, name: string) =>
    (await api.list(type)).find((object) => object.metadata.name === name);
  return Object.assign(world, {
    put: (name: string, value: string) =>
      void stores
        .model()
        .call('PutParameter', { Name: name, Value: value, Type: 'SecureString', Overwrite: true }),
    remove: (name: string) => void stores.model().call('DeleteParameter', { Name: name }),
    async apply(type: ResourceType, object: KubernetesObject) {
      const refusal = await api.apply(type, object);
      if (refusal !== undefined) throw new Error(refusal.message);
    },
    async secret(name = 'app') {
      const object = (await api.list(SECRET, NAMESPACE)).find((one) => one.metadata.name === name);
      return object === undefined ? undefined : { ...object, text: textOf(object) };
    },
    find,
    async ready(name = 'app') {
      const object = await find(EXTERNAL_SECRET_V1, name);
      const { conditions = [] } = (object?.['status'] ?? {}) as { conditions?: Record<string, string>[] };
      const one = conditions.find((condition) => condition['type'] === 'Ready');
      return one === undefined ? 'none' : `${one['status']} ${one['reason']}: ${one['message']}`;
    },
    invoke,
    sweep: () => batch({ sluice: 'sweep', at: new Date(clock.now()).toISOString() }),
    changed: (name: string, operation = 'Update', region = 'ap-northeast-2') =>
      batch({
        'detail-type': 'Parameter Store Change',
        source: 'aws.ssm',
        account: '123456789012',
        region,
        time: new Date(clock.now()).toISOString(),
        detail: { operation, name, type: 'SecureString' },
      }),
    async deliver() {
      const entries = await drain();
      for (let at = queue.nextAt(); at !== undefined; at = queue.nextAt()) {
        clock.advance(Math.max(0, at - clock.now()));
        entries.push(...(await drain()));
      }
      return entries;
    },
    restart: () => {
      secretSync = compose();
    },
  });
}

/** A world with store `aws-ssm`, parameter `/app/a` = `one`, and ExternalSecret `app` with key `a`, synced. */
export async function createSyncedWorld(
  spec: Readonly<Record<string, unknown>> = {},
  overrides: Partial<SecretSyncConfig> = {},
): Promise<World> {
  const world = await createWorld(overrides);
  world.put('/app/a', 'one');
  await world.apply(STORE_V1, store());
  await world.apply(EXTERNAL_SECRET_V1, externalSecret('app', { a: '/app/a' }, spec));
  await world.sweep();
  world.writes.splice(0);
  world.stores.calls.splice(0);
  return world;
}

const NAMESPACE_TYPE: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
};

function textOf(object: KubernetesObject): Readonly<Record<string, string>> {
  const data = Object.entries((object['data'] ?? {}) as Readonly<Record<string, string>>);
  return Object.fromEntries(data.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

function recordLog(logged: string[], report: ReportEntry[]): Log {
  const write = (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
    logged.push(`${message} ${JSON.stringify(fields, showErrors)}`);
    if (message === 'report') report.push(...((fields['changes'] ?? []) as readonly ReportEntry[]));
  };
  return { info: write, warn: write, error: write };
}

function showErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value;
}

function recordMetrics(metrics: Map<string, number>): Metrics {
  return {
    count: (name, value) => void metrics.set(name, (metrics.get(name) ?? 0) + value),
    milliseconds: () => undefined,
    flush: () => undefined,
  };
}
