import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnFunction,
  EventSourceMapping,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ClusterConfiguration } from './config.ts';
import { type FunctionAssetOptions, stageFunctionAsset } from './function-asset.ts';
import { makeLogGroup } from './function-logs.ts';
import type { Place } from './permissions/arn.ts';
import { compileFunctionPermissions } from './permissions/function.ts';
import { acknowledgeWildcards, type Permission, toPolicyDocument } from './permissions/permission.ts';
import type { SyncQueue } from './sync-queue.ts';

/**
 * Bounds V8's young generation. It grows with what survives a collection, and with the size it may have by default a warm
 * function that lists 10,000 ExternalSecrets event after event, or plans 10,000 names, takes half as much memory again or
 * twice as much, and no less time (docs/performance.md).
 */
export const NODE_OPTIONS = '--max-semi-space-size=4';

export interface SyncFunctionProps extends FunctionAssetOptions {
  readonly description: string;
  readonly place: Place;
  readonly queue: SyncQueue;
  readonly memorySize: number;
  readonly timeout: Duration;
  /** What the function may do besides its queue, its log and its network. */
  readonly permissions: readonly Permission[];
  /** @default outside any VPC */
  readonly network?: ClusterConfiguration['network'];
}

/**
 * A function, its role with one inline policy, its log group, and the mapping that feeds it from its queue.
 * Function and role have fixed names because the API server's AuthenticationConfiguration names them.
 */
export class SyncFunction extends Construct {
  readonly handler: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: SyncFunctionProps) {
    super(scope, id);
    const { functionName, queue, network } = props;
    this.role = this.makeRole(props);
    this.handler = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'handler.handler',
      code: stageFunctionAsset(this, props),
      memorySize: props.memorySize,
      timeout: props.timeout,
      role: this.role,
      logGroup: makeLogGroup(this, functionName),
      environment: {
        SLUICE_QUEUE_URL: queue.queue.queueUrl,
        NODE_OPTIONS,
        ...(network?.ipv6 === true ? { AWS_USE_DUALSTACK_ENDPOINT: 'true' } : {}),
      },
    });
    if (network !== undefined) this.attach(network);
    new EventSourceMapping(this, 'Mapping', {
      target: this.handler,
      eventSourceArn: queue.queue.queueArn,
      batchSize: 10,
      // Any window above 0 may hold a message for 20 s on a quiet queue (reference: aws 2.2).
      maxBatchingWindow: Duration.seconds(0),
      reportBatchItemFailures: true,
      maxConcurrency: 2,
    });
  }

  private makeRole({ functionName, place, queue, permissions, network }: SyncFunctionProps): Role {
    const queueArn = queue.queue.queueArn;
    const all = compileFunctionPermissions({ place, functionName, queueArn, permissions, network });
    const role = new Role(this, 'Role', {
      roleName: functionName,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { [functionName]: toPolicyDocument(all) },
    });
    acknowledgeWildcards(role, all);
    return role;
  }

  /** On the L1: the L2 asks for a whole Vpc and grants a managed policy, and synth must not look anything up. */
  private attach(network: NonNullable<ClusterConfiguration['network']>): void {
    const resource = this.handler.node.defaultChild;
    if (!(resource instanceof CfnFunction)) throw new TypeError('a Lambda function without its resource');
    resource.vpcConfig = {
      subnetIds: [...network.subnetIds],
      securityGroupIds: [...network.securityGroupIds],
      ipv6AllowedForDualStack: network.ipv6,
    };
  }
}
