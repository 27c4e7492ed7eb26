import { systemClock } from '../adapters/clock.ts';
import { readConfigFile } from '../adapters/config-file.ts';
import { connectCluster } from '../adapters/kubernetes/connect.ts';
import { createLog } from '../adapters/log.ts';
import { readMarkerKey } from '../adapters/marker-key.ts';
import { createMetrics } from '../adapters/metrics.ts';
import { createParameterReader } from '../adapters/parameter-reader.ts';
import { createQueue } from '../adapters/queue.ts';
import { createHostedZones } from '../adapters/route53.ts';
import { createSts } from '../adapters/sts.ts';
import type { HostedZones } from '../core/aws-ports.ts';
import type { DnsSyncConfig } from '../core/dns/config.ts';
import type { InvocationResult, LambdaContext } from '../runtime/invocation.ts';
import { parseDnsSyncConfig } from './config.ts';
import { createDnsSync } from './sync.ts';

const config = parseDnsSyncConfig(readConfigFile(process.env));
const { region } = config;
const parameters = createParameterReader({ region });
let invoke: Promise<ReturnType<typeof createDnsSync>> | undefined;

/** The Lambda entry point: composes the adapters once a container. */
export async function handler(event: unknown, context: LambdaContext): Promise<InvocationResult> {
  invoke ??= compose(config);
  try {
    return await (await invoke)(event, context);
  } catch (error) {
    // A composition that failed (the key's parameter could not be read) is tried again by the next invocation.
    const composed = await invoke?.catch(() => undefined);
    if (composed === undefined) invoke = undefined;
    throw error;
  }
}

async function compose(settings: DnsSyncConfig): Promise<ReturnType<typeof createDnsSync>> {
  const { name } = settings.cluster;
  const metrics = createMetrics({ cluster: name, half: 'dns' });
  return createDnsSync({
    cluster: connectCluster({
      connection: settings.cluster,
      region,
      sts: createSts({ region }),
      parameters,
      clock: systemClock,
      metrics,
    }),
    zones: await composeZones(settings),
    queue: createQueue({ region, queueUrl: process.env['SLUICE_QUEUE_URL'] ?? '' }),
    clock: systemClock,
    log: createLog({ half: 'dns', cluster: name }),
    metrics,
    config: await withKey(settings),
  });
}

/** Roles and what takes them are loaded where zones of other accounts are configured. */
async function composeZones({ zones: { roles = [] } }: DnsSyncConfig): Promise<HostedZones> {
  if (roles.length === 0) return createHostedZones({ region });
  const { createZonesOfAccounts } = await import('../adapters/route53-accounts.ts');
  return createZonesOfAccounts(roles, { region, sts: createSts({ region }) });
}

/** The configuration names the parameter that holds the registry's key; the key itself is in no file. */
async function withKey(settings: DnsSyncConfig): Promise<DnsSyncConfig> {
  const { encryptKey } = settings.txt;
  if (encryptKey === undefined) return settings;
  return { ...settings, txt: { ...settings.txt, encryptKey: await readMarkerKey(parameters, encryptKey) } };
}
