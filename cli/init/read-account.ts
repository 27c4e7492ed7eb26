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
