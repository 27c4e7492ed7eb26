import { toRegistryToken } from '../../lambdas/adapters/registry-token.ts';
import { toSessionToken } from '../../lambdas/adapters/session-token.ts';
import type { TokenIssuers } from '../../lambdas/core/aws-ports.ts';
import type { Clock } from '../../lambdas/core/ports.ts';
import { createEcr, createEcrPublic } from '../../sandbox/aws/ecr/ecr.ts';
import { createCredentials } from '../../sandbox/aws/iam/credentials.ts';
import { Roles } from '../../sandbox/aws/iam/roles.ts';
import type { Caller } from '../../sandbox/aws/service.ts';
import { createSts } from '../../sandbox/aws/sts/sts.ts';
import { portCall, type RecordedCall } from './port-call.ts';

export interface FakeTokenIssuers extends TokenIssuers {
  /** What the ports asked, in order. */
  readonly calls: RecordedCall[];
}

const ACCOUNT = '123456789012';

/** Tokens of the sandbox's ECR and STS, without HTTP and without IAM. */
export function createFakeTokenIssuers({ clock }: { readonly clock: Clock }): FakeTokenIssuers {
  const now = () => clock.now();
  const credentials = createCredentials({ account: ACCOUNT, now });
  const user = credentials.resolve(credentials.administrator.accessKeyId);
  const base = { account: ACCOUNT, region: 'ap-northeast-2', now };
  const ecr = createEcr(base);
  const ecrPublic = createEcrPublic(base);
  const sts = createSts({ ...base, roles: new Roles(), credentials });
  const calls: RecordedCall[] = [];
  return {
    calls,
    of({ region, roleArn, keys, chain = [] }) {
      const as = chain.at(-1)?.roleArn ?? roleArn ?? keys?.accessKeyId;
      const who = { region, ...(as === undefined ? {} : { as }) };
      const isSession = keys === undefined || chain.length > 0;
      const caller: Caller = isSession ? { ...user, expiresAt: now() + 3_600_000 } : user;
      return {
        registryToken(scope) {
          const service = scope === 'public' ? 'ecr-public' : 'ecr';
          const call = { service, action: 'GetAuthorizationToken', params: {}, ...who };
          return portCall(calls, call, () => {
            if (scope === 'public')
              return toRegistryToken(
                withDate(ecrPublic.call('GetAuthorizationToken', undefined).authorizationData),
              );
            const [data] = ecr.call('GetAuthorizationToken', undefined).authorizationData;
            return toRegistryToken(data === undefined ? undefined : withDate(data));
          });
        },
        sessionToken({ durationSeconds }) {
          const params = durationSeconds === undefined ? {} : { DurationSeconds: durationSeconds };
          const call = { service: 'sts', action: 'GetSessionToken', params, ...who };
          return portCall(calls, call, () => {
            const { Credentials } = sts.call('GetSessionToken', params, caller);
            return toSessionToken({ ...Credentials, Expiration: new Date(Credentials.Expiration * 1000) });
          });
        },
      };
    },
  };
}

/** The SDK has dates where the wire has seconds. */
function withDate<T extends { readonly expiresAt: number }>({ expiresAt, ...rest }: T) {
  return { ...rest, expiresAt: new Date(expiresAt * 1000) };
}
