import { createCluster } from '../../lambdas/adapters/kubernetes/client.ts';
import type { HttpRequest, HttpResponse } from '../../lambdas/adapters/kubernetes/http.ts';
import { fromRecordSet, toRecordSet } from '../../lambdas/adapters/route53-record-set.ts';
import type { HostedZones } from '../../lambdas/core/aws-ports.ts';
import type { DnsSyncConfig } from '../../lambdas/core/dns/config.ts';
import { observedName } from '../../lambdas/core/dns/dns-name.ts';
import type { RecordSet } from '../../lambdas/core/dns/record-set.ts';
import type { Log } from '../../lambdas/core/ports.ts';
import type { Report } from '../../lambdas/core/report.ts';
import { createDnsSync } from '../../lambdas/dns-sync/sync.ts';
import { addHostedZone } from '../../sandbox/aws/route53/hosted-zones.ts';
import type { Change } from '../../sandbox/aws/route53/record-set.ts';
import { createApiServer } from '../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../sandbox/kubernetes/definitions.ts';
import { createManualClock } from '../fakes/clock.ts';
import { createFakeHostedZones } from '../fakes/hosted-zones.ts';
import { createFakeQueue } from '../fakes/queue.ts';
import { dnsConfig } from './config-fixture.ts';

const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
export const ZONE = 'Z0EXAMPLE';
export const ALB = 'k8s-web-1234567890.us-east-1.elb.amazonaws.com';

export interface HarnessOptions {
  readonly config?: Partial<DnsSyncConfig>;
  readonly zones?: readonly { readonly id: string; readonly name: string; readonly private?: boolean }[];
  readonly insyncAfterMs?: number;
  /** Answers in place of the API server. */
  readonly fault?: (request: HttpRequest) => HttpResponse | undefined;
  /** Time left until the Lambda deadline, in ms. @default 290 s, whatever happens */
  readonly remainingMs?: () => number;
  /** Told of every line at level info. */
  readonly log?: Log['info'];
  /** Wraps Route 53. */
  readonly wrapZones?: (zones: HostedZones) => HostedZones;
}

