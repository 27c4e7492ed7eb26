import type { KubernetesObject } from '../../lambdas/core/kubernetes.ts';
import { secretText } from '../../sandbox/narrative/observations.ts';
import type { ServerCertificate } from '../../sandbox/runtime/certificate-authority.ts';
import { readManifest } from '../../sandbox/runtime/manifests.ts';
import type { ReachableServers } from '../../sandbox/runtime/start-sandbox.ts';
import { startWorld, type World } from '../e2e/world.ts';
import type { ProxiedRequest } from './exchange.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { motoServers, OF_MOTO, type ServersBehind, sandboxServers } from './servers-behind.ts';

const ZONE = 'dev.growbin.app';
const PREFIX = '/eco2/dev/faults/';
/** Minutes in which a queue is empty again, once nothing is in its way: its own visibility timeout is six. */
const ROUNDS_MAX = 8;

/** Both functions as they are deployed, with a proxy before everything they talk to. */
export interface FaultWorld {
  readonly world: World;
  readonly kubernetes: FaultProxy;
  readonly aws: FaultProxy;
  /** An ExternalSecret of this name and its parameter; nothing is run. */
  addSecret(name: string, value: string): Promise<void>;
  /** A new value, which AWS announces. */
  putValue(name: string, value: string): Promise<void>;
  /** What the Secret holds; undefined when there is none. */
  secretValue(name: string): Promise<string | undefined>;
  /** An Ingress of this name at a load balancer; nothing is run. */
  addIngress(name: string, loadBalancer: string): Promise<void>;
  /** The load balancer that the record of an Ingress names; undefined when there is no record. */
  recordTarget(name: string): Promise<string | undefined>;
  /** Until no message waits and no function runs, however long they wait for answers. */
  untilIdle(): Promise<void>;
  /** The next sweep, and everything that follows from it. */
  sweep(): Promise<void>;
  /** Minute by minute until both queues are empty, delayed messages included. Gives how many are left. */
  drain(): Promise<number>;
  /** Bodies of the dead letters of both halves, which are gone then. */
  takeDeadLetters(): readonly string[];
  /** The same request with a token like its own that has expired. */
  expireToken(request: ProxiedRequest): ProxiedRequest;
  /** What the proxy before the API server shows, for those who show something else meanwhile. */
  readonly certificate: ServerCertificate;
  /** How far an outage goes on at once: on real servers minute by minute. */
  readonly strideMinutes: number;
  close(): Promise<void>;
}

/**
 * The sandbox from the real template and bundles. With `SLUICE_REAL_API=1`, which `npm run test:real` sets, its API
 * server is a real one, and Parameter Store and Route 53 are moto's.
 */
export async function startFaultWorld(): Promise<FaultWorld> {
  const real = process.env['SLUICE_REAL_API'] === '1';
  const servers = real ? await motoServers(ZONE) : sandboxServers();
  const proxies: Partial<Proxies> = {};
  const world = await startWorld(undefined, {
    configure: ({ dns, ...cluster }) => ({
      ...cluster,
      ...(dns && {
        dns: { ...dns, zones: { ...dns.zones, ids: [servers.zoneId ?? dns.zones.ids[0] ?? ''] } },
      }),
    }),
    async between(reachable) {
      Object.assign(proxies, await startProxies(reachable, servers));
      return { aws: proxies.aws?.url ?? '', kubernetes: proxies.kubernetes?.url ?? '' };
    },
  });
  const { kubernetes, aws, certificate } = proxies as Proxies;
  const waits = waitsOf(world);
  await world.administrator.apply(
    readManifest('secrets').filter(({ kind }) => kind === 'ClusterSecretStore'),
  );
  return {
    world,
    kubernetes,
    aws,
    ...objectsOf(world, servers),
    ...waits,
    drain: () => drain(world, waits.sweep),
    takeDeadLetters: () => takeDeadLetters(world),
    expireToken: (request) => expireToken(world, request),
    certificate,
    strideMinutes: real ? 1 : 15,
    async close() {
      await world.sandbox.close();
      await Promise.all([kubernetes.close(), aws.close(), servers.close()]);
    },
  };
}

type Proxies = Pick<FaultWorld, 'kubernetes' | 'aws' | 'certificate'>;

async function startProxies(
  { aws, kubernetes, certificates }: ReachableServers,
  { moto }: ServersBehind,
): Promise<Proxies> {
  const certificate = certificates.issue(['127.0.0.1']);
  return {
    certificate,
    kubernetes: await startFaultProxy({
      upstream: () => kubernetes,
      ca: certificates.ca,
      certificate,
      rewrite: shortPages,
    }),
    aws: await startFaultProxy({
      upstream: (request) => (moto !== undefined && OF_MOTO.includes(serviceOf(request)) ? moto : aws),
    }),
  };
}

