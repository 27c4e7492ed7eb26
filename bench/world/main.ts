import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAws } from '../../sandbox/aws/aws.ts';
import { listenAws } from '../../sandbox/aws/endpoint.ts';
import { addHostedZone } from '../../sandbox/aws/route53/hosted-zones.ts';
import { serveMethods } from '../processes/rpc.ts';
import { TOKEN_PARAMETER } from './addresses.ts';
import { startSandboxCluster } from './sandbox-cluster.ts';
import { putSecrets, seedCluster } from './seed.ts';

/**
 * The servers of a measurement, in a process of their own: an API server over TLS and the sandbox's AWS over HTTP,
 * both on loopback. `SLUICE_REAL_API=1` puts a real kube-apiserver in the sandbox's place.
 */
const aws = createAws({ now: () => Date.now(), insyncAfterMs: 0 });
const awsListener = await listenAws(aws, 0);
/** Nanoseconds of the machine's monotonic clock when a Secret was last stored, and not asked for since. */
let secretStoredAt: string | undefined;
const options = {
  onSecretStored: () => {
    secretStoredAt = String(process.hrtime.bigint());
  },
};
const cluster =
  process.env['SLUICE_REAL_API'] === '1'
    ? await (await import('./real-cluster.ts')).startRealCluster(options)
    : await startSandboxCluster(options);
const { token } = cluster;
if (token !== undefined) {
  const parameter = { Name: TOKEN_PARAMETER, Value: token, Type: 'SecureString' };
  aws.in().ssm.call('PutParameter', parameter);
}

/** A watch tells of a Secret within milliseconds of its write. */
const PATIENCE_MS = 5_000;

/** Connections accepted so far, by the port they came to. */
const accepted = new Map<number, number>();
subscribe('net.server.socket', (message) => {
  const { localPort = 0 } = (message as { readonly socket: Socket }).socket;
  accepted.set(localPort, (accepted.get(localPort) ?? 0) + 1);
});
const connectionsTo = (url: string): number => accepted.get(Number(new URL(url).port)) ?? 0;

const methods = {
  addresses: () => ({
    kubernetes: cluster.endpoint,
    aws: awsListener.url,
    ca: cluster.ca,
    keys: aws.credentials.administrator,
    isReal: token !== undefined,
  }),
  /** A store, the namespace `bench`, an Ingress with a hosted zone, and ExternalSecret `app-0`. */
  async seed(): Promise<void> {
    addHostedZone(aws.route53.state, { id: 'Z0BENCH', name: 'dev.growbin.app' });
    await seedCluster(cluster.administrator);
  },
  /** ExternalSecrets `app-1` up to `app-<count - 1>`, each like `app-0`, with a parameter of its own. */
  async grow(count: number): Promise<void> {
    await cluster.grow(count);
    for (let index = 1; index < count; index += 1) methods.put(index, 'first');
  },
  /** Secrets `write-0` up to `write-<count - 1>` for the bare and the product's writes. */
  writeTargets: (count: number) => putSecrets(cluster.administrator, count),
  /** Sets the parameter of `app-<index>`. */
  put(index: number, value: string): void {
    const Name = `/eco2/dev/bench/app-${index}`;
    aws.in().ssm.call('PutParameter', { Name, Value: value, Type: 'SecureString', Overwrite: true });
  },
  createQueue: (QueueName: string) => void aws.in().sqs.call('CreateQueue', { QueueName }),
  countMessages: (name: string) => aws.in().sqs.state.queues.get(name)?.messages.size ?? 0,
  /** Of a real API server nothing is known. */
  connections: () => ({
    kubernetes: connectionsTo(cluster.endpoint),
    aws: connectionsTo(awsListener.url),
  }),
  /** When a Secret was stored since this was asked last. */
  async secretStoredAt(): Promise<string> {
    const until = performance.now() + PATIENCE_MS;
    while (secretStoredAt === undefined && performance.now() < until) await sleep(1);
    const at = secretStoredAt;
    secretStoredAt = undefined;
    if (at === undefined) throw new Error('no Secret was written: nothing was measured');
    return at;
  },
};

/** What the servers' process offers. */
export type ServerMethods = typeof methods;

serveMethods(methods);
