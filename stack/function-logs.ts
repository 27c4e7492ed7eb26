import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { formatArn, type Place } from './permissions/arn.ts';
import type { Permission } from './permissions/permission.ts';

/** A function's log group, kept for a month and gone with the stack. */
export function makeLogGroup(scope: Construct, functionName: string): LogGroup {
  return new LogGroup(scope, 'Logs', {
    logGroupName: logGroupName(functionName),
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** The right to write there and nowhere else. */
export function logPermission(place: Place, functionName: string): Permission {
  return {
    sid: 'WriteLogs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [formatArn('logs', place, `log-group:${logGroupName(functionName)}:*`)],
    wildcard: 'Lambda makes a log stream for every environment',
  };
}

function logGroupName(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}
