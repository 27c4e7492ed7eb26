import { GetOutboundWebIdentityFederationInfoCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createHostedZones } from '../../lambdas/adapters/route53.ts';
import type { HostedZone } from '../../lambdas/core/aws-ports.ts';

/** The account of whoever runs the command, and the region of their profile. Rejects without credentials. */
export async function readAccount(): Promise<{ readonly account: string; readonly region: string }> {
  const sts = new STSClient({});
  try {
    const region = await sts.config.region();
    const { Account = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { account: Account, region };
  } finally {
    sts.destroy();
  }
}

/** Every hosted zone of the account. */
export async function readZones(region: string): Promise<readonly HostedZone[]> {
  return createHostedZones({ region }).listZones();
}

/** The account's issuer of web identity tokens; undefined where there is none yet, or the user may not know. */
export async function readIssuer(region: string): Promise<string | undefined> {
  const iam = new IAMClient({ region, maxAttempts: 2 });
  try {
    const info = await iam.send(new GetOutboundWebIdentityFederationInfoCommand({}));
    return info.JwtVendingEnabled === true ? info.IssuerIdentifier : undefined;
  } catch {
    // Switched off or refused: the configuration says how to find it out.
    return undefined;
  } finally {
    iam.destroy();
  }
}