/** Two objects a page, so that lists have pages to lose. */
function shortPages(request: ProxiedRequest): ProxiedRequest {
  return { ...request, path: request.path.replace(/(?<=[?&]limit=)\d+/, '2') };
}

/** `ssm`, `route53`, `sqs`, `sts`: from the scope of the signature. */
export function serviceOf({ headers }: ProxiedRequest): string {
  return (
    headers['authorization']?.match(/Credential=[^\/]+\/\d+\/[^\/]+\/(?<service>[^\/]+)/v)?.groups?.[
      'service'
    ] ?? ''
  );
}

function objectsOf(world: World, servers: ServersBehind) {
  const { administrator, sandbox } = world;
  const hostOf = (name: string) => `${name}.${ZONE}`;
  return {
    async addSecret(name: string, value: string) {
      await servers.putParameter(sandbox, PREFIX + name, value);
      await administrator.apply([externalSecret(name)]);
    },
    putValue: (name: string, value: string) => servers.putParameter(sandbox, PREFIX + name, value),
    async secretValue(name: string) {
      const address = { apiVersion: 'v1', kind: 'Secret', namespace: 'auth', name };
      return secretText(await administrator.get(address), 'value');
    },
    async addIngress(name: string, loadBalancer: string) {
      await administrator.apply([ingress(name, hostOf(name))]);
      const address = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'auth', name };
      const status = { loadBalancer: { ingress: [{ hostname: loadBalancerName(loadBalancer) }] } };
      await administrator.patch(address, { status }, 'status');
    },
    async recordTarget(name: string) {
      const records = await servers.records(sandbox, hostOf(name));
      const target = records.find((record) => record.startsWith(`${hostOf(name)} A `));
      return target?.match(/(?<name>[a-z0-9]+)-1a2b3c4d5e/v)?.groups?.['name'];
    },
  };
}

function loadBalancerName(name: string): string {
  return `${name}-1a2b3c4d5e-123456789.ap-northeast-2.elb.amazonaws.com`;
}

function externalSecret(name: string): KubernetesObject {
  return {
    apiVersion: 'external-secrets.io/v1beta1',
    kind: 'ExternalSecret',
    metadata: { name, namespace: 'auth' },
    spec: {
      refreshInterval: '1m',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'aws-ssm' },
      target: { name },
      data: [{ secretKey: 'value', remoteRef: { key: PREFIX + name } }],
    },
  };
}

function ingress(name: string, host: string): KubernetesObject {
  const paths = [
    { path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } },
  ];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace: 'auth',
      annotations: { 'external-dns.alpha.kubernetes.io/hostname': host },
    },
    spec: { ingressClassName: 'alb', rules: [{ host, http: { paths } }] },
  };
}

function waitsOf(world: World) {
  async function untilIdle(): Promise<void> {
    // Each wait of the sandbox has its own bound, which a function that meets silence outlasts.
    do await world.untilIdle();
    while (!world.sandbox.stack.isIdle());
  }
  return {
    untilIdle,
    async sweep() {
      await untilIdle();
      world.advanceToSweep('a test asks for it');
      await untilIdle();
    },
  };
}

function queuesOf({ sandbox }: World) {
  return [...sandbox.aws.in().sqs.state.queues.values()];
}

function isDeadLetterQueue(name: string): boolean {
  return name.endsWith('-dead');
}

function takeDeadLetters(world: World): readonly string[] {
  return queuesOf(world)
    .filter(({ name }) => isDeadLetterQueue(name))
    .flatMap(({ messages }) => {
      const bodies = [...messages.values()].map(({ body }) => body);
      messages.clear();
      return bodies;
    });
}

function expireToken({ sandbox }: World, request: ProxiedRequest): ProxiedRequest {
  const [, payload = ''] = (request.headers['authorization'] ?? '').split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
    readonly exp: number;
    readonly iat: number;
  };
  const hours = 3_600 * Math.ceil((claims.exp - Date.now() / 1_000) / 3_600 + 1);
  const old = { ...claims, iat: claims.iat - hours, exp: claims.exp - hours };
  const token = sandbox.aws.in().sts.state.keys.signToken('ES384', old);
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
}

async function drain(world: World, sweep: () => Promise<void>): Promise<number> {
  const left = () =>
    queuesOf(world)
      .filter(({ name }) => !isDeadLetterQueue(name))
      .reduce((sum, { messages }) => sum + messages.size, 0);
  for (let round = 0; round < ROUNDS_MAX && left() > 0; round += 1) await sweep();
  return left();
}
