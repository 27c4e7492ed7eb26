import {
  GetOutboundWebIdentityFederationInfoCommand,
  type GetOutboundWebIdentityFederationInfoResponse,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { ClusterConfiguration } from '../../stack/config.ts';
import type { Doctor } from './doctor.ts';
import { type Finding, type Link, messageOf } from './finding.ts';

/** Whose account it is, and whether it makes the tokens that the API server is to trust. */
export const ACCOUNT: Link = {
  name: 'account',
  needs: [],
  checks: { credentials: checkCredentials, federation: checkFederation },
};

const ENABLE = 'aws iam enable-outbound-web-identity-federation';

async function checkCredentials({ account, cluster }: Doctor): Promise<readonly Finding[]> {
  const check = 'credentials';
  try {
    const { Account, Arn } = await account.sts.send(new GetCallerIdentityCommand({}));
    if (Account === cluster.account)
      return [{ check, outcome: 'ok', said: `${Arn ?? ''} of account ${Account}` }];
    const said = `your credentials are of account ${Account ?? 'unknown'}, the cluster is deployed in ${cluster.account}`;
    return [{ check, outcome: 'failed', said, fix: `AWS_PROFILE=<a profile of account ${cluster.account}>` }];
  } catch (error) {
    const said = `AWS does not know you: ${messageOf(error)}`;
    return [{ check, outcome: 'failed', said, fix: 'aws sts get-caller-identity has to answer' }];
  }
}

async function checkFederation({ account, cluster }: Doctor): Promise<readonly Finding[]> {
  if (cluster.auth.mode !== 'web-identity') return [];
  try {
    const info = await account.iam.send(new GetOutboundWebIdentityFederationInfoCommand({}));
    return [judgeFederation(info, cluster)];
  } catch (error) {
    if (error instanceof Error && error.name === 'FeatureDisabledException')
      return [judgeFederation({ JwtVendingEnabled: false }, cluster)];
    throw error;
  }
}

/** Off, or by another issuer than the API server's file names, no token is accepted. */
export function judgeFederation(
  { JwtVendingEnabled, IssuerIdentifier }: GetOutboundWebIdentityFederationInfoResponse,
  { auth, account }: Pick<ClusterConfiguration, 'auth' | 'account'>,
): Finding {
  const check = 'federation';
  if (JwtVendingEnabled !== true) {
    const said = `outbound web identity federation is off in account ${account}: STS makes no token`;
    return { check, outcome: 'failed', said, fix: ENABLE };
  }
  const issuer = auth.mode === 'web-identity' ? auth.issuer : undefined;
  if (issuer === undefined) {
    const said = `the configuration has no auth.issuer, which the API server's file is made of`;
    return { check, outcome: 'failed', said, fix: `auth.issuer: ${IssuerIdentifier ?? ''}` };
  }
  if (issuer !== IssuerIdentifier) {
    const said = `auth.issuer is ${issuer}, the account's tokens are issued by ${IssuerIdentifier ?? 'nobody'}`;
    return { check, outcome: 'failed', said, fix: `auth.issuer: ${IssuerIdentifier ?? ''}` };
  }
  return { check, outcome: 'ok', said: `on, issuer ${issuer}` };
}
