import { toListedSecret } from '../../lambdas/adapters/listed-secret.ts';
import { isSecretAbsent, toBatch, toSecretVersion } from '../../lambdas/adapters/secret-version.ts';
import { identityKey } from '../../lambdas/core/aws-identity.ts';
import type { AwsIdentity, SecretsManager, SecretsManagers } from '../../lambdas/core/aws-ports.ts';
import { TerminalError } from '../../lambdas/core/errors.ts';
import type { Clock } from '../../lambdas/core/ports.ts';
import {
  createSecretsManager,
  type SecretsManager as Model,
} from '../../sandbox/aws/secretsmanager/secrets-manager.ts';
import { portCall, type RecordedCall } from './port-call.ts';

export interface FakeSecretsManagers extends SecretsManagers {
  /** The Secrets Manager of a region; seed it and script faults here. */
  model(region?: string): Model;
  /** What the ports asked, in order; seeding through `model()` is not recorded. */
  readonly calls: RecordedCall[];
}

/** Secrets Manager over the sandbox's models, without HTTP and without IAM. */
export function createFakeSecretsManagers({ clock }: { readonly clock: Clock }): FakeSecretsManagers {
  const models = new Map<string, Model>();
  const managers = new Map<string, SecretsManager>();
  const fake: FakeSecretsManagers = {
    calls: [],
    model(region = 'ap-northeast-2') {
      const model = models.get(region) ?? createSecretsManager({ region, now: () => clock.now() });
      models.set(region, model);
      return model;
    },
    of(identity) {
      const key = identityKey(identity);
      const manager = managers.get(key) ?? managerOf(fake, identity);
      managers.set(key, manager);
      return manager;
    },
  };
  return fake;
}

function managerOf(fake: FakeSecretsManagers, { region, roleArn }: AwsIdentity): SecretsManager {
  const model = fake.model(region);
  const ask = <T>(action: string, params: Record<string, unknown>, run: () => T) => {
    const as = roleArn === undefined ? {} : { as: roleArn };
    const subject = typeof params['SecretId'] === 'string' ? params['SecretId'] : 'secrets';
    return portCall(fake.calls, { service: 'secretsmanager', action, params, region, ...as }, run, subject);
  };
  return {
    getValue(SecretId, version) {
      const wanted = 'stage' in version ? { VersionStage: version.stage } : { VersionId: version.versionId };
      const params = { SecretId, ...wanted };
      return orAbsent(async () => {
        const answer = await ask('GetSecretValue', params, () => model.call('GetSecretValue', params));
        return toSecretVersion(withBytes(answer));
      });
    },
    async getCurrentValues(ids) {
      const params = { SecretIdList: [...ids] };
      const answer = await ask('BatchGetSecretValue', params, () =>
        model.call('BatchGetSecretValue', params),
      );
      return toBatch(ids, { SecretValues: answer.SecretValues.map(withBytes), Errors: answer.Errors });
    },
    async listSecrets() {
      const { SecretList } = await ask('ListSecrets', {}, () => model.call('ListSecrets', {}));
      return SecretList.map((entry) => toListedSecret(entry));
    },
    getTags(SecretId) {
      const params = { SecretId };
      return orAbsent(async () => {
        const answer = await ask('DescribeSecret', params, () => model.call('DescribeSecret', params));
        const tags = answer['Tags'] as readonly { readonly Key: string; readonly Value: string }[];
        return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
      });
    },
  };
}

async function orAbsent<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof TerminalError && isSecretAbsent(error)) return undefined;
    throw error;
  }
}

/** The SDK has bytes and dates where the wire has base64 and seconds. */
function withBytes(answer: {
  readonly Name: string;
  readonly ARN: string;
  readonly VersionId: string;
  readonly SecretString?: string;
  readonly SecretBinary?: string;
}) {
  const { Name, ARN, VersionId, SecretString, SecretBinary } = answer;
  return {
    Name,
    ARN,
    VersionId,
    ...(SecretString === undefined ? {} : { SecretString }),
    ...(SecretBinary === undefined ? {} : { SecretBinary: Buffer.from(SecretBinary, 'base64') }),
  };
}
