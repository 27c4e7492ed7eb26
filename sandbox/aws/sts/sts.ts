import type { Credentials } from '../iam/credentials.ts';
import type { Roles } from '../iam/roles.ts';
import type { Caller, ServiceHooks } from '../service.ts';
import { AwsService } from '../service.ts';
import { assumeRole } from './assume-role.ts';
import { getSessionToken } from './session-token.ts';
import { SigningKeys } from './signing-keys.ts';
import type { StsState } from './state.ts';
import { getWebIdentityToken } from './web-identity.ts';

const OPERATIONS = {
  GetCallerIdentity: getCallerIdentity,
  AssumeRole: assumeRole,
  GetSessionToken: getSessionToken,
  GetWebIdentityToken: getWebIdentityToken,
};

/** Of the shape AWS gives an account. */
export const DEFAULT_ISSUER = 'https://00000000-0000-4000-8000-000000000000.tokens.sts.global.api.aws';

/** `call('AssumeRole', {...}, caller)` and so on. */
export type Sts = AwsService<StsState, typeof OPERATIONS>;

export interface StsOptions extends ServiceHooks {
  readonly account: string;
  readonly region: string;
  readonly roles: Roles;
  readonly credentials: Credentials;
  /** Shared by the regions of an account: the issuer is one. Default: new keys. */
  readonly keys?: SigningKeys;
  /** Default: an issuer of the shape AWS gives an account. */
  readonly issuer?: string;
  /** Whether the account makes tokens for others; default: it does. */
  readonly isFederationOn?: () => boolean;
}

/** STS of one account and region. */
export function createSts(options: StsOptions): Sts {
  const { account, region, roles, credentials, keys = new SigningKeys(), ...rest } = options;
  const { issuer = DEFAULT_ISSUER, isFederationOn = () => true, ...hooks } = rest;
  const now = () => options.now();
  const state: StsState = {
    account,
    region,
    issuer,
    isFederationOn,
    keys,
    roles,
    credentials,
    sequence: 0,
    now,
  };
  return new AwsService(OPERATIONS, state, { ...hooks, now });
}

function getCallerIdentity(
  _state: StsState,
  _request: object,
  caller: Caller,
): { UserId: string; Account: string; Arn: string } {
  return { UserId: caller.userId, Account: caller.account, Arn: caller.arn };
}
