import { toFilters } from '../../lambdas/adapters/ssm-listing.ts';
import { toParameter } from '../../lambdas/adapters/ssm-parameter.ts';
import type { AwsIdentity, ParameterStore, ParameterStores } from '../../lambdas/core/aws-ports.ts';
import type { Clock } from '../../lambdas/core/ports.ts';
import type { AwsServiceError } from '../../sandbox/aws/service-error.ts';
import type { ParameterFilter } from '../../sandbox/aws/ssm/filters.ts';
import type { ParameterOutput } from '../../sandbox/aws/ssm/parameter-output.ts';
import type { Ssm } from '../../sandbox/aws/ssm/ssm.ts';
import { createSsm } from '../../sandbox/aws/ssm/ssm.ts';
import type { RecordedCall } from './port-call.ts';
import { portCall } from './port-call.ts';

export interface FakeParameterStores extends ParameterStores {
  /** The Parameter Store of a region and account, made on first use; seed it and script faults here. */
  model(region?: string, account?: string): Ssm;
  /** What the ports asked, in order; seeding through `model()` is not recorded. */
  readonly calls: RecordedCall[];
  /** Set to refuse AssumeRole for some identities; every call of such a store then fails so. */
  refuseRole: ((identity: AwsIdentity) => AwsServiceError | undefined) | undefined;
}

export interface FakeParameterStoresOptions {
  readonly clock: Clock;
  /** The function's own account; default 123456789012. */
  readonly account?: string;
}

/** Parameter Store over the sandbox's models, without HTTP and without IAM. */
export function createFakeParameterStores({
  clock,
  account: own = '123456789012',
}: FakeParameterStoresOptions): FakeParameterStores {
  const models = new Map<string, Ssm>();
  const fake: FakeParameterStores = {
    calls: [],
    refuseRole: undefined,
    model(region = 'ap-northeast-2', account = own) {
      const key = `${account}/${region}`;
      const model = models.get(key) ?? createSsm({ account, region, now: () => clock.now() });
      models.set(key, model);
      return model;
    },
    of: (identity) => storeOf(fake, identity),
    async verify(identity) {
      const roleArn = finalRole(identity);
      if (roleArn === undefined) return;
      const call = { service: 'sts', action: 'AssumeRole', params: { RoleArn: roleArn } };
      const refusal = fake.refuseRole?.(identity);
      await portCall(fake.calls, call, () => (refusal === undefined ? undefined : refuse(refusal)), roleArn);
    },
  };
  return fake;
}

function storeOf(fake: FakeParameterStores, identity: AwsIdentity): ParameterStore {
  const { region } = identity;
  const roleArn = finalRole(identity);
  const account = roleArn?.split(':')[4];
  const as = roleArn ?? identity.keys?.accessKeyId;
  const ask = <T>(action: string, params: Record<string, unknown>, run: (ssm: Ssm) => T) => {
    const call = {
      service: 'ssm',
      action,
      params,
      region,
      ...(as === undefined ? {} : { as }),
    };
    const named = params['Name'] ?? params['ResourceId'];
    const subject = typeof named === 'string' ? named : undefined;
    const refusal = roleArn === undefined ? undefined : fake.refuseRole?.(identity);
    return refusal === undefined
      ? portCall(fake.calls, call, () => run(modelFor(fake, identity, account)), subject)
      : portCall(fake.calls, call, () => refuse(refusal), roleArn);
  };
  return {
    async getParameters(names, { decrypt }) {
      const params = { Names: [...names], WithDecryption: decrypt };
      const output = await ask('GetParameters', params, (ssm) => ssm.call('GetParameters', params));
      const parameters = output.Parameters.map((parameter) => toParameter(withDate(parameter), decrypt));
      return { parameters, invalid: output.InvalidParameters };
    },
    async getParameter(name) {
      const params = { Name: name, WithDecryption: true };
      const output = await ask('GetParameter', params, (ssm) => ssm.call('GetParameter', params));
      return toParameter(withDate(output.Parameter), true);
    },
    async getParametersByPath(path, { decrypt, next }) {
      const token = next === undefined ? {} : { NextToken: next };
      const params = { Path: path, Recursive: true, WithDecryption: decrypt, ...token };
      const output = await ask('GetParametersByPath', params, (ssm) =>
        ssm.call('GetParametersByPath', params),
      );
      return {
        parameters: output.Parameters.map((parameter) => toParameter(withDate(parameter), decrypt)),
        ...(output.NextToken === undefined ? {} : { next: output.NextToken }),
      };
    },
    async describeParameters(filter, next) {
      const params = {
        ParameterFilters: toFilters(filter) as ParameterFilter[],
        ...(next === undefined ? {} : { NextToken: next }),
      };
      const output = await ask('DescribeParameters', params, (ssm) => ssm.call('DescribeParameters', params));
      return {
        parameters: output.Parameters.map((parameter) =>
          toParameter(withDate(parameter as unknown as ParameterOutput), false),
        ),
        ...(output.NextToken === undefined ? {} : { next: output.NextToken }),
      };
    },
    async listTags(name) {
      const params = { ResourceType: 'Parameter', ResourceId: name };
      const output = await ask('ListTagsForResource', params, (ssm) =>
        ssm.call('ListTagsForResource', params),
      );
      return Object.fromEntries(output.TagList.map(({ Key, Value }) => [Key, Value]));
    },
  };
}

function modelFor(fake: FakeParameterStores, { region }: AwsIdentity, account: string | undefined): Ssm {
  return fake.model(region, account);
}

/** Whose permissions count: the last role of the chain. */
function finalRole({ roleArn, chain = [] }: AwsIdentity): string | undefined {
  return chain.at(-1)?.roleArn ?? roleArn;
}

function refuse(error: AwsServiceError): never {
  throw error;
}

/** The SDK has dates where the wire has seconds. */
function withDate({ LastModifiedDate, Type, ...rest }: ParameterOutput) {
  return { ...rest, Type: Type as 'String', LastModifiedDate: new Date(LastModifiedDate * 1000) };
}
