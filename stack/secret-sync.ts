import { join } from 'node:path';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { identityOf } from '../manifests/identity.ts';
import { ClusterAccessEntry } from './cluster-access-entry.ts';
import { type ClusterIdentity, compileSecretSyncConfig } from './config/function-config.ts';
import type { ClusterConfiguration, SecretsConfiguration } from './config.ts';
import { compileEventFamilies } from './event-patterns.ts';
import { EventRules } from './event-rules.ts';
import { HalfAlarms } from './half-alarms.ts';
import { compileSecretSyncPermissions } from './permissions/half.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import { SyncFunction } from './sync-function.ts';
import { SyncQueue } from './sync-queue.ts';
import { VERSION } from './version.ts';

/** One cluster's secrets half; the settings are those of the configuration document, defaults filled in. */
export interface SecretSyncProps extends ClusterIdentity, SecretsConfiguration {
  /** Directory of the function's bundle. @default what `npm run build` made */
  readonly bundle?: string | undefined;
  /** @default outside any VPC */
  readonly network?: ClusterConfiguration['network'];
  /** @default nothing is restarted */
  readonly restart?: ClusterConfiguration['restart'];
  /** SNS topic of the alarms. @default alarms without an action */
  readonly alarmTopicArn?: string | undefined;
}

/** Parameter Store (and Secrets Manager) changes to Secrets: rules, sweep, queue, function, alarms. */
export class SecretSync extends Construct {
  /** Where hints for it are put. */
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: SecretSyncProps) {
    super(scope, id);
    const name = `sluice-${props.name}`;
    const timeout = Duration.seconds(60);
    const queue = new SyncQueue(this, 'Queue', { queueName: `${name}-secrets`, functionTimeout: timeout });
    new EventRules(this, 'Events', { families: compileEventFamilies(props.prefixes, props.services), queue });
    this.queue = queue.queue;
    new SweepSchedule(this, 'Sweep', {
      scheduleName: `${name}-secrets-sweep`,
      account: props.account,
      queue: queue.queue,
    });
    const { handler, role } = new SyncFunction(this, 'Sync', {
      functionName: identityOf(props, 'secrets').functionName,
      description: `parameters to Secrets of cluster ${props.name}, sluice ${VERSION} (${props.mode})`,
      place: props,
      queue,
      memorySize: 512,
      timeout,
      bundle: props.bundle ?? join(import.meta.dirname, '..', 'dist', 'functions', 'secret-sync'),
      config: compileSecretSyncConfig(props, props),
      permissions: compileSecretSyncPermissions(props, props),
      network: props.network,
    });
    new ClusterAccessEntry(this, 'Access', { cluster: props, half: 'secrets', role });
    new HalfAlarms(this, 'Alarms', {
      half: 'secrets',
      cluster: props.name,
      queue,
      handler,
      topicArn: props.alarmTopicArn,
    });
  }
}
