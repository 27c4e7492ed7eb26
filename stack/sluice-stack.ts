import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { ClusterConfiguration } from './config.ts';
import { DnsSync } from './dns-sync.ts';
import { Notifier } from './notifier.ts';
import { SecretSync } from './secret-sync.ts';
import { SluiceDashboard } from './sluice-dashboard.ts';

export interface SluiceStackProps {
  /** One cluster of the configuration document. */
  readonly cluster: ClusterConfiguration;
  /** Directory with the bundles `secret-sync/`, `dns-sync/` and `notify/`. @default what `npm run build` made */
  readonly bundles?: string | undefined;
}

/** Everything of one cluster: several clusters are several stacks. */
export class SluiceStack extends Stack {
  constructor(scope: Construct, id: string, { cluster, bundles }: SluiceStackProps) {
    const { name, account, region, secrets, dns } = cluster;
    super(scope, id, {
      stackName: `sluice-${name}`,
      description: `sluice for cluster ${name}`,
      env: { account, region },
      analyticsReporting: false,
    });
    const shared = { ...cluster, alarmTopicArn: cluster.alarms?.topicArn };
    const secretSync =
      secrets === undefined
        ? undefined
        : new SecretSync(this, 'Secrets', {
            ...shared,
            ...secrets,
            bundle: bundleOf(bundles, 'secret-sync'),
          });
    const dnsSync =
      dns === undefined
        ? undefined
        : new DnsSync(this, 'Dns', { ...shared, ...dns, bundle: bundleOf(bundles, 'dns-sync') });
    if (cluster.notifier !== undefined) {
      const queues = { secrets: secretSync?.queue, dns: dnsSync?.queue };
      const bundle = bundleOf(bundles, 'notify');
      new Notifier(this, 'Notifier', { cluster, notifier: cluster.notifier, queues, bundle });
    }
    const halves = [
      ...(secrets === undefined ? [] : ['secrets' as const]),
      ...(dns === undefined ? [] : ['dns' as const]),
    ];
    new SluiceDashboard(this, 'Overview', { cluster: name, halves });
  }
}

function bundleOf(bundles: string | undefined, name: string): string | undefined {
  return bundles === undefined ? undefined : `${bundles}/${name}`;
}
