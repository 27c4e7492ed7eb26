import type { ClusterConfiguration } from '../config.ts';
import { formatArn, type Place } from './arn.ts';
import { compileNetworkPermissions } from './cluster-access.ts';
import type { Permission } from './permission.ts';

export interface FunctionPermissionsOptions {
  readonly place: Place;
  readonly functionName: string;
  /** The queue that feeds it; a token of the CDK where it is not made yet. */
  readonly queueArn: string;
  /** What the function may do besides. */
  readonly permissions: readonly Permission[];
  /** @default outside any VPC */
  readonly network?: ClusterConfiguration['network'];
}

/** Everything that the role of a function with a queue may do. */
export function compileFunctionPermissions(options: FunctionPermissionsOptions): readonly Permission[] {
  const { place, functionName, queueArn, permissions, network } = options;
  return [
    ...permissions,
    ...queuePermissions(queueArn),
    compileLogPermission(place, functionName),
    ...(network === undefined ? [] : compileNetworkPermissions(place, functionName)),
  ];
}

/** The right to write its log and nothing else. */
export function compileLogPermission(place: Place, functionName: string): Permission {
  return {
    sid: 'WriteLogs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [formatArn('logs', place, `log-group:/aws/lambda/${functionName}:*`)],
    wildcard: 'Lambda makes a log stream for every environment',
  };
}

/** Lambda polls with the function's role; the code delays its retries and sends second observations. */
function queuePermissions(queueArn: string): readonly Permission[] {
  return [
    {
      sid: 'PollQueue',
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [queueArn],
    },
    {
      sid: 'DelayMessages',
      actions: ['sqs:SendMessage', 'sqs:ChangeMessageVisibility'],
      resources: [queueArn],
    },
  ];
}
