import { join } from 'node:path';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { identityOf } from '../manifests/identity.ts';
import { ClusterAccessEntry } from './cluster-access-entry.ts';
import { type ClusterIdentity, compileDnsSyncConfig } from './config/function-config.ts';
import type { ClusterConfiguration, DnsConfiguration } from './config.ts';
import { HalfAlarms } from './half-alarms.ts';
import { compileDnsSyncPermissions } from './permissions/half.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import { SyncFunction } from './sync-function.ts';
import { SyncQueue } from './sync-queue.ts';
import { VERSION } from './version.ts';

/** One cluster's DNS half; the settings are those of the configuration document, defaults filled in. */
export interface DnsSyncProps extends ClusterIdentity, DnsConfiguration {
  /** Directory of the function's bundle. @default what `npm run build` made */
  readonly bundle?: string | undefined;
  /** @default outside any VPC */
  readonly network?: ClusterConfiguration['network'];
  /** SNS topic of the alarms. @default alarms without an action */
  readonly alarmTopicArn?: string | undefined;
}

/** Ingress and Service hostnames to Route 53: sweep, queue, function, alarms. */
export class DnsSync extends Construct {
  /** Where hints for it are put. */
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: DnsSyncProps) {
    super(scope, id);
    const name = `sluice-${props.name}`;
    // Route 53 is paced, and a run waits for INSYNC.
    const timeout = Duration.seconds(300);
    const queue = new SyncQueue(this, 'Queue', { queueName: `${name}-dns`, functionTimeout: timeout });
    this.queue = queue.queue;
    new SweepSchedule(this, 'Sweep', {
      scheduleName: `${name}-dns-sweep`,
      account: props.account,
      queue: queue.queue,
    });
    const { handler, role } = new SyncFunction(this, 'Sync', {
      functionName: identityOf(props, 'dns').functionName,
      description: `hostnames of cluster ${props.name} to Route 53, sluice ${VERSION} (${props.mode})`,
      place: props,
      queue,
      memorySize: 1024,
      timeout,
      bundle: props.bundle ?? join(import.meta.dirname, '..', 'dist', 'functions', 'dns-sync'),
      config: compileDnsSyncConfig(props, props),
      permissions: compileDnsSyncPermissions(props, props),
      network: props.network,
    });
    new ClusterAccessEntry(this, 'Access', { cluster: props, half: 'dns', role });
    new HalfAlarms(this, 'Alarms', {
      half: 'dns',
      cluster: props.name,
      queue,
      handler,
      topicArn: props.alarmTopicArn,
    });
  }
}
