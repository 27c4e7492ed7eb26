import { createChance } from '../adapters/chance.ts';
import { systemClock } from '../adapters/clock.ts';
import { readConfigFile } from '../adapters/config-file.ts';
import { createKeySources } from '../adapters/credentials.ts';
import { connectCluster } from '../adapters/kubernetes/connect.ts';
import { createLog } from '../adapters/log.ts';
import { createMetrics } from '../adapters/metrics.ts';
import { createParameterReader } from '../adapters/parameter-reader.ts';
import { createQueue } from '../adapters/queue.ts';
import { createSecretsManagers } from '../adapters/secrets-manager.ts';
import { createParameterStores } from '../adapters/ssm.ts';
import { createSts } from '../adapters/sts.ts';
import { createTokenIssuers } from '../adapters/tokens.ts';
import type { InvocationResult, LambdaContext } from '../runtime/invocation.ts';
import { parseSecretSyncConfig } from './config.ts';
import { createSecretSync } from './secret-sync.ts';

const config = parseSecretSyncConfig(readConfigFile(process.env));
const { region } = config;
const sts = createSts({ region });
const keys = createKeySources(sts);
const parameters = createParameterReader({ region });

const metrics = createMetrics({ cluster: config.cluster.name, half: 'secrets' });

const secretSync = createSecretSync({
  cluster: connectCluster({
    connection: config.cluster,
    region,
    sts,
    parameters,
    clock: systemClock,
    metrics,
  }),
  parameterStores: createParameterStores({ sts, keys }),
  secretsManagers: createSecretsManagers({ keys }),
  tokens: createTokenIssuers({ keys }),
  queue: createQueue({ region, queueUrl: process.env['SLUICE_QUEUE_URL'] ?? '' }),
  clock: systemClock,
  chance: createChance(systemClock),
  log: createLog({ half: 'secrets', cluster: config.cluster.name }),
  metrics,
  config,
});

/** The Lambda entry point: the adapters are composed once a container. */
export function handler(event: unknown, context: LambdaContext): Promise<InvocationResult> {
  return secretSync(event, context);
}
