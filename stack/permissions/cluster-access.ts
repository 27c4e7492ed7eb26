import type { ClusterConnection } from '../../lambdas/core/connection.ts';
import { formatArn, type Place } from './arn.ts';
import { compileParameterPermissions } from './parameters.ts';
import type { Permission } from './permission.ts';

/** What a function needs to authenticate to its cluster (DESIGN 6). */
export function compileAccessPermissions(
  place: Place,
  { auth, endpoint }: ClusterConnection,
): readonly Permission[] {
  switch (auth.mode) {
    case 'web-identity':
      return [
        {
          sid: 'GetClusterToken',
          actions: ['sts:GetWebIdentityToken'],
          resources: ['*'],
          conditions: {
            'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': [auth.audience] },
            NumericLessThanEquals: { 'sts:DurationSeconds': 900 },
            StringEquals: { 'sts:SigningAlgorithm': 'ES384' },
          },
          wildcard: 'GetWebIdentityToken takes no resource; audience, lifetime and algorithm are bound',
        },
      ];
    case 'eks':
      // The token is a presigned GetCallerIdentity, which needs no permission.
      if (endpoint !== undefined) return [];
      return [
        {
          sid: 'FindCluster',
          actions: ['eks:DescribeCluster'],
          resources: [formatArn('eks', place, `cluster/${auth.clusterName}`)],
        },
      ];
    case 'token':
    case 'kubeconfig':
      return compileParameterPermissions(place, auth.parameter, {
        read: 'ReadClusterCredential',
        decrypt: 'DecryptClusterCredential',
      });
  }
}

/** Network interfaces of a function in a VPC, for Lambda itself: the function's own code may not use them. */
export function compileNetworkPermissions(place: Place, functionName: string): readonly Permission[] {
  const actions = [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  return [
    {
      sid: 'AttachToNetwork',
      actions,
      resources: ['*'],
      wildcard:
        'Lambda makes the interfaces before they have a name; the next statement denies them to the code',
    },
    {
      sid: 'DenyNetworkToCode',
      effect: 'Deny',
      actions,
      resources: ['*'],
      conditions: {
        ArnEquals: { 'lambda:SourceFunctionArn': [formatArn('lambda', place, `function:${functionName}`)] },
      },
    },
  ];
}
