import type { ParameterStores, SecretsManagers, TokenIssuers } from '../core/aws-ports.ts';
import type { Clock, Cluster, Log, Metrics, Queue } from '../core/ports.ts';
import type { SecretSyncConfig } from '../core/secrets/config.ts';
import type { CompileRegexp } from '../core/secrets/store-conditions.ts';
import type { Chance } from '../core/secrets/template/functions/environment.ts';

/** What secret-sync needs from the world. */
export interface SecretSyncDeps {
  readonly cluster: Cluster;
  readonly parameterStores: ParameterStores;
  /** @default Secrets Manager is not served */
  readonly secretsManagers?: SecretsManagers;
  /** @default generators are not served */
  readonly tokens?: TokenIssuers;
  readonly queue: Queue;
  readonly clock: Clock;
  /** Randomness and time for templates of refreshPolicy CreatedOnce. @default functions that need them are refused */
  readonly chance?: Chance;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly config: SecretSyncConfig;
}

/** Loads the regular expression engine, which most clusters never need. */
export async function loadRegexp(): Promise<CompileRegexp> {
  const { compileRegexp } = await import('../core/secrets/regexp.lazy.ts');
  return compileRegexp;
}
