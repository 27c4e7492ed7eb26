import { join } from 'node:path';
import { loadConfiguration } from '../../stack/config/load.ts';
import type { ClusterConfiguration, DnsConfiguration, SecretsConfiguration } from '../../stack/config.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** It says where it is, as only clusters of EKS need not. */
type ExampleCluster = ClusterConfiguration & { readonly endpoint: string; readonly ca: string };

/** The configuration of config/example.yaml with some of its parts replaced. */
export function exampleCluster(change: Partial<ExampleCluster> = {}): ExampleCluster {
  const [cluster] = loadConfiguration({ directory: ROOT, file: 'config/example.yaml' }).clusters;
  if (cluster === undefined) throw new TypeError('config/example.yaml has no cluster');
  const { endpoint, ca } = cluster;
  if (endpoint === undefined || ca === undefined)
    throw new TypeError('config/example.yaml does not say where it is');
  return { ...cluster, endpoint, ca, ...change };
}

/** The secrets half of the example. */
export function exampleSecrets(change: Partial<SecretsConfiguration> = {}): SecretsConfiguration {
  const { secrets } = exampleCluster();
  if (secrets === undefined) throw new TypeError('config/example.yaml has no secrets half');
  return { ...secrets, ...change };
}

/** The DNS half of the example. */
export function exampleDns(change: Partial<DnsConfiguration> = {}): DnsConfiguration {
  const { dns } = exampleCluster();
  if (dns === undefined) throw new TypeError('config/example.yaml has no DNS half');
  return { ...dns, ...change };
}

/** A notifier as the second deployment has it. */
export function exampleNotifier(
  change: Partial<NonNullable<ClusterConfiguration['notifier']>> = {},
): NonNullable<ClusterConfiguration['notifier']> {
  return {
    path: '0123456789abcdef0123456789abcdef',
    url: 'https://abcdefghij.lambda-url.ap-northeast-2.on.aws/',
    configMaps: true,
    timeoutSeconds: 3,
    concurrency: 5,
    ...change,
  };
}
