import type { SandboxAws } from '../../sandbox/aws/aws.ts';
import type { AwsWorld } from '../corpus/drivers/eso/aws-world.ts';
import { labelVersions, putParameter, putSecret } from '../corpus/drivers/eso/put-content.ts';

/** What recordings do to AWS, done to the sandbox's; nothing is announced. */
export type RecordedAws = Omit<AwsWorld, 'parameterStores' | 'secretsManagers' | 'takeCalls'>;

/** Names that DeleteParameters takes at once. */
const NAMES_PER_CALL = 10;

export function createRecordedAws(aws: SandboxAws): RecordedAws {
  const { secretsManager } = aws.in();
  return {
    put({ ssm = [], secretsmanager: secrets = [] }) {
      for (const parameter of ssm) putParameter(aws.in(parameter.region, parameter.account).ssm, parameter);
      for (const secret of secrets) putSecret(secretsManager, secret);
    },
    deleteParameters(names) {
      for (let start = 0; start < names.length; start += NAMES_PER_CALL)
        aws.in().ssm.call('DeleteParameters', { Names: names.slice(start, start + NAMES_PER_CALL) });
    },
    deleteSecrets(names) {
      for (const SecretId of names)
        secretsManager.call('DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });
    },
    label(parameters) {
      for (const parameter of parameters) labelVersions(aws.in(parameter.region).ssm, parameter);
    },
    addFaults: () => undefined,
    clearFaults: () => undefined,
    takeLabels: () => [],
    takeChanges: () => [],
  };
}

/** Gives every parameter below `/` and every secret that is text another value; a JSON object gets another key. */
export function changeEveryValue(aws: SandboxAws, round: string): void {
  const Tier = 'Intelligent-Tiering';
  const { ssm, secretsManager } = aws.in();
  for (let NextToken: string | undefined, more = true; more; more = NextToken !== undefined) {
    const page = ssm.call('GetParametersByPath', {
      Path: '/',
      Recursive: true,
      WithDecryption: true,
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    for (const { Name, Type, Value } of page.Parameters)
      ssm.call('PutParameter', { Name, Type, Value: changed(Value ?? '', round), Overwrite: true, Tier });
    NextToken = page.NextToken;
  }
  for (const name of secretsManager.state.secrets.keys()) {
    const { SecretString } = secretsManager.call('GetSecretValue', { SecretId: name });
    if (SecretString === undefined) continue;
    secretsManager.call('PutSecretValue', { SecretId: name, SecretString: changed(SecretString, round) });
  }
}

function changed(value: string, round: string): string {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return JSON.stringify({ ...parsed, round });
  } catch {
    // No JSON: changed as text.
  }
  return `${value}${round}`;
}
