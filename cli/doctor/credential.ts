import { DescribeParametersCommand, type ParameterMetadata } from '@aws-sdk/client-ssm';
import type { Doctor } from './doctor.ts';
import type { Finding } from './finding.ts';

/** The parameter with the stored credential of modes `token` and `kubeconfig`: that it is there, never what is in it. */
export async function checkCredential({ account, cluster }: Doctor): Promise<readonly Finding[]> {
  const { auth } = cluster;
  if (auth.mode !== 'token' && auth.mode !== 'kubeconfig') return [];
  const { Parameters = [] } = await account.ssm.send(
    new DescribeParametersCommand({
      ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [auth.parameter] }],
    }),
  );
  return [judgeCredential(Parameters[0], auth.parameter)];
}

/** Only a SecureString keeps from whoever may read parameters what opens the cluster. */
export function judgeCredential(
  found: Pick<ParameterMetadata, 'Type' | 'LastModifiedDate'> | undefined,
  name: string,
): Finding {
  const check = 'credential';
  const fix = `aws ssm put-parameter --name ${name} --type SecureString --overwrite --value <the credential>`;
  if (found === undefined) return { check, outcome: 'failed', said: `there is no parameter ${name}`, fix };
  const { Type, LastModifiedDate } = found;
  if (Type !== 'SecureString')
    return { check, outcome: 'failed', said: `${name} is a ${Type ?? 'parameter'}, not a SecureString`, fix };
  return {
    check,
    outcome: 'ok',
    said: `${name}, written ${LastModifiedDate?.toISOString() ?? 'at some time'}`,
  };
}
