import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { HttpRequest } from '../../lambdas/adapters/kubernetes/http.ts';
import { createAws } from '../../sandbox/aws/aws.ts';
import { listenAws } from '../../sandbox/aws/endpoint.ts';
import { addHostedZone } from '../../sandbox/aws/route53/hosted-zones.ts';
import { createApiServer } from '../../sandbox/kubernetes/api-server.ts';
import { readDefinitions } from '../../sandbox/kubernetes/definitions.ts';
import { listenKubernetes } from '../../sandbox/kubernetes/tls-server.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import { serveMethods } from '../processes/rpc.ts';
import { createCallRecorder } from './call-recorder.ts';
import { cloneExternalSecrets, putSecrets, seedCluster } from './seed.ts';

/**
 * The servers of a measurement, in a process of their own: the sandbox's API server over TLS and its AWS over HTTP,
 * both on loopback. Every token is an administrator's: what a real server spends on access is not ours to measure.
 */
const now = () => Date.now();
const aws = createAws({ now, insyncAfterMs: 0 });
const awsListener = await listenAws(aws, 0);
const authority = createCertificateAuthority();
const recorder = createCallRecorder();
/** Nanoseconds of the machine's monotonic clock when a Secret was last stored. */
let secretStoredAt = '';

const server = createApiServer({
  now,
  definitions: readDefinitions(),
  fault: (request: HttpRequest) => {
    recorder.kubernetes(request);
    return undefined;
  },
  onChange: ({ kind }) => {
    if (kind === '/secrets') secretStoredAt = String(process.hrtime.bigint());
  },
});
aws.observe = (call) => recorder.aws(call);
const listener = await listenKubernetes({
  server,
  certificate: authority.issue(['127.0.0.1', 'localhost']),
});

/** Connections accepted so far, by the port they came to. */
const accepted = new Map<number, number>();
subscribe('net.server.socket', (message) => {
  const { localPort = 0 } = (message as { readonly socket: Socket }).socket;
  accepted.set(localPort, (accepted.get(localPort) ?? 0) + 1);
});
const connectionsTo = (url: string): number => accepted.get(Number(new URL(url).port)) ?? 0;

const methods = {
  addresses: () => ({
    kubernetes: listener.endpoint,
    aws: awsListener.url,
    ca: authority.ca,
    keys: aws.credentials.administrator,
  }),
  /** A store, the namespace `bench`, an Ingress with a hosted zone, and ExternalSecret `app-0`. */
  async seed(): Promise<void> {
    addHostedZone(aws.route53.state, { id: 'Z0BENCH', name: 'dev.growbin.app' });
    await seedCluster(server);
  },
  /** ExternalSecrets `app-1` up to `app-<count - 1>`, each like `app-0` as it is now, with a parameter of its own. */
  async grow(count: number): Promise<void> {
    await cloneExternalSecrets(server, count);
    for (let index = 1; index < count; index += 1) methods.put(index, 'first');
  },
  /** Secrets `write-0` up to `write-<count - 1>` for the bare and the product's writes. */
  writeTargets: (count: number) => putSecrets(server, count),
  /** Sets the parameter of `app-<index>`. */
  put(index: number, value: string): void {
    const Name = `/eco2/dev/bench/app-${index}`;
    aws.in().ssm.call('PutParameter', { Name, Value: value, Type: 'SecureString', Overwrite: true });
  },
  createQueue: (QueueName: string) => void aws.in().sqs.call('CreateQueue', { QueueName }),
  countMessages: (name: string) => aws.in().sqs.state.queues.get(name)?.messages.size ?? 0,
  connections: () => ({
    kubernetes: connectionsTo(listener.endpoint),
    aws: connectionsTo(awsListener.url),
  }),
  record: () => recorder.start(),
  recorded: () => recorder.stop(),
  secretStoredAt: () => secretStoredAt,
};

/** What the servers' process offers. */
export type ServerMethods = typeof methods;

serveMethods(methods);
