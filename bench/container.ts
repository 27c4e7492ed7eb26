import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExampleCluster } from '../sandbox/runtime/example-configuration.ts';
import { compileDnsSyncConfig, compileSecretSyncConfig } from '../stack/config/function-config.ts';
import { compileNotifyConfig } from '../stack/config/notify-config.ts';
import { NODE_OPTIONS } from '../stack/sync-function.ts';
import type { Bench, FunctionName } from './context.ts';
import type { BundleRunner } from './function/bundle-runner.ts';
import type { Child } from './processes/child.ts';
import type { Remote } from './processes/rpc.ts';
import { TOKEN_PARAMETER } from './world/addresses.ts';
import type { ServerMethods } from './world/main.ts';

/** The notifier's path in every measurement. */
export const NOTIFY_PATH = '0123456789abcdef0123456789abcdef';

/** How a function reaches the API server of a measurement. */
export interface BenchAccess {
  readonly endpoint: string;
  /** PEM. */
  readonly ca: string;
  /** A real API server believes only the token out of TOKEN_PARAMETER. @default false */
  readonly isReal?: boolean;
}

/** `sluice.json` of a function for the example cluster, with the bench's servers in place of the real ones. */
export function compileConfig(name: FunctionName, { endpoint, ca, isReal = false }: BenchAccess): object {
  const example = readExampleCluster(endpoint, ca);
  const auth = { mode: 'token', parameter: TOKEN_PARAMETER } as const;
  const cluster = isReal ? { ...example, auth } : example;
  const { secrets, dns } = cluster;
  if (secrets === undefined || dns === undefined) throw new Error('the example cluster has lost a half');
  if (name === 'notify') {
    const notifier = { path: NOTIFY_PATH, configMaps: true, timeoutSeconds: 3, concurrency: 5 };
    return compileNotifyConfig(cluster, notifier);
  }
  return name === 'secret-sync'
    ? compileSecretSyncConfig(cluster, secrets)
    : compileDnsSyncConfig(cluster, dns);
}

/** A process that has loaded a function's bundle and reaches the servers; nothing was invoked yet. */
export async function startContainer(
  bench: Bench,
  name: FunctionName,
  servers: Remote<ServerMethods>,
): Promise<Child<BundleRunner>> {
  const { kubernetes: endpoint, aws, ca, keys, isReal } = await servers.addresses();
  const config = join(bench.directory, `${name}-${new URL(endpoint).port}.json`);
  writeFileSync(config, JSON.stringify(compileConfig(name, { endpoint, ca, isReal })));
  const container = await bench.startProgram<BundleRunner>('bundle-runner', {
    SLUICE_CONFIG: config,
    SLUICE_QUEUE_URL: `${aws}/123456789012/queue`,
    AWS_ENDPOINT_URL: aws,
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: '',
    ...(name === 'notify' ? {} : { NODE_OPTIONS }),
  });
  const { directory } = await bench.bundle(name);
  await container.remote.load(join(directory, 'handler.js'));
  return container;
}

let messages = 0;

/** One body as an event source mapping delivers it. */
export function toBatch(body: object): object {
  messages += 1;
  return {
    Records: [
      {
        eventSource: 'aws:sqs',
        messageId: `message-${messages}`,
        receiptHandle: `receipt-${messages}`,
        body: JSON.stringify(body),
        attributes: { ApproximateReceiveCount: '1' },
      },
    ],
  };
}

/** The announcement of EventBridge that the parameter of `app-<index>` changed. */
export function parameterChange(index: number): object {
  return {
    source: 'aws.ssm',
    'detail-type': 'Parameter Store Change',
    account: '123456789012',
    region: 'ap-northeast-2',
    time: new Date().toISOString(),
    detail: { operation: 'Update', name: `/eco2/dev/bench/app-${index}`, type: 'SecureString' },
  };
}

/** A scheduled sweep. */
export function sweepMessage(): object {
  return { sluice: 'sweep', at: new Date().toISOString() };
}