/** A cluster, zones and the function between them; time moves only when told. */
export function createHarness(options: HarnessOptions = {}) {
  const clock = createManualClock(Date.parse('2026-11-22T12:00:00Z'));
  const now = () => clock.now();
  const definitions = readDefinitions();
  const server = createApiServer({
    now,
    definitions,
    ...(options.fault === undefined ? {} : { fault: options.fault }),
  });
  const zones = createFakeHostedZones({ clock, insyncAfterMs: options.insyncAfterMs ?? 0 });
  for (const zone of options.zones ?? [{ id: ZONE, name: 'example.com' }])
    addHostedZone(zones.model.state, zone);
  const queue = createFakeQueue({ clock });
  const counters = new Map<string, number>();
  const metrics = {
    count: (name: string, value: number) => counters.set(name, (counters.get(name) ?? 0) + value),
    milliseconds: (name: string, value: number) => counters.set(name, value),
    flush: () => {},
  };
  const log = { info: options.log ?? (() => {}), warn: () => {}, error: () => {} };
  const cluster = createCluster((request) => server.handle(request));
  const deps = { cluster, zones: options.wrapZones?.(zones) ?? zones, queue, clock, log, metrics };
  let config = dnsConfig(options.config);
  let invoke = createDnsSync({ ...deps, config });
  const context = { getRemainingTimeInMillis: options.remainingMs ?? (() => 290_000) };

  const request = (method: HttpRequest['method'], path: string, body?: unknown) =>
    server.handle({
      method,
      path,
      headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const change = (action: 'CREATE' | 'DELETE' | 'UPSERT', set: RecordSet, zoneId: string) =>
    zones.model.call('ChangeResourceRecordSets', {
      HostedZoneId: zoneId,
      ChangeBatch: { Changes: [{ Action: action, ResourceRecordSet: fromRecordSet(set) } as Change] },
    });
  let messages = 0;
  const deliver = async (bodies: readonly unknown[]) => {
    const Records = bodies.map((body) => {
      messages += 1;
      return {
        eventSource: 'aws:sqs',
        messageId: `m${messages}`,
        receiptHandle: `r${messages}`,
        body: JSON.stringify(body),
        attributes: { ApproximateReceiveCount: '1' },
      };
    });
    const result = await invoke({ Records }, context);
    if (!('batchItemFailures' in result)) throw new Error('an SQS batch got a report');
    return result.batchItemFailures.length;
  };

  const create = async (object: ReturnType<typeof ingress>) => {
    const { status, ...rest } = object;
    const made = await request('POST', INGRESSES, rest);
    if (made.status !== 201) throw new Error(made.body);
    await setStatus(object.metadata.name, status.loadBalancer.ingress);
  };
  const setStatus = async (name: string, entries: readonly unknown[]) => {
    const status = { loadBalancer: { ingress: entries } };
    const patched = await request('PATCH', `${INGRESSES}/${name}/status`, { status });
    if (patched.status !== 200) throw new Error(patched.body);
  };

  return {
    create,
    setStatus,
    /** Deletes an Ingress. */
    destroy: (name: string) => request('DELETE', `${INGRESSES}/${name}`),
    patch: (name: string, patch: unknown) => request('PATCH', `${INGRESSES}/${name}`, patch),
    clock,
    server,
    zones,
    queue,
    counters,
    request,
    deliver,
    /** A scheduled sweep; resolves to the number of messages handed back. */
    sweep: () => deliver([{ sluice: 'sweep', at: new Date(clock.now()).toISOString() }]),
    /** News of one object, as the notifier tells it. */
    hint: (kind: string, name: string, operation: 'CREATE' | 'UPDATE' | 'DELETE' = 'UPDATE') => {
      const group = kind === 'Ingress' ? 'networking.k8s.io' : '';
      return deliver([{ sluice: 'object', group, kind, namespace: 'default', name, operation }]);
    },
    /** A manual invoke and its report. */
    async invoke(event: unknown) {
      const result = await invoke(event, context);
      if ('batchItemFailures' in result) throw new Error('a direct invoke got a batch response');
      return result as Report & { readonly checksum?: string };
    },
    /** Waits until the second observation is due and delivers what the function sent itself. */
    async observeAgain() {
      clock.advance(config.deleteDelaySeconds * 1000);
      const bodies = queue.bodies().slice();
      queue.model.state.queues.get('work')?.messages.clear();
      for (const body of bodies) await deliver([body]);
      return bodies.length;
    },
    setConfig(changes: Partial<DnsSyncConfig>) {
      config = { ...config, ...changes };
      invoke = createDnsSync({ ...deps, config });
    },
    put: (set: RecordSet, zoneId = ZONE) => change('UPSERT', set, zoneId),
    remove: (set: RecordSet, zoneId = ZONE) => change('DELETE', set, zoneId),
    /** Record sets of a zone without NS and SOA, as `name type`, sorted. */
    names: (zoneId = ZONE) =>
      readAll(zones, zoneId)
        .map((set) => `${observedName(set.name)} ${set.type}`)
        .sort(),
    sets: (zoneId = ZONE) => readAll(zones, zoneId),
    writes: () => zones.calls.filter((call) => call.action === 'ChangeResourceRecordSets').length,
  };
}

function readAll(zones: ReturnType<typeof createFakeHostedZones>, zoneId: string): readonly RecordSet[] {
  const page = zones.model.call('ListResourceRecordSets', { HostedZoneId: zoneId, MaxItems: 300 });
  return page.ResourceRecordSets.map((set) => toRecordSet(set as Parameters<typeof toRecordSet>[0])).filter(
    (set) => set.type !== 'NS' && set.type !== 'SOA',
  );
}

/** An Ingress with rule hosts and a load balancer status. */
export function ingress(
  name: string,
  options: {
    readonly hosts?: readonly string[];
    readonly annotations?: Readonly<Record<string, string>>;
    readonly status?: readonly Readonly<Record<string, string>>[];
  } = {},
) {
  const { hosts = [`${name}.example.com`], annotations = {}, status = [{ hostname: ALB }] } = options;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: 'default', annotations },
    spec: {
      rules: hosts.map((host) => ({
        host,
        http: {
          paths: [
            { path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } },
          ],
        },
      })),
      ...(hosts.length === 0 ? { defaultBackend: { service: { name: 'web', port: { number: 80 } } } } : {}),
    },
    status: { loadBalancer: { ingress: status } },
  };
}
