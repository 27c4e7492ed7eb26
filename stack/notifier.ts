import { join } from 'node:path';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  FunctionUrlAuthType,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { CfnOutput, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { compileNotifyConfig } from './config/notify-config.ts';
import type { ClusterConfiguration } from './config.ts';
import { stageFunctionAsset } from './function-asset.ts';
import { makeLogGroup } from './function-logs.ts';
import { compileLogPermission } from './permissions/function.ts';
import { acknowledgeWildcards, type Permission, toPolicyDocument } from './permissions/permission.ts';
import { makeAlarms } from './watch.ts';

export interface NotifierProps {
  readonly cluster: ClusterConfiguration;
  readonly notifier: NonNullable<ClusterConfiguration['notifier']>;
  /** Queues of the deployed halves. */
  readonly queues: { readonly secrets?: Queue | undefined; readonly dns?: Queue | undefined };
  /** Directory of the function's bundle. @default what `npm run build` made */
  readonly bundle?: string | undefined;
}

const FIVE_MINUTES = Duration.minutes(5);

/**
 * The function that the API server's webhook calls: a URL that is open to everybody and hidden behind its path, one
 * permission, few containers. It needs no VPC, because it calls nothing but SQS.
 */
export class Notifier extends Construct {
  constructor(scope: Construct, id: string, props: NotifierProps) {
    super(scope, id);
    const { cluster, notifier, queues } = props;
    const functionName = `sluice-${cluster.name}-notify`;
    const handler = new LambdaFunction(this, 'Function', {
      functionName,
      description: `changes in cluster ${cluster.name} to the queues`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'handler.handler',
      code: stageFunctionAsset(this, {
        functionName,
        bundle: props.bundle ?? join(import.meta.dirname, '..', 'dist', 'functions', 'notify'),
        config: compileNotifyConfig(cluster, notifier),
      }),
      memorySize: 256,
      // The webhook has given up long before; two attempts to send take two seconds.
      timeout: Duration.seconds(5),
      reservedConcurrentExecutions: notifier.concurrency,
      role: this.makeRole(functionName, props),
      logGroup: makeLogGroup(this, functionName),
      environment: {
        ...(queues.secrets === undefined ? {} : { SLUICE_SECRETS_QUEUE_URL: queues.secrets.queueUrl }),
        ...(queues.dns === undefined ? {} : { SLUICE_DNS_QUEUE_URL: queues.dns.queueUrl }),
      },
    });
    const { url } = handler.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    new CfnOutput(this, 'Url', {
      key: 'NotifyUrl',
      description: 'notifier.url of the configuration',
      value: url,
    });
    this.makeAlarms(props, handler);
  }

  private makeRole(functionName: string, { cluster, queues }: NotifierProps): Role {
    const resources = [queues.secrets, queues.dns].flatMap((queue) =>
      queue === undefined ? [] : [queue.queueArn],
    );
    const permissions: readonly Permission[] = [
      { sid: 'SendHints', actions: ['sqs:SendMessage'], resources },
      compileLogPermission(cluster, functionName),
    ];
    const role = new Role(this, 'Role', {
      roleName: functionName,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { [functionName]: toPolicyDocument(permissions) },
    });
    acknowledgeWildcards(role, permissions);
    return role;
  }

  private makeAlarms({ cluster }: NotifierProps, handler: LambdaFunction): void {
    const unsent = new Metric({
      namespace: 'Sluice',
      metricName: 'Failed',
      dimensionsMap: { cluster: cluster.name, half: 'notify' },
      statistic: 'Sum',
      period: FIVE_MINUTES,
    });
    const watches = [
      {
        id: 'Errors',
        description: 'the notifier failed or ran out of time: the API server went on without it',
        metric: handler.metricErrors({ period: FIVE_MINUTES }),
      },
      {
        id: 'Throttled',
        description:
          'more reviews at once than notifier.concurrency: the API server went on without the rest',
        metric: handler.metricThrottles({ period: FIVE_MINUTES }),
      },
      {
        id: 'Unsent',
        description: 'a change could not be put on its queue, or its token was wrong',
        metric: unsent,
      },
    ];
    makeAlarms(this, watches, {
      prefix: `sluice-${cluster.name}-notify`,
      topicArn: cluster.alarms?.topicArn,
    });
  }
}
