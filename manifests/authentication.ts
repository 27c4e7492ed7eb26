import type { ClusterConfiguration } from '../stack/config.ts';
import { type FunctionIdentity, identityOf } from './identity.ts';

/** Longest life of a token, which the role's policy bounds as well. */
const LIFETIME_SECONDS_MAX = 900;
const CLAIMS = "claims['https://sts.amazonaws.com/']";

export interface AuthenticationOptions {
  /** `v1` from Kubernetes 1.34 on, `v1beta1` from 1.30 on. @default v1 */
  readonly version?: 'v1' | 'v1beta1';
}

/**
 * The file for the API server's `--authentication-config`: it trusts the account's token issuer for exactly our
 * functions and gives each its group. Tried on kube-apiserver 1.36.3: another function, another account and a
 * longer life are refused with the message of the rule.
 *
 * @returns undefined when the cluster authenticates in another way
 * @throws Error when `auth.issuer` is not configured
 */
export function compileAuthentication(
  cluster: ClusterConfiguration,
  { version = 'v1' }: AuthenticationOptions = {},
): Readonly<Record<string, unknown>> | undefined {
  const { auth, name, account } = cluster;
  if (auth.mode !== 'web-identity') return undefined;
  if (auth.issuer === undefined) {
    throw new Error(
      `cluster ${name} has no auth.issuer: run "aws iam enable-outbound-web-identity-federation" once in account ` +
        `${account} and put the https URL it prints there`,
    );
  }
  const functions = [
    ...(cluster.secrets === undefined ? [] : [identityOf(cluster, 'secrets')]),
    ...(cluster.dns === undefined ? [] : [identityOf(cluster, 'dns')]),
  ];
  return {
    apiVersion: `apiserver.config.k8s.io/${version}`,
    kind: 'AuthenticationConfiguration',
    jwt: [
      {
        issuer: { url: auth.issuer, audiences: [auth.audience ?? `kube:${name}`] },
        claimValidationRules: compileClaimRules(account, functions),
        claimMappings: {
          username: { expression: "'aws:' + claims.sub" },
          groups: { expression: compileGroups(functions) },
        },
        userValidationRules: [{ expression: "!user.username.startsWith('system:')", message: 'reserved' }],
      },
    ],
  };
}

function compileClaimRules(account: string, functions: readonly FunctionIdentity[]): readonly object[] {
  const arns = functions.map(({ functionArn }) => `'${functionArn}'`).join(', ');
  return [
    { expression: `${CLAIMS}.aws_account == '${account}'`, message: 'wrong account' },
    { expression: `claims.exp - claims.iat <= ${LIFETIME_SECONDS_MAX}`, message: 'lifetime too long' },
    {
      expression: `${CLAIMS}.lambda_source_function_arn in [${arns}]`,
      message: 'not one of our functions',
    },
  ];
}

/** Each role to its own group, anything else to none. */
function compileGroups(functions: readonly FunctionIdentity[]): string {
  return functions.reduceRight(
    (otherwise, { roleArn, group }) => `(claims.sub == '${roleArn}' ? ['${group}'] : ${otherwise})`,
    '[]',
  );
}
